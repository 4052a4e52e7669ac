#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# The regression gate on this repository's own kernels, for at most 40 seconds, where the change touches any. Advice: it ends
# with 0 whatever comes of it, and its last line says what that is.
# Usage: scripts/self-check.sh [BASE_REV]    BASE_REV: where the change is to go (default: origin/HEAD, else main; where
#                                            that is what is checked out, the commit before)
#
#   MEMCPYBENCH   the program (default: build/ci's)
#   CHECK         options of check (default: five sizes, 25 seconds)
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"

cd "$(dirname "${BASH_SOURCE[0]}")/.."
export MEMCPYBENCH=${MEMCPYBENCH:-$PWD/build/ci/bench/memcpybench}
copies=(bench/impl/copies.h bench/impl/copies_c.c bench/impl/copies_x86.c)
seconds=40 # and what the check leaves of it for verifying and reports that take longer than planned
check=${CHECK:-"--sizes 64:1M:x8 --budget 25"}

end() {
  echo "self-check.sh: $1"
  exit 0
}

is_there() { git rev-parse --verify --quiet "$1^{commit}" >/dev/null; }

target=${1:-}
[ -n "$target" ] || ! is_there origin/HEAD || target=origin/HEAD
target=${target:-main}
is_there HEAD || end "not checked: no commit is checked out here"
is_there "$target" || end "not checked: there is no $target here to compare with (fetch it)"
base=$(git merge-base HEAD "$target") || end "not checked: HEAD and $target have nothing in common here (fetch more of the history)"
if [ "$base" = "$(git rev-parse HEAD)" ]; then
  is_there HEAD~1 || end "not checked: the commit before HEAD is not here (fetch more of the history)"
  base=$(git rev-parse HEAD~1)
fi
if git diff --quiet "$base" -- asm; then
  git diff --quiet "$base" -- "${copies[@]}" || end "not checked: only copies in C changed since ${base:0:12}, which are parts of the \
program (race both programs, then memcpybench compare)"
  end "nothing to check: no kernel changed since ${base:0:12}"
fi

status=0
CHECK=$check timeout --signal=TERM "$seconds" ./scripts/ci-check.sh "$base" 2>&1 || status=$?
case $status in
0) end "no regression is known of (advice)" ;;
1) end "a regression, says the table above (advice: CI goes on)" ;;
3) end "a kernel is wrong, as is said above (advice: CI goes on)" ;;
*) end "not all of it was checked, as is said above: status $status (advice: CI goes on)" ;;
esac
