#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# The gate. Nobody's time is asserted: what is slower makes its copy eight times over.
load helpers

# kernel FILE [TIMES]: copies TIMES times over.
kernel() {
  local times=${2:-1}
  {
    echo "        contract copy, \"again and again\""
    echo "        mov     rax, rdi"
    echo "        mov     r8, rsi"
    echo "        mov     r9d, $times"
    echo "again:  mov     rdi, rax"
    echo "        mov     rsi, r8"
    echo "        mov     rcx, rdx"
    echo "        rep movsb"
    echo "        dec     r9d"
    echo "        jnz     again"
    echo "        ret"
  } >"$1"
}

every_format=(--format text --format text=check.txt --format markdown=check.md --format junit=check.xml --format json=check.json
  --format custom-smaller-is-better=custom.json --format github=check.github)

# All files are there and are what they say, whatever the outcome.
reports_are_whole() {
  xmllint --noout --schema "$SOURCE_DIR/tests/cli/junit.xsd" check.xml 2>&1
  jq -e '.context.date and (.benchmarks | type) == "array" and .memcpybench_gate.schema_version == 1' check.json >/dev/null
  jq -e '.benchmarks | all(.name and .real_time > 0 and .cpu_time > 0 and .time_unit == "ns" and .iterations > 0)' check.json >/dev/null
  jq -e 'type == "array" and all(.name and .unit and (.value | type) == "number" and .range and .extra)' custom.json >/dev/null
  grep -q "^### memcpybench check: $1" check.md
  tail -1 check.txt | grep -q "^$1: "
  run ! grep -vE '^::(error|warning|notice) title=[^:,]+::[^[:cntrl:]]+$' check.github
  [ "$(xmllint --xpath 'count(//testcase)' check.xml)" -eq "$(xmllint --xpath 'string(/testsuites/@tests)' check.xml)" ]
  [ "$(xmllint --xpath 'count(//failure)' check.xml)" -eq "$(xmllint --xpath 'string(/testsuites/@failures)' check.xml)" ]
  [ "$(xmllint --xpath 'count(//skipped)' check.xml)" -eq "$(xmllint --xpath 'string(/testsuites/@skipped)' check.xml)" ]
  [ "$(xmllint --xpath 'count(//error)' check.xml)" -eq "$(xmllint --xpath 'string(/testsuites/@errors)' check.xml)" ]
}

@test "what is much slower is a regression, in every format" {
  mkdir base candidate
  kernel base/slower.asm
  kernel candidate/slower.asm 8
  kernel base/same.asm
  kernel candidate/same.asm
  run -1 --separate-stderr memcpybench check --base base --candidate candidate --sizes 4K --seed 3 "${every_format[@]}"
  [ -z "$(complaints)" ]
  [ "${lines[-1]}" = "regression: of 2 cells 1 slower, 0 undecided, 0 faster, 1 within the tolerance" ]
  [ "$output" = "$(cat check.txt)" ]
  [ "$(grep -cE '^(slower|same) ' check.txt)" -eq 1 ] # no canary, and no row for the same bytes
  reports_are_whole "regression"
  jq -e '.memcpybench_gate | .status == 1 and .seed == 3 and .canaries == 20 and
    ([.cells[] | select(.canary)] | length) == 20 and
    (.cells | map(select(.name == "slower" and (.canary | not)))[0] |
      .verdict == "regression" and (.stages | length) == 3 and .stages[2].slowdown > 1 and .stages[2].to_anchor > 0)' check.json
  [ "$(jq -r '.benchmarks[].name' check.json | xargs)" = "base/slower/4096 candidate/slower/4096" ]
  jq -e 'length == 1 and .[0].value > 2' custom.json
  [ "$(xmllint --xpath 'string(//failure/@type)' check.xml)" = regression ]
  grep -q '^::error title=slower%2C 4 KiB::+' check.github
  grep -qE '^\| slower \| 4 KiB \| .* \*\*regression\*\*(; [^|]*)? \|$' check.md # its core may have been shared
}

@test "what is much faster is improved, and the same bytes pass unmeasured" {
  kernel old.asm 8
  kernel new.asm
  memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 64 "${every_format[@]}"
  reports_are_whole "improved"
  grep -q '^::notice title=new%2C 64 B::-' check.github
  memcpybench check --base asm:old.asm --candidate asm:old.asm,name=again --budget 2 "${every_format[@]}"
  reports_are_whole "pass"
  jq -e '.memcpybench_gate.cells | length == 8 and all(.identical and .verdict == "pass" and .stages == [])' check.json
  [ "$(jq length custom.json)" -eq 0 ]
}

# The same code but for a byte behind it, held to a tolerance that no noise keeps to: once in forty it seems faster.
undecided() {
  local ended
  for _ in 1 2 3; do
    ended=0
    memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 4K --tolerance 0.0001% --budget 5 "$@" >said || ended=$?
    [ $ended -ne 4 ] || return 0
  done
  cat said
  return 1
}

@test "what cannot be told from the tolerance is inconclusive, and may be let pass" {
  kernel old.asm
  kernel new.asm
  echo "        nop" >>new.asm
  undecided "${every_format[@]}"
  reports_are_whole "inconclusive"
  grep -q '^::warning title=new%2C 4 KiB::' check.github
  xmllint --xpath 'string(//skipped/@message)' check.xml | grep -q .
  memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 4K --tolerance 0.0001% --budget 5 --inconclusive pass --format json >check.json
  jq -e '.memcpybench_gate.status | . == 4 or . == 0' check.json
}

@test "a wrong copy ends with 3 before anybody is timed, and the reports say which" {
  kernel old.asm
  sed 's/mov     rcx, rdx/lea     rcx, [rdx - 1]/' old.asm >new.asm
  fails_with 3 "candidate new is wrong" memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 64 "${every_format[@]}"
  [[ $stderr == *"again: memcpybench verify --impl "*"asm:new.asm"*" --call "* ]] || { echo "$stderr"; return 1; }
  reports_are_whole "failed"
  jq -e '.memcpybench_gate | .status == 3 and (.fault | test("new")) and (.cells | all(.stages == []))' check.json
  xmllint --xpath 'string(//error/@message)' check.xml | grep -q "new is wrong"
  [ "$(wc -l <check.github)" -eq 1 ] && grep -q '^::error .*new is wrong' check.github
  fails_with 3 "base new is wrong" memcpybench check --base asm:new.asm --candidate asm:old.asm --sizes 64
}

@test "who copies while it is verified and not while it is timed is found out" {
  kernel old.asm
  fails_with 3 "mutant_cheats_when_timed, 64 B: copied something else when it was timed" \
    "$MEMCPYBENCH_MUTANTS" check --base asm:old.asm --candidate mutant_cheats_when_timed --sizes 64 "${every_format[@]}"
  reports_are_whole "failed"
  jq -e '.memcpybench_gate.cells | all(.verdict == "inconclusive" or .canary)' check.json
}

@test "compare.py reads the JSON" {
  [ -e /usr/share/benchmark/compare.py ] || skip "Debian's libbenchmark-tools is not there"
  /usr/bin/python3 -c 'import numpy, scipy' 2>/dev/null || skip "compare.py wants numpy and scipy"
  kernel old.asm
  kernel new.asm 8
  run -1 memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 4K --format json=check.json
  run -0 /usr/bin/python3 /usr/share/benchmark/compare.py --no-color filters check.json base candidate
  [[ $output == *"[base vs. candidate]/new/4096"* ]]
}

@test "who crashes or hangs is named" {
  kernel old.asm
  sed 's/ret/ud2/' old.asm >crashes.asm
  sed 's/dec     r9d/nop/; s/jnz/jmp/' old.asm >hangs.asm
  for name in crashes hangs; do
    fails_with 3 "candidate $name is wrong" memcpybench check --base asm:old.asm --candidate "asm:$name.asm" --sizes 64 "${every_format[@]}"
    reports_are_whole "failed"
  done
}

@test "a signal ends it with the reports written" {
  kernel old.asm
  kernel new.asm 2
  "$MEMCPYBENCH" check --base asm:old.asm --candidate asm:new.asm --sizes 64:1M:x2 "${every_format[@]}" >out 2>err &
  local process=$!
  sleep 2
  kill -TERM $process
  local status=0
  wait $process || status=$?
  [ $status -eq 143 ]
  reports_are_whole "interrupted"
  [ "$(jq .memcpybench_gate.status check.json)" -eq 143 ]
}

@test "who is killed by somebody else is not taken for wrong" {
  kernel old.asm
  kernel new.asm 2
  "$MEMCPYBENCH" check --base asm:old.asm --candidate asm:new.asm --sizes 64:1M:x2 "${every_format[@]}" >out 2>err &
  local process=$! status=0
  sleep 2
  kill -KILL "$(pgrep -P $process)"
  wait $process || status=$?
  [ $status -eq 5 ]
  grep -q "the process was killed while it was .* (raise the limits of memory and time)" err
  reports_are_whole "failed"
}

@test "a reader who goes away costs no file" {
  kernel old.asm
  sed 's/mov     rcx, rdx/lea     rcx, [rdx - 1]/' old.asm >new.asm # over before anybody is timed, and a table of many rows
  env --default-signal=PIPE "$MEMCPYBENCH" check --base asm:old.asm --candidate asm:new.asm --sizes 64:8K:+64 \
    --format text --format junit=check.xml | true
  [ "${PIPESTATUS[0]}" -eq 141 ]
  xmllint --noout check.xml
}

@test "paths of any bytes leave the reports whole" {
  local odd=$'caf\xc3\xa9 \xff<&\x01'
  mkdir "$odd"
  kernel old.asm
  kernel "$odd/new.asm"
  sed -i 's/mov     rcx, rdx/lea     rcx, [rdx - 1]/' "$odd/new.asm"
  fails_with 3 "candidate new is wrong" memcpybench check --base asm:old.asm --candidate "asm:$odd/new.asm" --sizes 64 "${every_format[@]}"
  reports_are_whole "failed"
}

@test "directories are matched by name, and what has no partner is reported" {
  mkdir base candidate
  kernel base/gone.asm
  kernel candidate/new.asm
  kernel base/both.asm
  kernel candidate/both.asm
  nasm -f bin -o candidate/raw.bin -p "$SOURCE_DIR/asm/contract.inc" base/both.asm
  cp candidate/raw.bin base/
  cp "$SOURCE_DIR/asm/load_sse2.asm" base/
  cp "$SOURCE_DIR/asm/load_sse2.asm" candidate/
  cp "$SOURCE_DIR/asm/floor.asm" base/
  cp "$SOURCE_DIR/asm/floor.asm" candidate/
  echo "no kernel" >base/README.md
  kernel base/Upper.asm
  kernel candidate/Upper.asm 2
  kernel candidate/.hidden.asm
  run -0 memcpybench check --base base --candidate candidate --sizes 64
  [ "$(grep -c 'note: Upper.asm left out: that is no kernel.s name (rename it: ' <<<"$output")" -eq 1 ]
  [[ $output != *hidden* ]]
  [[ $output == *"note: gone: only in the base: not compared"* ]]
  [[ $output == *"note: new: new: verified, and nothing to compare it with"* ]]
  [[ $output =~ note:\ left\ out,\ being\ no\ memcpy:\ (floor,\ load_sse2|load_sse2,\ floor)$'\n' ]]
  [[ $output == *"0 measured, 2 the same bytes"* ]]
}

@test "who is new is verified and not measured" {
  mkdir base candidate
  kernel base/both.asm
  kernel candidate/both.asm
  kernel candidate/fresh.asm
  memcpybench check --base base --candidate candidate --sizes 64,4K "${every_format[@]}"
  reports_are_whole "pass"
  jq -e '.memcpybench_gate | (.cells | map(.name) | unique) == ["both"] and .verify_seconds > 0.01 and
    .notes == ["fresh: new: verified, and nothing to compare it with"]' check.json
  sed -i 's/again and again"/&, min 8192/' candidate/fresh.asm
  run -0 memcpybench check --base base --candidate candidate --sizes 64,4K
  [[ $output == *"note: fresh left out: new, and no size is within its contract (see --sizes)"* ]]
  sed -i 's/again and again"/&, isa AMX_TILE/' candidate/fresh.asm
  MEMCPYBENCH_MASK_ISA=amx_tile run -0 memcpybench check --base base --candidate candidate --sizes 64,4K
  [[ $output == *"note: fresh left out: it needs amx_tile, which this machine lacks"* ]]
}

@test "who is new and wrong ends it with 3 before anybody is timed" {
  mkdir base candidate
  kernel base/slower.asm
  kernel candidate/slower.asm 8
  kernel candidate/fresh.asm
  sed -i 's/^again:/        cmp     rdx, 2097216\n        jne     again\n        dec     rdx\n&/' candidate/fresh.asm # at one size alone
  fails_with 3 "candidate fresh is wrong" memcpybench check --base base --candidate candidate --sizes 64,2097216 "${every_format[@]}"
  reports_are_whole "failed"
  jq -e '.memcpybench_gate | .status == 3 and (.cells | all(.name == "slower" and .stages == []))' check.json
  cp base/slower.asm candidate/slower.asm # nobody is to be timed at all
  run -0 memcpybench check --base base --candidate candidate --sizes 64
  fails_with 3 "candidate fresh is wrong" memcpybench check --base base --candidate candidate --sizes 2097216
  sed -i 's/again and again"/&, isa AVX2/' base/slower.asm candidate/slower.asm # nor can be compared here
  MEMCPYBENCH_MASK_ISA=avx2 fails_with 3 "candidate fresh is wrong" memcpybench check --base base --candidate candidate --sizes 2097216
  echo "        nonsense" >>candidate/fresh.asm
  fails_with 2 "candidate/fresh.asm" memcpybench check --base base --candidate candidate --sizes 64
}

@test "who changes its contract ends it with 2, all others compared and the reports written" {
  mkdir base candidate
  for name in slower strict wider; do kernel base/$name.asm; done
  kernel candidate/slower.asm 8
  sed 's/again and again"/&, align 32/' base/strict.asm >candidate/strict.asm
  sed 's/again and again"/&, isa AVX2/' base/wider.asm >candidate/wider.asm
  local differs="strict: base and candidate have different contracts: align 1, granule 64, min 0 and align 32"
  fails_with 2 "check: $differs" memcpybench check --base base --candidate candidate --sizes 4K "${every_format[@]}"
  reports_are_whole "failed: strict"
  jq -e '.memcpybench_gate | .status == 2 and ([.cells[] | select(.canary | not)] | length) == 1 and
    (.cells[0] | .name == "slower" and .verdict == "regression") and
    any(.notes[]; startswith("wider: base and candidate have different contracts: isa none and avx2")) and
    any(.notes[]; . == "strict: of another contract than the base: verified, and nothing to compare it with")' check.json
  grep -q '^::error title=memcpybench check::failed: strict: ' check.github
  grep -q '^::error title=slower%2C 4 KiB::+' check.github
  rm base/slower.asm base/wider.asm # nothing is left to compare
  fails_with 2 "$differs" memcpybench check --base base --candidate candidate --sizes 4K "${every_format[@]}"
  reports_are_whole "failed"
  sed -i 's/mov     rcx, rdx/lea     rcx, [rdx - 1]/' candidate/strict.asm
  fails_with 3 "candidate strict is wrong" memcpybench check --base base --candidate candidate --sizes 4K "${every_format[@]}"
  reports_are_whole "failed"
}

# library FILE BODY: a shared library whose function my_copy is written in C; the name inside it is always the same.
library() {
  printf '#include <string.h>\nvoid *my_copy(void *d, const void *s, size_t n) { %s }\nint other(void) { return 0; }\n' "$2" >library.c
  cc -shared -fPIC -O1 -fno-builtin -Wl,-soname,libmine.so -o "$1" library.c
}

@test "libraries of two directories are matched by name too, where a function is named" {
  mkdir base candidate
  library base/libmine.so 'return memcpy(d, s, n);'
  library candidate/libmine.so 'memcpy(d, s, n); memcpy(d, s, n); memcpy(d, s, n); memcpy(d, s, n); memcpy(d, s, n); return memcpy(d, s, n);'
  library base/libgone.so 'return memcpy(d, s, n);'
  run -1 memcpybench check --base base --candidate candidate --symbol my_copy --sizes 4K
  grep -q '^libmine  *4 KiB .* regression' <<<"$output"
  [[ $output == *"note: libgone: only in the base: not compared"* ]]
  fails_with 2 "(files NAME.asm or NAME.bin, matched by NAME; NAME.so with --symbol)" memcpybench check --base base --candidate candidate
  fails_with 2 "has no symbol 'my_kopy'" memcpybench check --base base --candidate candidate --symbol my_kopy
  fails_with 2 "--symbol 'my_copy': is for directories (name a library's function as so:PATH:SYMBOL)" \
    memcpybench check --base so:base/libmine.so:my_copy --candidate so:candidate/libmine.so:my_copy --symbol my_copy
  kernel base/mine.asm
  kernel candidate/mine.asm
  run -0 memcpybench check --base base --candidate candidate --sizes 64
  [[ $output == *"note: libmine.so left out: which of its functions is meant? (--symbol NAME)"* ]]
}

@test "bad input is refused, each with its message" {
  mkdir none one twice
  kernel one/a.asm
  kernel twice/b.asm
  kernel twice/a.asm
  cp twice/a.asm twice/a.bin
  kernel fine.asm
  nasm -f bin -o raw.bin -p "$SOURCE_DIR/asm/contract.inc" fine.asm
  kernel slower.asm 2
  sed 's/again and again"/&, align 32/' slower.asm >strict.asm
  sed 's/again and again"/&, isa AVX2/' slower.asm >avx2.asm
  fails_with 2 "check: --candidate is missing" memcpybench check --base fine.asm
  fails_with 2 "check: --base is missing" memcpybench check
  fails_with 2 "no kernel is in both one and none" memcpybench check --base one --candidate none
  fails_with 2 "two files of the name a" memcpybench check --base one --candidate twice
  fails_with 2 "one is a directory and asm:fine.asm is not" memcpybench check --base one --candidate asm:fine.asm
  fails_with 2 "different contracts: align 1, granule 64, min 0 and align 32" memcpybench check --base asm:fine.asm --candidate asm:strict.asm
  fails_with 2 "different contracts: isa none and avx2" memcpybench check --base asm:fine.asm --candidate asm:avx2.asm
  fails_with 2 "too little to decide anything" memcpybench check --base asm:fine.asm --candidate asm:slower.asm --budget 0.5
  fails_with 2 "names no file" memcpybench check --base glibc --candidate glibc --format junit=
  fails_with 5 "nowhere/check.xml" memcpybench check --base glibc --candidate glibc --format junit=nowhere/check.xml
  fails_with 2 "no such implementation (a file of that name is asm:one/a.asm" memcpybench check --base one/a.asm --candidate glibc
  fails_with 2 "load_sse2: is no memcpy" memcpybench check --base load_sse2 --candidate load_sse2
  fails_with 2 "not a percentage" memcpybench check --base glibc --candidate glibc --tolerance 1%,
  fails_with 2 "not a percentage" memcpybench check --base glibc --candidate glibc --tolerance 0%
  fails_with 2 "no size is within the contracts" memcpybench check --base blob:raw.bin,min=128 --candidate blob:raw.bin,min=128,name=b --sizes 64
  fails_with 2 "--format 'json=check.json': something else is to be written into that file too" \
    memcpybench check --base glibc --candidate glibc --format junit=check.json --format json=check.json
  fails_with 2 "--format 'json=check.json': something else" memcpybench check --base glibc --candidate glibc --record check.json --format json=check.json
  fails_with 5 "absent/: cannot be written: No such file" memcpybench check --base glibc --candidate glibc --format junit=absent/
  mkdir upper pipes
  kernel upper/Upper.asm
  fails_with 2 "NAME.so with --symbol): Upper.asm left out" memcpybench check --base upper --candidate upper
  mkfifo pipes/a.asm
  fails_with 2 "is a pipe" timeout 20 "$MEMCPYBENCH" check --base one --candidate pipes
  [ -z "$(find . -name 'check.*')" ]
}

@test "what cannot run here is said" {
  export MEMCPYBENCH_MASK_ISA=avx2
  fails_with 77 "avx2" memcpybench check --base avx2_loop --candidate avx2_loop
}

@test "the least budget that is named is enough" {
  kernel old.asm
  kernel new.asm 2
  fails_with 2 "too little" memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 64 --budget 0.5
  least=$(sed -E 's/.*\(([0-9]+) s are the least.*/\1/' <<<"$stderr")
  status=0
  memcpybench check --base asm:old.asm --candidate asm:new.asm --sizes 64 --budget "$least" --format json >check.json || status=$?
  [ "$status" -eq 1 ] || [ "$status" -eq 4 ] # a busy machine may use it up
  jq -e '.memcpybench_gate.cells[0].stages | length >= 1' check.json
}
