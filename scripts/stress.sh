#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Verifies random and damaged machine code: every piece must get a diagnosis, and nothing may crash, hang or stay behind.
# What breaks that is kept in build/stress/, and how to repeat it is printed.
# Usage: scripts/stress.sh [COUNT] [SEED]     by default 100000 and the time
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 2 "$@"

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
count=${1-100000}
seed=${2-$(date +%s)}
a_second=50 # on two rented cores

for number in "$count" "$seed"; do
  [[ $number =~ ^[0-9]+$ ]] || usage_refuse "'$number'" "no number"
done

"$top/scripts/deps.sh" test
mkdir -p "$top/build/stress"
log=$top/build/stress/build.log
echo "building" >&2
if ! (cd "$top" && cmake --preset release -B build/stress -DBUILD_TESTING=ON &&
  cmake --build build/stress --target random_blobs) >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "stress.sh: the build failed: its last lines stand above" >&2
  exit 5
fi

echo "trying $count pieces of code of seed $seed: about $((count / a_second / 60 + 1)) minutes" >&2
cd "$top/build/stress"
exec ./tests/random_blobs "$count" "$seed"
