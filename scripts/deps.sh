#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Installs the Debian packages that are missing.
# Usage: scripts/deps.sh build|tools|browser|test|field|study
#   build     what the program is built with; all sets but browser have it too
#   tools     what the tests want, but for the browser
#   browser   the browser that shows the tests their reports
#   test      tools and browser
#   field     other libraries that have a memcpy: what cannot be had is skipped
#   study     what scripts/gate-study.sh reckons with, and what it holds the gate against
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 1 "$@"

build=(cmake ninja-build gcc g++ pkg-config nasm libbenchmark-dev libhwloc-dev libjansson-dev
       libgsl-dev libssl-dev libseccomp-dev libzydis-dev gnuplot-nox git)
tests=(bats libcmocka-dev xxd procps python3-jsonschema strace clang clang-format clang-tidy cppcheck shellcheck
       jq libxml2-utils man-db groff-base bsdextrautils dpkg-dev file
       zsh) # its completion: 5 MB to fetch, 19 MB on the disk
browser=(chromium) # the reports' browser tests: 175 MB to fetch, 635 MB on the disk, half a minute
light=(musl-dev dietlibc-dev libklibc-dev libllvmlibc-19-dev) # a few megabytes, so that tests have them
heavy=(libdpdk-dev)                                           # a header, and some two hundred packages with it
study=(python3-scipy libbenchmark-tools)

optional=()
case "${1-}" in
build) wanted=("${build[@]}") ;;
tools) wanted=("${build[@]}" "${tests[@]}") optional=("${light[@]}") ;;
browser) wanted=("${browser[@]}") ;;
test) wanted=("${build[@]}" "${tests[@]}" "${browser[@]}") optional=("${light[@]}") ;;
study) wanted=("${build[@]}" "${study[@]}") ;;
field) wanted=("${build[@]}") optional=("${light[@]}" "${heavy[@]}") ;;
*)
  echo "deps.sh: '${1-}': not a set of packages (use build, tools, browser, test, field or study)" >&2
  exit 2
  ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "deps.sh: no dpkg here: install by hand what these Debian packages hold: ${wanted[*]}" >&2
  exit 5
fi

lacks() {
  local state
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null || true)
  [ "$state" != installed ]
}

missing=() absent=()
for package in "${wanted[@]}"; do
  if lacks "$package"; then missing+=("$package"); fi
done
for package in "${optional[@]}"; do
  if lacks "$package"; then absent+=("$package"); fi
done
[ $((${#missing[@]} + ${#absent[@]})) -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null; then
    as_root=(sudo)
  elif [ ${#missing[@]} -gt 0 ]; then
    echo "deps.sh: missing ${missing[*]}: neither root nor sudo (have them installed)" >&2
    exit 5
  else
    echo "deps.sh: skipping ${absent[*]}: neither root nor sudo" >&2
    exit 0
  fi
fi

export DEBIAN_FRONTEND=noninteractive
install=(apt-get install --yes --no-install-recommends)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
updated=true
"${as_root[@]}" apt-get update >"$log" 2>&1 || updated=false
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}" >&2
  if ! $updated || ! "${as_root[@]}" "${install[@]}" "${missing[@]}" >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "deps.sh: apt-get failed: its last lines stand above (mend the package sources, or install by hand)" >&2
    exit 5
  fi
fi
if [ ${#absent[@]} -gt 1 ]; then # all at once, which is quicker, or else one at a time: none is worth another
  echo "installing ${absent[*]}" >&2
  ! "${as_root[@]}" "${install[@]}" "${absent[@]}" >"$log" 2>&1 || exit 0
fi
for package in "${absent[@]}"; do
  echo "installing $package" >&2
  if ! "${as_root[@]}" "${install[@]}" "$package" >"$log" 2>&1; then
    echo "deps.sh: skipping $package: $(grep -m 1 '^E: ' "$log" || echo 'apt-get failed')" >&2
  fi
done
