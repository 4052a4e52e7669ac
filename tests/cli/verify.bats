#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What verify finds, and how it says it.
load helpers

@test "every broken kernel is found as what it is, and no correct one is" {
  core=$("$SOURCE_DIR/tests/aside.py" "$MEMCPYBENCH" "$MEMCPYBENCH" topo | sed -nE 's/^measuring .*: core ([0-9]+),.*/\1/p')
  "$SOURCE_DIR/tests/mutants/matrix.py" "$MEMCPYBENCH_MUTANTS" --quick --seed 1 --cpu "core:$core" \
    --sizes 64:1M:x4 # above 1 MiB none of them is any different
}

@test "no variant of glibc's memcpy is found wrong, and musl's is not" {
  # What glibc's ifunc is told to prefer or not to use; which variant it then takes hangs on the processor.
  for hwcaps in '' Prefer_ERMS -ERMS -AVX512VL -AVX512VL,-AVX512F -AVX512VL,-AVX512F,-ERMS \
    -AVX512VL,-AVX512F,-AVX_Fast_Unaligned_Load -AVX512VL,-AVX512F,-AVX_Fast_Unaligned_Load,-SSSE3 \
    -AVX512VL,-AVX512F,-AVX_Fast_Unaligned_Load,-SSSE3,-ERMS -AVX512VL,-AVX512F,Prefer_No_VZEROUPPER; do
    GLIBC_TUNABLES=glibc.cpu.hwcaps=$hwcaps run -0 memcpybench verify --quick --sizes 64 --impl glibc
    run ! grep FAIL <<<"$output"
  done
  [ -e /usr/lib/x86_64-linux-musl/libc.a ] || skip "musl-dev is not installed"
  ar x /usr/lib/x86_64-linux-musl/libc.a memcpy.lo
  objcopy -O binary -j .text memcpy.lo memcpy.bin
  run -0 memcpybench verify --quick --sizes 64 --impl blob:memcpy.bin,granule=1,name=musl_blob
  run ! grep -E 'FAIL|WARN' <<<"$output"
}

@test "a diagnosis names class, place, instruction and call, and the call shows it again" {
  run -3 "$MEMCPYBENCH_MUTANTS" verify --quick --seed 1 --impl mutant_misaligned
  [[ $output == *"FAIL misaligned-access: "*"; at +0x"*": mov"*"; n = 64, dst mod 64 = "*"src mod 64 = "* ]]
  call=$(sed -n 's/.*; again: memcpybench \(verify .*\)$/\1/p' <<<"$output")
  read -ra words <<<"$call"
  run -3 "$MEMCPYBENCH_MUTANTS" "${words[@]}"
  [[ $output == *" 1 call, "*"FAIL misaligned-access: "* ]]
}

@test "the seed is printed, the one that was drawn too" {
  run -0 memcpybench verify --quick --sizes 64 --impl rep_movsb --seed 7
  [ "${lines[-1]}" = "seed 7" ]
  run -0 memcpybench verify --quick --sizes 64 --impl rep_movsb
  [[ ${lines[-1]} =~ ^seed\ [0-9]+$ ]]
  drawn=$output
  run -0 memcpybench verify --quick --sizes 64 --impl rep_movsb
  [ "${lines[-1]}" != "$(tail -n 1 <<<"$drawn")" ]
}

@test "a call made again by hand speaks of that call alone, wherever it runs" {
  # mov rax, rdi; mov rcx, rdx; rep movsb; ret
  printf '\x48\x89\xf8\x48\x89\xd1\xf3\xa4\xc3' >copy.bin
  again=(verify --impl "blob:copy.bin,align=64,granule=64" --call "n=64,dst=4096,src=8192,key=77")
  "$DENY" perf_event_open -- true 2>/dev/null || skip "no filter can be installed here"
  for cpus in "$(taskset -cp $$ | sed 's/.*: //')" "$(taskset -cp $$ | sed 's/.*[ ,-]//')"; do # with a second core and without
    run -0 taskset -c "$cpus" "$MEMCPYBENCH" "${again[@]}"
    [ "${#lines[@]}" -eq 1 ]
    [[ $output == *" ok  "*" 1 call, "* ]]
  done
  run -0 "$DENY" ptrace -- "$MEMCPYBENCH" "${again[@]}"
  [ "${#lines[@]}" -eq 2 ]
  [[ ${lines[1]} == "  ENV ptrace is denied: "* ]]
}

@test "the same seed makes the same calls" {
  for turn in 1 2; do
    run -3 "$MEMCPYBENCH_MUTANTS" verify --quick --seed 7 --impl mutant_one_alignment
    sed 's/, [0-9.]* s$//; s/0x7f[0-9a-f]*/ADDRESS/g' <<<"$output" >"found.$turn"
  done
  cmp found.1 found.2
}

@test "a call that is none, or outside the contract, is refused" {
  for call in '' x n n=x n=-1 n=64,dst n=64,dst=1,to=2 n=99999999 n=64,place=timed n=64,place=nowhere n=64,fill=red; do
    fails_with 2 "no call (as verify prints it" memcpybench verify --impl rep_movsb --call "$call"
  done
}

@test "who copies only while it is verified is found out when it is timed" {
  run -3 "$MEMCPYBENCH_MUTANTS" run --impl mutant_cheats_when_timed --impl rep_movsb --sizes 64,1M --quick --no-plots -o race
  [[ $output == *"NOT RUN, WRONG: mutant_cheats_when_timed: differs-when-timed: dst did not hold the copy"* ]]
  run ! grep -q '"name":"memcpy/mutant_cheats_when_timed' race/result.json
  grep -q '"name":"memcpy/rep_movsb/64"' race/result.json
  memcpybench table race
}

@test "who never comes back ends neither the run nor the machine" {
  SECONDS=0
  run -3 "$MEMCPYBENCH_MUTANTS" run --impl mutant_hangs --impl rep_movsb --sizes 64 --quick --no-plots -o race
  [[ $output == *"NOT RUN, WRONG: mutant_hangs: hang:"* ]]
  [ "$SECONDS" -lt 60 ]
  run ! pgrep -x memcpybench_mutants
}
