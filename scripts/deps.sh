#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Installs the Debian packages that are missing. Usage: scripts/deps.sh build|test
set -euo pipefail

build=(cmake ninja-build gcc g++ pkg-config nasm libbenchmark-dev libhwloc-dev libjansson-dev
       libgsl-dev libssl-dev libseccomp-dev libzydis-dev gnuplot-nox git)
tests=(bats libcmocka-dev xxd procps python3-jsonschema strace musl-dev clang clang-format clang-tidy cppcheck shellcheck
       man-db groff-base bsdextrautils dpkg-dev file
       chromium) # the reports' browser tests: 120 MB to fetch, 410 MB on the disk, half a minute

case "${1-}" in
build) wanted=("${build[@]}") ;;
test) wanted=("${build[@]}" "${tests[@]}") ;;
*)
  echo "deps.sh: '${1-}': not a set of packages (use build or test)" >&2
  exit 2
  ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "deps.sh: no dpkg here: install by hand what these Debian packages hold: ${wanted[*]}" >&2
  exit 5
fi

missing=()
for package in "${wanted[@]}"; do
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "deps.sh: missing ${missing[*]}: neither root nor sudo (have them installed)" >&2
    exit 5
  fi
  as_root=(sudo)
fi

echo "installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
install=(apt-get install --yes --no-install-recommends "${missing[@]}")
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" "${install[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  echo "deps.sh: apt-get failed: its last lines stand above (mend the package sources, or install by hand)" >&2
  exit 5
fi
