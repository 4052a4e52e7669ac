#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# System calls that fail once, one after another. scripts/inject.py says what is held against a run, and tries all of them;
# here are those that keep something, start somebody or look at him.
load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  ! sanitized || skip "a sanitizer aborts where the kernel refuses it something"
  strace -o /dev/null -e inject=getppid:error=EIO true 2>/dev/null || skip "strace cannot trace here"
}

# Nothing is wrong with the runs in which calls of these SCENARIO:CALL fail, at most so many of each.
survives() { # MOST GLOBS…
  local most=$1
  shift
  run -0 "$SOURCE_DIR/scripts/inject.py" --most "$most" "$@"
  [[ $output == *" calls failed in turn, 0 complaints" ]]
}

@test "a table that cannot be written is said, and the file that was there is intact" {
  survives 9 table:write file:write file:fsync file:rename file:openat file:close file:newfstatat
}

@test "a race of which the result cannot be written is kept, and resumed" {
  survives 2 write:write write:fsync write:fdatasync write:rename write:ftruncate write:unlink write:fcntl
}

@test "a race that ends before its time for want of anything leaves the older result, and nothing half-made" {
  survives 1 run:mkdir run:fcntl run:fdatasync
}

@test "a child that cannot be had, watched or ended is no verdict about a kernel, and keeps nobody waiting" {
  survives 4 call:clone call:kill call:wait4 'call:ptrace*' call:mremap call:sched_setaffinity
  survives 1 verify:ptrace.getfpregs diagnosis:ptrace.cont
}

@test "memory that is refused is said with its reason" {
  survives 12 call:mmap call:mprotect call:brk
}

@test "pictures that cannot be drawn leave the older ones, and no half of a newer" {
  survives 1 plot:unlink plot:wait4 plot:write plot:clone3 replot:rename replot:openat replot:lseek
}

@test "what nasm needs is taken away whatever fails" {
  survives 3 asm:clone asm:wait4 asm:openat asm:write asm:close asm:getdents64 asm:mkdir
}
