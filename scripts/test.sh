#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Installs what is missing, builds with gcc and clang and with sanitizers, lints, runs every test.
# Usage: scripts/test.sh [--fast]     --fast: the release build and its tests only
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 1 "$@"

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$top"
fast=false
case "${1-}" in
'') ;;
--fast) fast=true ;;
*) usage_refuse "'$1'" "no such option" ;;
esac

./scripts/deps.sh tools
./scripts/deps.sh browser & # half a minute, and only the last tests want it
browser=$!
mkdir -p build

fail_build() {
  tail -n 40 "build/$1.log"
  echo "test.sh: the $1 build failed: its last lines stand above, all of it in build/$1.log" >&2
  exit 1
}

# configure PRESET...: side by side, each keeps but one core busy.
configure() {
  local preset
  local -A children
  echo "== configure $*"
  for preset; do
    cmake --preset "$preset" >"build/$preset.log" 2>&1 &
    children[$preset]=$!
  done
  for preset; do wait "${children[$preset]}" || fail_build "$preset"; done
}

build() {
  echo "== build $1"
  cmake --build --preset "$1" >>"build/$1.log" 2>&1 || fail_build "$1"
}

if $fast; then
  configure ci
else
  configure clang asan ci
  build clang
  echo "== lint"
  ./scripts/lint.sh
  echo "== a build without other libraries"
  without=$(build/analyzer/bench/memcpybench list)
  if [ "$(grep -c ' library ' <<<"$without")" -lt 20 ] || grep ' library ' <<<"$without" | grep -v 'CANNOT RUN HERE: needs a build with'; then
    echo "test.sh: build/analyzer, which has no other libraries, does not list them as absent" >&2
    exit 1
  fi
  build/analyzer/bench/memcpybench verify --quick --impl glibc --impl musl
  echo "== test clang" # the command line is tested where it can differ: sanitized, and as it ships
  ctest --preset clang -j "$(nproc)" -R '^unit' -E '^unit\.(gate_run|verify|ceilings)$' # half a minute, as below
  build asan
  echo "== test asan"
  # Not the longest ones, CI has fifteen minutes: what the sanitizers can see of them unit tests show too.
  ctest --preset asan -j "$(nproc)" -E '^(cli\.(verify|journal|limits|surroundings|faults|injection|denied|bring|conditions|check|baseline|ci_check|ci_jobs|gate_study|lab|figures|json|versus|ceilings|cliffs|field|report|package|advise|run|installed|plots|look)|stress\.|unit\.ceilings)'
fi
build ci
if ! $fast; then
  echo "== check, which is advice"
  ./scripts/self-check.sh
fi
wait $browser
echo "== test ci"
ctest --preset ci -j "$(nproc)"
