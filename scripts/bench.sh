#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Installs what is missing, builds, races, prints the table, writes result.json and the plots.
# Usage: scripts/bench.sh [--field] [OPTION of memcpybench run]…     e.g. scripts/bench.sh --quick
# --field, where it comes first: installs other libraries that have a memcpy too, and races everybody.
# `memcpybench run --help` lists the OPTIONs.
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ "${1-}" = --field ]; then
  shift
  set -- --impl '*' "$@"
  "$top/scripts/deps.sh" field
else
  "$top/scripts/deps.sh" build
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "building" >&2
if ! (cd "$top" && cmake --preset release && cmake --build --preset release) >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  echo "bench.sh: the build failed: its last lines stand above" >&2
  exit 5
fi

echo "racing" >&2
"$top/build/release/bench/memcpybench" run "$@"
