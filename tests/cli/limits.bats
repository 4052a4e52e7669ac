#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2154

# What the program is allowed and what it is told: limits, cores, pages, signals, an environment that speaks of another machine.
load helpers

race=(run --impl glibc --impl rep_movsb --sizes "64,4K" --quick --no-plots --seed 1 -o race)

# A race of about a second, in the background.
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

# Where a race runs unless it is told where.
default_cpu() { memcpybench topo | sed -nE 's/^measuring +CPU ([0-9]+):.*/\1/p'; }

@test "a race that is stopped goes on where it was, on the core it was on" {
  start_race 64:64K:x2
  until_measured 2
  kill -STOP "$child"
  sleep 0.5
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
  unprivileged bash -c '"$MEMCPYBENCH" --version' || skip "another user cannot run the program" # below /root
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

# elsewhere SCRIPT WORDS…: runs the program where the script has changed what is mounted.
elsewhere() {
  local script=$1
  shift
  unshare -rm bash -c "$script"' && exec "$MEMCPYBENCH" "$@"' - "$@"
}

can_mount() { unshare -rm mount -t tmpfs none /sys/fs/cgroup 2>/dev/null || skip "no permission to mount"; }

@test "a container with too little memory leaves out the sizes that nobody asked for, and says so" {
  can_mount
  group='mount -t tmpfs none /sys/fs/cgroup && echo 50331648 >/sys/fs/cgroup/memory.max'
  run -0 elsewhere "$group" run --impl glibc --quick --no-plots -o race
  [[ $output == *"note: sizes from 16 MiB on left out: there is too little memory for them"* ]]
  grep -q '"name":"memcpy/glibc/4194304"' race/result.json
  run ! grep -q '"bytes":16777216' race/result.json
  run -0 elsewhere "$group" run --impl glibc --dry-run
  [[ $output == *"sizes from 16 MiB on: too little memory"* ]]
  run -0 elsewhere "$group" verify --quick --impl glibc
  [[ $output == *"not verified: sizes from 16 MiB on"* ]]
  run -0 elsewhere "$group" topo
  [[ $output == *"this container has 48 MiB of memory"* ]]
  fails_with 2 "--sizes: buffers would take" elsewhere "$group" run --impl glibc --sizes 64,16M -o asked
  [ ! -e asked ]
}

@test "a container that is paused when its time is used up is told" {
  can_mount
  group() { echo "mount -t tmpfs none /sys/fs/cgroup && echo $1 >/sys/fs/cgroup/cpu.max"; }
  run -0 elsewhere "$(group '50000 100000')" "${race[@]}"
  [[ $output == *"note: this container has 0.5 of a CPU's time and is paused"* ]]
  run -0 elsewhere "$(group '50000 100000')" topo
  [[ $output == *"this container has the time of 0.5 CPUs"* ]]
  for none in '400000 100000' 'max 100000'; do
    run -0 elsewhere "$(group "$none")" "${race[@]}"
    [[ $output != *paused* ]]
  done
}

@test "without /sys and without /proc races are run, and nobody else is blamed for what lacks" {
  can_mount
  ! sanitized || skip "a sanitizer needs /proc"
  printf 'void *copy(char *d, const char *s, unsigned long n) { char *a = d; while (n--) *a++ = *s++; return d; }\n' >lib.c
  cc -O1 -fno-builtin -shared -fPIC -o lib.so lib.c
  for lacking in /sys /proc; do
    without="mount -t tmpfs none $lacking"
    for words in topo list demo "run --impl glibc --sizes 64 --quick --no-plots -o race" "verify --quick --impl glibc --sizes 64" "run --dry-run --impl glibc"; do
      read -ra command <<<"$words"
      run -0 --separate-stderr elsewhere "$without" "${command[@]}"
      complaints=$(grep -v '^failed to open /proc/cpuinfo$' <<<"$stderr") || true # Google Benchmark's own
      [[ -z $complaints ]] || { echo "without $lacking, $words: $stderr"; return 1; }
    done
    [ -s race/result.json ]
  done
  fails_with 5 "so:lib.so:copy: not loaded: /proc/self/fd/" elsewhere "mount -t tmpfs none /proc" list --impl so:lib.so:copy
  [[ $stderr == *"(mount /proc)" ]]
  elsewhere "mount -t tmpfs none /sys" list --impl so:lib.so:copy >/dev/null
}

@test "a governor that moves the frequency is told, one that is not there is not" {
  can_mount
  cpu=$(default_cpu)
  file=/sys/devices/system/cpu/cpu$cpu/cpufreq/scaling_governor
  governor() { echo "mount -t tmpfs none /sys && mkdir -p ${file%/*} && echo $1 >$file"; }
  run -0 elsewhere "$(governor powersave)" topo
  [[ $output == *"the kernel moves the frequency"* ]]
  run -0 elsewhere "$(governor performance)" topo
  [[ $output != *"the kernel moves the frequency"* ]]
  run -0 elsewhere "mount -t tmpfs none /sys" topo
  [[ $output != *"the kernel moves the frequency"* ]]
}

@test "as few open files as there may be end a race with 0 or 5 and never in its middle" {
  for ((files = 4; files < 12; files++)); do
    rm -rf race
    limited -n $files --version >/dev/null 2>&1 || continue # the program cannot even be loaded
    run --separate-stderr limited -n $files "${race[@]}"
    if [ "$status" -eq 0 ]; then
      [ -s race/result.json ] && [ -z "$stderr" ]
    else
      [ "$status" -eq 5 ] && [ ! -e race/result.json ] || { echo "$files: status $status, $stderr"; return 1; }
      [[ ${#stderr_lines[@]} -eq 1 && $stderr == *"Too many open files"* ]] || { echo "$files: $stderr"; return 1; }
    fi
  done
}

@test "a stack, a data segment or locked memory that is small is enough or is said" {
  ! sanitized || skip "a sanitizer needs all of it"
  for limit in "-s 256" "-Ss 64" "-l 0" "-i 0" "-q 0"; do
    read -ra words <<<"$limit"
    rm -rf race
    limited "${words[@]}" "${race[@]}" >/dev/null
    [ -s race/result.json ]
  done
  rm -r race
  fails_with 5 "Cannot allocate memory" limited -d 10000 "${race[@]}"
  for size in 32 64 255; do # neither a shell nor a large environment would fit
    fails_with 5 "stack: $size KiB are too little, 256 are needed (raise the limit, ulimit -s)" \
      env -i prlimit --stack=$((size << 10)) "$MEMCPYBENCH" "${race[@]}"
  done
  [ ! -e race ]
}

@test "who is killed while it is verified has no verdict" {
  "$MEMCPYBENCH_MUTANTS" verify --quick --impl mutant_slow_always --sizes 64:64M:x2 >out 2>err 3>&- &
  parent=$!
  for ((i = 0; i < 500; i++)); do
    child=$(pgrep -P $parent | head -1) && [ -n "$child" ] && break
    sleep 0.01
  done
  kill -KILL "$child" # as the kernel does when memory is short
  status=0
  wait $parent || status=$?
  [ "$status" -eq 5 ]
  [ "$(wc -l <err)" -eq 1 ]
  grep -q "memcpybench: verify: the child was killed from outside (out of memory? use smaller --sizes)" err
  run ! grep -q FAIL out
}
