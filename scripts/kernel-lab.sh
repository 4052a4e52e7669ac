#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Makes a family of copies from one template, races it and says which parameter pays at which size, and by how much.
# Usage: scripts/kernel-lab.sh [-o DIR] PARAMETER=VALUE[,VALUE]... [-- OPTION of memcpybench run...]
#        scripts/kernel-lab.sh --parameters     what can be turned, and what it is unless said
# Every combination of the values is a member of the family. -o keeps their sources and result.json; MEMCPYBENCH names
# the program, TEMPLATE a file other than scripts/lab/copy.asm.in, whose ;@ lines say its parameters.
# Examples:
#   scripts/kernel-lab.sh lines=1,2,4,8 order=loads,paired -- --sizes 256:16K:x2 --budget 60
#   scripts/kernel-lab.sh fetch=none,w ahead=512,1K,2K -- --sizes 32K:1M:x2
#   scripts/kernel-lab.sh nt_from=0 streams=1,2,4,6,8 -- --sizes 8M:64M:x2 --impl glibc
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
template=${TEMPLATE:-$top/scripts/lab/copy.asm.in}
out=
list=false
words=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  case $1 in
  --parameters) list=true ;;
  -o)
    [ $# -gt 1 ] || usage_refuse -o "no directory behind it"
    out=$2
    shift
    ;;
  *) words+=("$1") ;;
  esac
  shift
done
[ "${1-}" != -- ] || shift
command -v python3 >/dev/null || {
  echo "kernel-lab.sh: python3: not installed (apt-get install python3)" >&2
  exit 5
}
[[ -f $template && -r $template ]] || {
  echo "kernel-lab.sh: $template: no template there (TEMPLATE names one)" >&2
  exit 2
}
template=$(realpath "$template")
if $list; then exec python3 "$top/scripts/kernel-lab.py" parameters "$template"; fi
program=${MEMCPYBENCH:-$top/build/release/bench/memcpybench}
[ -x "$program" ] || {
  echo "kernel-lab.sh: $program: not there (build it: scripts/bench.sh --quick)" >&2
  exit 5
}
program=$(realpath "$program")
if [ -z "$out" ]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$out"
out=$(realpath "$out")
[[ $out != *,* ]] || {
  echo "kernel-lab.sh: $out: holds a comma (name a directory without one by -o)" >&2
  exit 2
}
python3 "$top/scripts/kernel-lab.py" members "$template" "$out" "${words[@]}"
mapfile -t specs < <(sed -n "s|^\([^ ]*\) .*|--impl=asm:$out/\1.asm|p" "$out/members")
status=0
"$program" run --no-plots --no-ceilings "${specs[@]}" -o "$out" --format csv="$out/table.csv" "$@" || status=$?
[ $status -eq 0 ] || [ $status -eq 3 ] || exit $status # 3: a member is wrong, the others have been raced
[ "$out/result.json" -nt "$out/members" ] || exit $status # --dry-run
python3 "$top/scripts/kernel-lab.py" report "$out"
exit $status
