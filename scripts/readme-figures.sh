#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Makes the figures that README.md shows again, of the reference races in the repository and of nothing else.
# Usage: scripts/readme-figures.sh [--check] [TREE]     TREE: this repository unless said
# results/reference/<cpu>/result.json is a race, .../<cpu>/map/result.json one of run --map, .../<cpu>/sweep/result.json one
# of run --placement sweep; of several processors' the newest by its own date counts. Of these come docs/throughput.svg and
# docs/best.svg, docs/map.svg and docs/sweep.svg, and in README.md whatever stands between
#   <!-- memcpybench table OPTION... -->     and     <!-- end of table -->
# --check changes nothing: status 1 where README.md or a picture is not what the races give. MEMCPYBENCH names the program.
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$(realpath "${MEMCPYBENCH:-$top/build/release/bench/memcpybench}")
check=
[ "${1-}" != --check ] || { check=yes && shift; }
cd "${1-$top}"

# What is drawn: picture, race it is of (. for the race itself), name it is drawn under.
pictures='throughput . throughput
best . best
map map map-glibc-4096
sweep sweep sweep-avx512_loop'

date_of() { grep -om1 '"date": *"[^"]*"' "$1" | head -n 1; }

# The newest of the reference races of a sort; nothing where there is none.
newest() {
  local file date latest='' found=''
  for file in results/reference/*/"$1"/result.json; do
    [ -f "$file" ] || continue
    date=$(date_of "$file")
    [[ $found != '' && ! $date > $latest ]] || { found=$file && latest=$date; }
  done
  echo "${found//\/.\///}"
}

# Whether a picture shows the same: another gnuplot may draw otherwise what it writes alike.
alike() {
  ! cmp -s "$1" "$2" || return 0
  [ -f "$2" ] && [ "$(producer "$1")" != "$(producer "$2")" ] && cmp -s <(texts "$1") <(texts "$2")
}
producer() { grep -om1 'Produced by GNUPLOT [^<]*' "$1"; }
texts() { grep -o '<text>[^<]*</text>' "$1"; }

# README.md with the tables of a race: what it says of one stands between its markers.
readme() {
  local line words inside=
  while IFS= read -r line || [ -n "$line" ]; do
    if [[ $line == '<!-- end of table -->' ]]; then inside=; fi
    [ -n "$inside" ] || printf '%s\n' "$line"
    if [[ $line =~ ^'<!-- memcpybench table '(.*)' -->'$ ]]; then
      inside=yes
      read -ra words <<<"${BASH_REMATCH[1]}"
      table "$1" "${words[@]}"
    fi
  done <README.md
  [ -z "$inside" ] || {
    echo "readme-figures.sh: README.md: a table has no end (<!-- end of table -->)" >&2
    return 2
  }
}
table() {
  local fence='```'
  [[ " ${*:2} " != *' markdown '* ]] || fence=
  echo "$fence"
  "$program" table "$@"
  echo "$fence"
}

race=$(newest .)
[ -n "$race" ] || {
  echo "readme-figures.sh: results/reference: holds no race (put one into results/reference/<cpu>/result.json)" >&2
  exit 2
}
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
readme "$race" >"$new/README.md"
while read -r picture sort name; do
  from=$(newest "$sort")
  if [ -z "$from" ]; then
    echo "docs/$picture.svg: left as it is, no results/reference/<cpu>/$sort/result.json" >&2
    continue
  fi
  [ -d "$new/drawn/$sort/of" ] || "$program" plot "$from" -o "$new/drawn/$sort/of" >/dev/null
  mkdir -p "$new/docs"
  mv "$new/drawn/$sort/of/$name.svg" "$new/docs/$picture.svg" || {
    echo "readme-figures.sh: docs/$picture.svg: $from draws no $name (race it anew)" >&2
    exit 2
  }
done <<<"$pictures"

status=0
for file in README.md docs; do
  while read -r made; do
    if [ -n "$check" ]; then
      alike "$new/$made" "$made" || {
        echo "readme-figures.sh: $made: not what the reference races give (run scripts/readme-figures.sh)" >&2
        status=1
      }
    elif ! cmp -s "$new/$made" "$made"; then
      mkdir -p "$(dirname "$made")"
      cp "$new/$made" "$made"
      echo "made again: $made"
    fi
  done < <(cd "$new" && find "$file" -type f | sort)
done
exit "$status"
