#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2154

# What the program is allowed and what it is told: limits, cores, pages, signals, an environment that speaks of another machine.
load helpers

race=(run --impl glibc --impl rep_movsb --sizes "64,4K" --quick --no-plots --seed 1 -o race)

# A race of at least a second and a half, in the background.
start_race() { # SIZES
  setsid "$MEMCPYBENCH" run --impl 'rep_*' --impl c_lines --sizes "$1" --quick --no-plots -o race >out 2>err &
  child=$!
  for ((i = 0; i < 50; i++)); do # until it leads a process group of its own
    [ "$(ps -o pgid= -p $child | tr -d ' ')" != "$child" ] || return 0
    sleep 0.02
  done
  return 1
}

ends_well() {
  status=0
  wait "$child" || status=$?
  [ "$status" -eq 0 ] || { cat out err; return 1; }
  [ ! -s err ]
  grep -q '^written: race/result.json$' out
  run ! grep -E 'INTERRUPTED|WRONG' out
}

# limited LIMIT VALUE: runs the program with the rest of the words under a limit of the shell's.
limited() { bash -c 'ulimit -c 0; ulimit "$1" "$2" && shift 2 && exec "$MEMCPYBENCH" "$@"' - "$@"; }

sanitized() { grep -q __asan_init "$MEMCPYBENCH"; }

# Where a race runs unless it is told where.
default_cpu() { memcpybench topo | sed -nE 's/^measuring +CPU ([0-9]+):.*/\1/p'; }

@test "a race that is stopped goes on where it was, on the core it was on" {
  start_race 64:64K:x2
  sleep 1.6
  kill -STOP "$child"
  sleep 1
  [ "$(ps -o stat= -p "$child" | head -c 1)" = T ]
  taskset -cp "$child" | grep -q ": $(default_cpu)\$"
  kill -CONT "$child"
  ends_well
}

@test "who is stopped while it is verified is not taken for one that hangs" {
  start_race 64
  sleep 0.3
  kill -STOP -- "-$child" # as Ctrl-Z does: the implementation being called too
  sleep 5.5               # longer than verifying may take
  kill -CONT -- "-$child"
  ends_well
}

@test "one core is enough, with all that the processor could be denied" {
  cpu=$(default_cpu)
  features=$(memcpybench topo | sed -n 's/^isa  *//p' | tr ' ' ,)
  MEMCPYBENCH_MASK_ISA=$features run -0 --separate-stderr taskset -c "$cpu" "$MEMCPYBENCH" "${race[@]}" --impl 'avx*'
  [ -z "$stderr" ]
  [[ $output == *"CPU $cpu at"* ]]
  [[ $output == *"not run: "*"avx512_loop (needs avx512f)"* ]]
  grep -q '"name":"memcpy/rep_movsb/4096"' race/result.json
  run ! grep -q '"name":"memcpy/avx' race/result.json
}

@test "where the kernel gives no huge pages the result says so" {
  command -v python3 || skip "python3 is not installed"
  forbid='import ctypes, os, sys
if ctypes.CDLL(None).prctl(41, 1, 0, 0, 0) != 0: sys.exit("no PR_SET_THP_DISABLE")
os.execv(sys.argv[1], sys.argv[1:])'
  run -0 python3 -c "$forbid" "$MEMCPYBENCH" "${race[@]}"
  [[ $output == *"4 KiB pages"* ]]
  [[ $output == *"note: no huge pages: the buffers lie on 4096-byte pages"* ]]
  grep -q '"buffer_page_bytes":4096' race/result.json
}

@test "an environment that has hwloc describe another machine is named and nothing is measured" {
  machine=$SOURCE_DIR/tests/fixtures/machines/two_sockets.xml
  for lie in HWLOC_XMLFILE="$machine" HWLOC_SYNTHETIC='node:2 core:4 pu:2' HWLOC_THISSYSTEM=0; do
    for words in "run --impl glibc --sizes 64 --quick --no-plots -o race" "run --dry-run --impl glibc" "verify --impl glibc --sizes 64" topo; do
      read -ra command <<<"$words"
      fails_with 5 "topology: ${lie%%=*} has hwloc describe another machine" env "$lie" "$MEMCPYBENCH" "${command[@]}"
    done
  done
  [ ! -e race ]
  fails_with 5 "topology: hwloc finds no processor here" env HWLOC_COMPONENTS=stop "$MEMCPYBENCH" topo
  # What is asked for by --topology is what is seen.
  HWLOC_SYNTHETIC='core:1 pu:1' run -0 memcpybench topo --topology "$machine"
  [[ $output == "cores       8, threads 16"* ]]
}

@test "an environment that leaves hwloc with this machine changes nothing about the race" {
  for truth in HWLOC_XMLFILE=/nonexistent HWLOC_THISSYSTEM=1 HWLOC_FSROOT=/ HWLOC_COMPONENTS=-linux HWLOC_COMPONENTS=no_os,stop; do
    run -0 --separate-stderr env "$truth" "$MEMCPYBENCH" run --impl glibc --sizes 64 --quick --no-plots -o race
    [ -z "$stderr" ]
    [[ $output == *"CPU $(default_cpu) at"* ]]
  done
}

@test "address space that is too little is said, and nothing is left behind" {
  ! sanitized || skip "a sanitizer needs all of it"
  fails_with 5 "of address space: Cannot allocate memory" limited -v 100000 run --impl glibc --sizes 64M --no-plots -o race
  [ ! -e race ]
}

@test "a process that may have no children is said, and nothing is left behind" {
  ! sanitized || skip "a sanitizer wants a process of its own at the end"
  unprivileged "$MEMCPYBENCH" --version || skip "another user cannot run the program"
  chmod 777 .
  export -f limited
  fails_with 5 "verify: no child process" unprivileged bash -c 'limited -u 1 "$@"' - "${race[@]}"
  [ ! -e race ]
}

@test "few open files are enough" {
  run -0 limited -n 16 "${race[@]}"
  [ -s race/result.json ]
}

@test "a file that may not grow is a write that failed: no older result is lost, no half of a newer left" {
  # Standard error may not grow either where it is a file: here it is a pipe.
  run -5 bash -c 'set -o pipefail; (ulimit -f 0 && exec "$MEMCPYBENCH" "$@") 2>&1 | cat' - "${race[@]}"
  [[ $output == "memcpybench: race: cannot be written: File too large"* ]]
  [ ! -e race ]
  mkdir race
  echo old >race/result.json
  run -5 limited -f 1 "${race[@]}"
  [[ $output == "memcpybench: race/journal.jsonl: not written: File too large"* ]]
  [ "$(cat race/result.json)" = old ]
  "$MEMCPYBENCH" "${race[@]}" >/dev/null
  fails_with 5 "race.json: not written: File too large" limited -f 1 table race --format json=race.json
  fails_with 5 "gnuplot: failed" limited -f 30 plot race
  fails_with 5 "standard output: File too large" bash -c 'ulimit -f 1; exec "$MEMCPYBENCH" table race --format json >out'
  found=$(find . -type f ! -name 'separate-stderr*' | sort | xargs)
  [ "$found" = "./out ./race/result.json" ] || { echo "$found"; return 1; }
}
