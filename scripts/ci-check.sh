#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# The regression gate for the repository one stands in: its kernels as they are now against those of the merge base.
# Usage: scripts/ci-check.sh [BASE_REV]    BASE_REV: where the change is to go (default: origin/HEAD, else main)
#
#   KERNELS       directory of NAME.asm and NAME.bin, from the repository's top (default: asm)
#   CHECK         further options for `memcpybench check`, parted by blanks or newlines, such as
#                 "--budget 120 --tolerance 2%"; with --symbol FUNCTION it takes NAME.so, too
#   MEMCPYBENCH   the program (default: built from the clone this script lies in)
#   REPORTS       directory for check.md, check.xml, check.json, custom.json and, with gnuplot, check.html, a
#                 page for people, from the repository's top (default: none are kept)
#
# Status: 0 nothing is slower, 1 a regression, 2 asked wrongly, 3 a wrong copy, 5 the environment failed. Where
# nothing could be told it is 0 too, and the last line says `neutral` and why: a noisy machine is nobody's fault,
# nor is one that lacks what the kernels need, nor a merge base that has none yet.
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"

tool=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kernels=${KERNELS:-asm}

fail() {
  echo "ci-check.sh: $1" >&2
  exit 2
}

# Where there are reports they say so to GitHub themselves.
pass_for_now() {
  [ -z "${GITHUB_ACTIONS:-}" ] || [ -e "$reports/check.md" ] || echo "::warning title=memcpybench check::$1"
  echo "ci-check.sh: neutral: $1; it passes for now"
  exit 0
}

[ $# -le 1 ] || fail "one argument at most: the revision where the change is to go"
top=$(git rev-parse --show-toplevel 2>&1) || fail "no git repository here: ${top%%$'\n'*} (run it in a clone of one's own)"
cd "$top"
[ -d "$kernels" ] || fail "$kernels: no such directory (set KERNELS)"
[[ $kernels != /* ]] || fail "$kernels: begins at the root (set KERNELS to a directory from the repository's top)"
target=${1:-}
if [ -z "$target" ]; then
  target=main
  ! git rev-parse --verify --quiet origin/HEAD >/dev/null || target=origin/HEAD
fi
git rev-parse --verify --quiet "$target^{commit}" >/dev/null || fail "$target: no such revision (fetch it, or name another)"
base=$(git merge-base HEAD "$target") || fail "$target: nothing in common with HEAD (fetch more of the history)"

# The whole tree, as a checkout has it: kernels include what lies elsewhere, and the base is to have its own of that.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
reports=${REPORTS:-$work/reports}
mkdir -p "$reports"
rm -f "$reports"/{check.md,check.xml,check.json,check.html,custom.json} # an earlier run's are not this one's
before=$work/${base:0:12} # the reports name it
{ GIT_INDEX_FILE=$work/index git read-tree "$base" && GIT_INDEX_FILE=$work/index git checkout-index --all --prefix="$before/"; } ||
  fail "${base:0:12}: the merge base cannot be checked out into $work (room there? set TMPDIR)"
[ -d "$before/$kernels" ] || pass_for_now "$kernels is not in the merge base ${base:0:12}, there is nothing to compare with yet"

if [ -z "${MEMCPYBENCH:-}" ]; then
  (cd "$tool" && ./scripts/deps.sh build && cmake --preset release && cmake --build --preset release) >&2
  MEMCPYBENCH=$tool/build/release/bench/memcpybench
fi

read -rd '' -a more <<<"${CHECK:-}" || true
formats=(--format text --format "markdown=$reports/check.md" --format "junit=$reports/check.xml"
  --format "json=$reports/check.json" --format "custom-smaller-is-better=$reports/custom.json")
[ -z "${GITHUB_ACTIONS:-}" ] || formats+=(--format github)

echo "base: $kernels of ${base:0:12}, the merge base with $target"
status=0
"$MEMCPYBENCH" check --base "$before/$kernels" --candidate "$kernels" "${more[@]}" "${formats[@]}" || status=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -e "$reports/check.md" ]; then
  cat "$reports/check.md" >>"$GITHUB_STEP_SUMMARY"
fi
if [ -n "${REPORTS:-}" ] && [ -e "$reports/check.json" ] && command -v gnuplot >/dev/null; then
  "$MEMCPYBENCH" report "$reports/check.json" -o "$reports/check.html" || true # no verdict hangs on it
fi
case $status in
4) pass_for_now "nothing could be told, as is said above" ;;
77) pass_for_now "nothing of it can run here, as is said above" ;;
esac
exit $status
