#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Who races, what their code is, and on which terms: budget, placement, floor.
load helpers

objects=(rep_movsb avx2_loop avx512_loop)

# Names of the kind in what list printed.
names_of() { awk -v kind="$1" '$2 == kind { print $1 }' <<<"$output"; }

# What show disassembles of a name.
disassembly() { memcpybench show "$1" | sed '1,/^disassembly$/d'; }

@test "list holds the whole field, each kind of it, and not the floor" {
  run -0 memcpybench list
  for kind in libc blob object inline-asm intrinsic c; do
    [ -n "$(names_of "$kind")" ] || { echo "no $kind"; return 1; }
  done
  while read -r kind names; do
    for name in $names; do
      names_of "$kind" | grep -Fqx "$name" || { echo "no $kind $name"; return 1; }
    done
  done <<'END'
libc glibc
blob rep_movsb rep_movsq sse2_loop avx_loop avx2_loop avx2_unroll4 avx512_loop avx512_unroll4
blob sse2_nt avx2_nt avx512_nt movdir64b_loop amx_tile avx2_nt_pages
object rep_movsb.o avx2_loop.o avx512_loop.o
inline-asm rep_movsb_inline sse2_inline avx2_inline
intrinsic sse2_intrinsics avx2_intrinsics avx512_intrinsics avx2_nt_intrinsics
c c_bytes c_lines
END
  run ! grep -q '^floor ' <<<"$output"
}

@test "an object's bytes are its blob's" {
  run -0 memcpybench list
  [ "$(names_of object | wc -l)" -eq "${#objects[@]}" ]
  for name in "${objects[@]}"; do
    blob=$(memcpybench show "$name" | grep '^sha256 ')
    object=$(memcpybench show "$name.o" | grep '^sha256 ')
    [ -n "$blob" ]
    [ "$blob" = "$object" ] || { echo "$name: $blob, as an object $object"; return 1; }
    diff <(disassembly "$name") <(disassembly "$name.o")
  done
}

@test "blobs fence their non-temporal stores and leave no upper half dirty" {
  run -0 memcpybench list
  streaming=0 wide=0
  for name in $(names_of blob); do
    disassembly "$name" >code
    [ -s code ]
    if memcpybench show "$name" | grep -Eq '^flags +.*non_temporal'; then
      grep -qw sfence code || { echo "$name: no sfence"; return 1; }
      streaming=$((streaming + 1))
    else
      run ! grep -Eqi 'movnt|movdir64b' code
    fi
    if grep -Eq '\b(ymm|zmm)([0-9]|1[0-5])\b' code; then # the higher ones have no legacy half
      grep -qw vzeroupper code || { echo "$name: no vzeroupper"; return 1; }
      wide=$((wide + 1))
    fi
  done
  [ "$streaming" -ge 4 ]
  [ "$wide" -ge 4 ]
}

@test "the copies in plain C call nobody" {
  command -v objdump || skip "objdump is not installed"
  objdump -d --no-show-raw-insn "$MEMCPYBENCH" >code
  for name in c_bytes c_lines; do
    sed -n "/^[0-9a-f]* <$name>:\$/,/^\$/p" code >function
    [ -s function ] || skip "the program is stripped: no symbol $name"
    grep -qw ret function
    run ! grep -Ew '(call|callq)' function
    # Whatever jumps stays inside.
    grep -E '^ +[0-9a-f]+:[[:space:]]+(notrack )?j[a-z]+ ' function | { grep -Ev "<$name(\+0x[0-9a-f]+)?>" || true; } >out
    [ ! -s out ] || { cat out; return 1; }
  done
}

@test "a dry run prints the plan and how long it would take, and does nothing" {
  run -0 memcpybench run --dry-run --impl glibc --impl rep_movsb --sizes 64,4K --seed 5 -o race
  [[ $output == *"2 implementations at 2 sizes from 64 B to 4 KiB"* ]]
  grep -Eq '^about [0-9]+ s: [0-9]+ s measuring' <<<"$output"
  [[ $output == *"seed 5"* ]]
  [[ $output == *"calls far"* ]]
  grep -qx '  rep_movsb' <<<"$output"
  [[ $output != *"GB/s"* ]]
  [ ! -e race ]
  run -0 memcpybench run --dry-run --impl rep_movsb --sizes 64 --placement near
  [[ $output == *"calls near"* ]]
  [ ! -e results ]
}

@test "a budget is kept to in the plan, and what is too little is refused with the least" {
  race=(run --impl glibc --impl rep_movsb --sizes '64:1M:x4')
  run -0 memcpybench "${race[@]}" --dry-run --budget 20
  about=$(sed -nE 's/^about ([0-9]+) s: .*/\1/p' <<<"$output")
  [ "$about" -le 20 ]
  [ "$about" -ge 15 ]
  fails_with 2 "s are the least" memcpybench "${race[@]}" --budget 1 -o race
  # shellcheck disable=SC2154
  least=$(sed -nE 's/.*\(([0-9]+) s are the least.*/\1/p' <<<"$stderr")
  [ "$least" -gt 1 ]
  run -0 memcpybench "${race[@]}" --dry-run --budget "$least"
  fails_with 2 "s are the least" memcpybench "${race[@]}" --dry-run --budget $((least - 1))
  [ ! -e race ]
}

@test "a budget that is no number of seconds is refused" {
  for budget in 0 -1 x 1e9 '' 5x nan inf; do
    fails_with 2 "--budget '$budget'" memcpybench run "--budget=$budget" --sizes 64 -o race
  done
  [ ! -e race ]
}

@test "a placement is far or near" {
  fails_with 2 "--placement 'sideways': neither far, near nor sweep" memcpybench run --placement sideways --sizes 64 -o race
  [ ! -e race ]
}

@test "a race says where its calls came from" {
  run -0 tiny_race
  [[ $output != *"placement near"* ]]
  grep -q '"calls":"far"' race/result.json
  run -0 tiny_race --placement near -o beside
  [[ $output == *"calls were near"* ]]
  grep -q '"calls":"near"' beside/result.json
  run -0 memcpybench table beside
  [[ $output == *"calls were near"* ]]
}

@test "the floor is measured once, said below the table and no column of it" {
  run -0 tiny_race --sizes 128,4K
  grep -Eq '^floor: .* [0-9.]+ ns, [0-9.]+ cycles' <<<"$output"
  [ "$(grep -c floor <<<"$output")" -eq 1 ]
  grep -q '"name":"memcpy/floor/128"' race/result.json
  [ "$(grep -c '"name":"memcpy/floor/' race/result.json)" -eq 1 ]
  fails_with 2 "is no memcpy" memcpybench run --impl floor -o other
}

@test "where nothing of the selection can run the race ends with 77" {
  MEMCPYBENCH_MASK_ISA=avx512f fails_with 77 "nothing selected can run here" memcpybench run --impl 'avx512*' -o race
  [ ! -e race ]
}
