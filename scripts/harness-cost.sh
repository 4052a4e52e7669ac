#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Measures what the harness costs: a call through the sampler against the barest loop that calls the same pointer, and what
# part of a race's measuring goes into timed copies.
# Usage: scripts/harness-cost.sh
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 0 "$@"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/deps.sh test
mkdir -p build/cost
if ! (cmake --preset release -B build/cost -DBUILD_TESTING=ON &&
  cmake --build build/cost --target harness_cost memcpybench) >build/cost/build.log 2>&1; then
  tail -n 30 build/cost/build.log >&2
  echo "harness-cost.sh: the build failed: its last lines stand above" >&2
  exit 5
fi
build/cost/tests/harness_cost
race=$(mktemp -d)
trap 'rm -rf "$race"' EXIT
build/cost/bench/memcpybench run --no-plots --seed 1 -o "$race" >/dev/null
python3 - "$race/result.json" <<'END_OF_PYTHON'
import json, sys

result = json.load(open(sys.argv[1]))
ours = result["memcpybench"]
timed = sum(row["calls"] * sum(block["ns"]) + row["ref_calls"] * sum(block["ref_ns"])
            for row in result["benchmarks"] for block in row["blocks"]) / 1e9
print(f"a default race: {ours['wall_seconds']:.1f} s in all, {ours['verify_seconds']:.1f} s verifying, "
      f"{ours['measure_seconds']:.1f} s measuring, {100 * timed / ours['measure_seconds']:.1f} % of it in timed copies, "
      f"at the most {ours['peak_memory_bytes'] / 2**20:.0f} MiB of memory")
END_OF_PYTHON
