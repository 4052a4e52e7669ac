#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# What the kernel denies, by a seccomp filter of ours (tests/deny.c) as a container's would: what is missing is said, the
# rest still holds, and no good kernel suffers.
load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  "$DENY" perf_event_open -- true 2>/dev/null || skip "no filter can be installed here"
}

race=(run --impl glibc --impl rep_movsb --sizes "64,4K" --quick --no-plots --seed 1 -o race)
no_seccomp=(seccomp prctl:0=22) # PR_SET_SECCOMP

# without RULE… -- WORDS…: runs the program, or $program, to which these are denied.
without() {
  local rules=()
  while [ "$1" != -- ]; do
    rules+=("$1")
    shift
  done
  shift
  "$DENY" "${rules[@]}" -- "${program:-$MEMCPYBENCH}" "$@"
}

# races_in SANDBOX RULE…: a race to which these are denied is run to its end, and all its certificates say that.
races_in() {
  local sandbox=$1
  shift
  run -0 --separate-stderr without "$@" -- "${race[@]}"
  [ -z "$stderr" ]
  [ "$(ls race)" = result.json ]
  [ "$(grep -o '"sandbox":"[^"]*"' race/result.json | sort -u)" = "\"sandbox\":\"$sandbox\"" ]
  run -0 without "$@" -- verify --quick --sizes 64,4K --impl glibc --impl sse2_loop
  [ "$(grep -c ' ok ' <<<"$output")" -eq 2 ]
  [[ $sandbox != *"NO ptrace"* ]] || [ "$(grep -c 'ENV .*ptrace is denied' <<<"$output")" -eq 2 ]
  [[ $sandbox != *"NO seccomp"* ]] || [ "$(grep -c 'ENV .*seccomp is denied' <<<"$output")" -eq 2 ]
  run ! grep FAIL <<<"$output"
}

# finds NAME=CLASS… -- RULE…: these mutants are found all the same, as what they are or as what is left to be seen of it.
finds() {
  local words=() names=()
  while [ "$1" != -- ]; do
    names+=("$1")
    words+=(--impl "mutant_${1%=*}")
    shift
  done
  shift
  program=$MEMCPYBENCH_MUTANTS run -3 without "$@" -- verify --quick --seed 1 --sizes 64,4K "${words[@]}"
  for name in "${names[@]}"; do
    grep -A1 "^mutant_${name%=*} " <<<"$output" | grep -q "FAIL ${name#*=}: " || { echo "no $name in $output"; return 1; }
  done
}

alone=(no_copy=no-copy short=short-copy overrun=overrun rbx_lost=callee-saved df_backward=direction-flag ret_pops_8=stack-pointer)

@test "without ptrace a race is run, its certificates say so, and what breaks the ABI or the bytes is found" {
  races_in "NO ptrace (crashes have no place, no single steps), seccomp" ptrace
  finds "${alone[@]}" crashes=wild-access overread_one_byte=wild-access syscall_getpid=system-call -- ptrace
}

@test "without seccomp a race is run, its certificates say so, and system calls show in the single steps" {
  races_in "ptrace, NO seccomp (system calls go unseen)" "${no_seccomp[@]}"
  finds "${alone[@]}" crashes=wild-access overread_one_byte=over-read syscall_getpid=system-call below_red_zone=red-zone \
    -- "${no_seccomp[@]}"
}

@test "without the system call seccomp there is prctl's filter" {
  races_in "ptrace, seccomp" seccomp
}

@test "without ptrace and seccomp a race is run, its certificates say so, and what crashes costs its child only" {
  races_in "NO ptrace (crashes have no place, no single steps), NO seccomp (system calls go unseen)" ptrace "${no_seccomp[@]}"
  finds "${alone[@]}" crashes=wild-access overread_one_byte=wild-access -- ptrace "${no_seccomp[@]}"
}

@test "where memory may not be made executable that is said, and nothing is left behind" {
  for words in "run --impl rep_movsb --sizes 64 --quick --no-plots -o race" "verify --impl rep_movsb --sizes 64"; do
    read -ra command <<<"$words"
    fails_with 5 "the kernel refused to make memory executable: Operation not permitted" without 'mprotect:2&4' -- "${command[@]}"
  done
  fails_with 5 "demo: the kernel refused to make memory executable: Operation not permitted" without 'mprotect:2&4' -- demo
  [ ! -e race ]
}

@test "where huge pages are denied the result says so" {
  ! grep -q '\[always\]' /sys/kernel/mm/transparent_hugepage/enabled || skip "everybody has huge pages here, asked for or not"
  run -0 without madvise:2=14 -- "${race[@]}" # MADV_HUGEPAGE
  [[ $output == *"note: no huge pages: the buffers lie on 4096-byte pages"* ]]
  grep -q '"buffer_page_bytes":4096' race/result.json
}

@test "where counters are denied nothing is missed" {
  run -0 --separate-stderr without perf_event_open -- "${race[@]}"
  [ -z "$stderr" ]
}

@test "what containers deny keeps nobody from a race, and what could not be done is noted" {
  run -0 --separate-stderr without perf_event_open mbind set_mempolicy get_mempolicy move_pages personality userfaultfd -- "${race[@]}"
  [ -z "$stderr" ]
  [[ $output == *"note: memory could not be bound to the core's node: Operation not permitted"* ]]
}

@test "a core that we may not bind ourselves to is said, and nothing is left behind" {
  fails_with 5 "cannot bind to it: Operation not permitted" without sched_setaffinity -- "${race[@]}"
  [ ! -e race ]
}

@test "children that we may not kill are not waited for, and end with us" {
  run -0 --separate-stderr timeout -s KILL 120 "$DENY" kill -- "$MEMCPYBENCH" "${race[@]}"
  [ -z "$stderr" ]
  run ! pgrep -f "^$MEMCPYBENCH ${race[*]}\$"
}
