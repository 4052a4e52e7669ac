# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What the command-line tests share. ctest sets MEMCPYBENCH, MEMCPYBENCH_MUTANTS, DENY and SOURCE_DIR.
# shellcheck shell=bash disable=SC2154

bats_require_minimum_version 1.5.0

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  unset GLIBC_TUNABLES MEMCPYBENCH_MASK_ISA NO_COLOR
}

memcpybench() { "$MEMCPYBENCH" "$@"; }

# A race that is over in well under a second.
tiny_race() { memcpybench run --impl glibc --impl rep_movsb --sizes 64,4K --quick --no-plots --seed 1 -o race "$@"; }

# until_measured BLOCKS [DIRECTORY]: waits until the race in the background has that many blocks of cells in its journal.
until_measured() {
  local i journal=${2:-race}/journal.jsonl
  for ((i = 0; i < 3000; i++)); do
    if [ -e "$journal" ] && [ "$(grep -c '"cell":' "$journal")" -ge "$1" ]; then return 0; fi
    [ -n "$(jobs -pr)" ] || break
    sleep 0.01
  done
  echo "$journal: never seen with $1 blocks"
  return 1
}

# What run has caught on stderr, but for the line a minute in which long work says how far it has come.
complaints() { sed -E '/^memcpybench: [a-z0-9 ]+: [0-9]+%/d' <<<"$stderr"; }

# fails_with STATUS TEXT COMMAND…: the command ends with that status and says so in one line on stderr, which holds the text.
fails_with() {
  local status_wanted=$1 text=$2
  shift 2
  run --separate-stderr -"$status_wanted" "$@"
  stderr=$(complaints)
  [ "$(wc -l <<<"$stderr")" -eq 1 ] || { echo "stderr: $stderr"; return 1; }
  [[ $stderr == memcpybench:* ]] || { echo "stderr: $stderr"; return 1; }
  [[ $stderr == *"$text"* ]] || { echo "stderr: $stderr"; return 1; }
}

# Runs a program as somebody whom permissions and limits bind.
unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
  else
    "$@"
  fi
}

sanitized() { grep -q __asan_init "$MEMCPYBENCH"; }
