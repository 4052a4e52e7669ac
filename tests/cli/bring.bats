#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2154

# Implementations that the user brings along: raw code, source assembled on the spot, functions of shared libraries.
load helpers

contract=$SOURCE_DIR/asm/contract.inc

# Temporary directories are looked for afterwards.
setup() {
  cd "$BATS_TEST_TMPDIR" || return
  unset GLIBC_TUNABLES MEMCPYBENCH_MASK_ISA NO_COLOR
  mkdir tmp
  export TMPDIR=$PWD/tmp
}

teardown() { [ -z "$(ls -A "$TMPDIR")" ] || { ls -lAR "$TMPDIR"; return 1; }; }

body='        mov rax, rdi
        mov rcx, rdx
        rep movsb
        ret'

# source FILE [CONTRACT]: a memcpy in assembler.
source_of() { printf '%s\n%s\n' "${2:-}" "$body" >"$1"; }

# library FILE C-SOURCE [OPTION…]: a shared library of a memcpy named copy and whatever else.
library() {
  local file=$1
  printf '#include <stddef.h>
void *copy(void *d, const void *s, size_t n) { char *a = d; const char *b = s; while (n--) *a++ = *b++; return d; }
%s\n' "$2" >"$file.c"
  shift 2
  cc -O1 -fno-builtin -shared -fPIC -o "$file" "$file.c" "$@"
}

# field NAME KEY: what list --json says.
field() { python3 -c 'import json,sys; print([i for i in json.load(open("list.json")) if i["name"] == sys.argv[1]][0][sys.argv[2]])' "$@"; }

hash_of() { sha256sum "$1" | cut -d' ' -f1; }

tiny() { memcpybench run --sizes 64,4K --quick --no-plots --seed 1 "$@"; }

@test "list shows what was understood of a source, raw code and a library" {
  source_of lined.asm '        contract copy, "mine", isa AVX2, align 32, granule 128, min 256'
  source_of bare.asm
  nasm -f bin -p "$contract" bare.asm -o raw.bin
  library libfast.so ''
  memcpybench list --json --impl asm:lined.asm --impl asm:./bare.asm,granule=32,isa=sse2+erms --impl blob:raw.bin \
    --impl so:libfast.so:copy >list.json
  [ "$(field lined isa)" = "['avx2']" ]
  [ "$(field lined align) $(field lined granule) $(field lined min)" = "32 128 256" ]
  [ "$(field lined kind) $(field lined summary) $(field lined from)" = "blob mine lined.asm" ]
  [ "$(field bare isa)" = "['sse2', 'erms']" ]
  [ "$(field bare align) $(field bare granule) $(field bare from)" = "1 32 ./bare.asm" ]
  [ "$(field raw kind) $(field raw align) $(field raw granule)" = "blob 1 64" ]
  [ "$(field libfast.copy kind) $(field libfast.copy align) $(field libfast.copy granule)" = "library 1 1" ]
  [ "$(field raw sha256)" = "$(hash_of raw.bin)" ]
  [ "$(field bare sha256)" = "$(hash_of raw.bin)" ]
  [ "$(field libfast.copy sha256)" = "$(hash_of libfast.so)" ]
  [ "$(grep -c '"name"' list.json)" -eq 4 ]
  run -0 memcpybench list --impl blob:raw.bin --impl 'rep_*'
  [[ $output == *"raw code (from raw.bin)"* && $output == *rep_movsb* && $output != *glibc* ]]
}

@test "list chooses by names too" {
  run -0 memcpybench list --impl 'rep_*' --without rep_movsq
  [[ $output == *rep_movsb* && $output != *rep_movsq* && $output != *glibc* ]]
  fails_with 2 "did you mean 'rep_movsb'?" memcpybench list --impl rep_mosvb
  fails_with 2 "the selection is empty" memcpybench list --without '*'
}

@test "show prints the bytes that nasm makes, and their disassembly" {
  for contract_line in '' '        contract copy, "mine"'; do
    source_of mine.asm "$contract_line"
    nasm -f bin -p "$contract" mine.asm -o mine.bin
    for spec in asm:mine.asm blob:mine.bin; do
      memcpybench show $spec --json >show.json
      [ "$(python3 -c 'import json; print(json.load(open("show.json"))["bytes"])')" = "$(xxd -p mine.bin)" ]
      grep -q '"rep movsb"' show.json
      memcpybench show $spec | grep -qx "sha256      $(hash_of mine.bin)"
    done
  done
  library libfast.so ''
  run -0 memcpybench show so:libfast.so:copy
  [[ $output == *"from        libfast.so"* && $output == *"$(hash_of libfast.so)"* ]]
}

@test "editing and racing is one command, and the result says who raced" {
  source_of mine.asm
  run -0 tiny --impl glibc --impl asm:mine.asm -o first
  [[ $output == *mine* && $output == *glibc* ]]
  nasm -f bin -p "$contract" mine.asm -o mine.bin
  python3 - "$(hash_of mine.bin)" <<'END'
import json, sys
j = json.load(open("first/result.json"))
rows = [r for r in j["benchmarks"] if r["impl"] == "mine"]
assert [r["bytes"] for r in rows] == [64, 4096]
assert all(r["kind"] == "blob" and r["sha256"] == sys.argv[1] for r in rows)
assert {r["impl"] for r in j["benchmarks"] if not r["impl"].startswith(("load_", "store_"))} == {"glibc", "mine", "floor"}
assert "asm:mine.asm" in j["memcpybench"]["command"]
END
  printf '        nop\n%s\n' "$body" >mine.asm
  run -0 tiny --impl glibc --impl asm:mine.asm -o second
  [ "$(grep -c "$(hash_of mine.bin)" second/result.json)" -eq 0 ]
  run -0 memcpybench compare first second
}

@test "libraries and raw code race and verify, at every placement" {
  library libfast.so ''
  source_of mine.asm
  nasm -f bin -p "$contract" mine.asm -o mine.bin
  run -0 tiny --impl so:libfast.so:copy --impl blob:mine.bin -o race
  [[ $output == *libfast.copy* ]]
  grep -q '"impl":"libfast.copy","kind":"library"' race/result.json
  python3 - <<'END'
import json
rows = [r for r in json.load(open("race/result.json"))["benchmarks"] if r["impl"] == "mine"]
assert all({b["code_offset"] % 64 for b in r["blocks"]} == {0, 16, 32, 48} for r in rows), rows
END
  run -0 memcpybench verify --quick --sizes 64 --impl so:libfast.so:copy --impl blob:mine.bin
  [ "$(grep -c ' ok ' <<<"$output")" -eq 2 ]
}

@test "a spec is the reference, and the same spec twice is one implementation" {
  source_of mine.asm
  run -0 tiny --ref asm:mine.asm --impl glibc -o race
  [[ $output == *"reference: mine"* ]]
  run -0 tiny --ref asm:mine.asm --impl asm:mine.asm --impl asm:mine.asm -o both
  run -0 memcpybench run --dry-run --sizes 64 --ref asm:mine.asm --impl asm:mine.asm --impl 'rep_*' --without rep_movsq
  grep -qx '  mine' <<<"$output"
  grep -qx '  rep_movsb' <<<"$output"
  run ! grep -q 'glibc$\|rep_movsq' <<<"$output"
  MEMCPYBENCH_MASK_ISA=avx2 fails_with 2 "cannot run here, it needs avx2" memcpybench run --ref asm:mine.asm,isa=avx2 -o x
}

@test "who copies wrongly is found out, and not timed" {
  printf '        mov rax, rdi\n        ret\n' >lazy.asm
  run -3 tiny --impl glibc --impl asm:lazy.asm -o race
  [[ $output == *lazy* ]]
  run ! grep -q '"name":"memcpy/lazy' race/result.json
  run -3 memcpybench verify --sizes 64 --impl asm:lazy.asm
}

@test "what it needs and the machine lacks is a missing feature" {
  source_of mine.asm
  export MEMCPYBENCH_MASK_ISA=avx2
  fails_with 77 "mine needs avx2" memcpybench run --impl asm:mine.asm,isa=avx2+bmi2 --sizes 64 -o race
  run -0 memcpybench list --impl asm:mine.asm,isa=avx2+bmi2
  [[ $output == *"CANNOT RUN HERE: needs avx2"* ]]
  [ ! -e race ]
}

@test "a name that is taken or none is refused, with advice" {
  source_of rep_movsb.asm
  mkdir other
  cp rep_movsb.asm other/mine.asm
  cp rep_movsb.asm mine.asm
  fails_with 2 "asm:rep_movsb.asm: another implementation is named 'rep_movsb' (add ,name=NAME)" memcpybench list --impl asm:rep_movsb.asm
  fails_with 2 "another implementation is named 'mine'" memcpybench list --impl asm:mine.asm --impl asm:other/mine.asm
  fails_with 2 "another implementation is named 'glibc'" memcpybench list --impl asm:mine.asm,name=glibc
  fails_with 2 "not a name" memcpybench list --impl asm:mine.asm,name=Mine
  run -0 memcpybench list --impl asm:mine.asm --impl asm:other/mine.asm,name=mine2 --impl asm:rep_movsb.asm,name=movsb
  [[ $output == *mine2* && $output == *movsb* ]]
}

@test "a spec that is none is answered with what was meant" {
  source_of mine.asm
  fails_with 2 "did you mean 'blob:'?" memcpybench run --impl bolb:x -o race
  fails_with 2 "did you mean align=?" memcpybench verify --impl asm:mine.asm,algin=2
  fails_with 2 "write so:PATH:SYMBOL" memcpybench show so:x
  fails_with 2 "did you mean 'bmi2'?" memcpybench list --impl asm:mine.asm,isa=bim2
  fails_with 2 "not a power of two from 1 to 4096" memcpybench run --ref asm:mine.asm,align=3 -o race
  fails_with 2 "a file of that name is asm:mine.asm" memcpybench run --impl mine.asm -o race
  fails_with 2 "takes names" memcpybench run --without asm:mine.asm -o race
  [ ! -e race ]
}

@test "what is no file of code is refused by what it is" {
  mkdir directory
  mkfifo fifo
  : >empty
  head -c 1048577 /dev/zero >large
  for kind in blob asm; do
    fails_with 2 "$kind:absent: No such file" memcpybench list --impl $kind:absent
    fails_with 2 "is a directory" memcpybench list --impl $kind:directory
    fails_with 2 "is a pipe" memcpybench list --impl $kind:fifo
    fails_with 2 "is a device" memcpybench list --impl $kind:/dev/zero
    fails_with 2 "is empty" memcpybench list --impl $kind:empty
    fails_with 2 "is over 1 MiB" memcpybench list --impl $kind:large
  done
  fails_with 2 "is a directory" memcpybench list --impl so:directory:f
  fails_with 2 "is a pipe" memcpybench list --impl so:fifo:f
  truncate -s 257M large
  fails_with 2 "is over 256 MiB" memcpybench list --impl so:large:f
}

@test "a file of code that may not be read is refused" {
  unprivileged "$MEMCPYBENCH" --version || skip "another user cannot run the program"
  chmod 755 .
  for kind in blob:locked asm:locked so:locked:copy; do
    echo x >locked
    chmod 0 locked
    fails_with 2 "$kind: Permission denied" unprivileged "$MEMCPYBENCH" list --impl $kind
  done
}

@test "raw code that is something else is refused with the kind that takes it" {
  source_of mine.asm
  library libfast.so ''
  cc -c -o fast.o libfast.so.c
  gzip -k mine.asm
  ar rc libfast.a fast.o
  printf '#!/bin/sh\nexit 0\n' >script
  fails_with 2 "is text, not machine code (asm:PATH" memcpybench run --impl blob:mine.asm -o race
  fails_with 2 "is a script" memcpybench run --impl blob:script -o race
  fails_with 2 "is a gzip archive" memcpybench run --impl blob:mine.asm.gz -o race
  fails_with 2 "is an ELF library or program, not raw code (so:PATH:SYMBOL" memcpybench run --impl blob:libfast.so -o race
  fails_with 2 "is an ELF object" memcpybench run --impl blob:fast.o -o race
  fails_with 2 "is an archive of objects" memcpybench run --impl blob:libfast.a -o race
  nasm -f bin -p "$contract" mine.asm -o mine.bin
  fails_with 2 "is no text (blob:PATH" memcpybench run --impl asm:mine.bin -o race
  fails_with 2 "so:PATH:SYMBOL takes a library" memcpybench run --impl asm:libfast.so -o race
  fails_with 2 "is a script, not assembler source" memcpybench run --impl asm:script -o race
  [ ! -e race ]
}

@test "nasm's first complaint is ours, with the line of the user's file" {
  printf '        mov rax, rdi\n        mov rcx, rdx\n        vmvodqu ymm0, [rsi]\n        nonsense too\n        ret\n' >bad.asm
  fails_with 2 "asm:bad.asm: line 3: parser: instruction expected" memcpybench run --impl asm:bad.asm -o race
  printf '        vzerouper\n        ret\n' >label.asm
  fails_with 2 "asm:label.asm: line 1: label alone" memcpybench list --impl asm:label.asm
  source_of key.asm '        contract copy, "x", ias AVX2'
  fails_with 2 "asm:key.asm: line 1: contract: no key ias" memcpybench list --impl asm:key.asm
  printf '%%include "absent.inc"\n' >include.asm
  fails_with 2 "line 1: unable to open include file" memcpybench list --impl asm:include.asm
  printf '; nothing but words\n' >nothing.asm
  fails_with 2 "assembles to nothing" memcpybench list --impl asm:nothing.asm
  printf '        times 1100000 nop\n' >large.asm
  fails_with 2 "its code is over 1 MiB" memcpybench list --impl asm:large.asm
  printf '%%error \x1b[31mred\n' >red.asm
  fails_with 2 "red" memcpybench list --impl asm:red.asm
  [[ $stderr != *$'\x1b'* ]]
}

@test "a source includes what lies beside it" {
  mkdir -p 'some where/inc'
  printf '%%macro give_back 0\n        mov rax, rdi\n%%endmacro\n' >'some where/inc/macros.inc'
  printf '%%include "inc/macros.inc"\n        give_back\n        mov rcx, rdx\n        rep movsb\n        ret\n' >'some where/x.asm'
  run -0 memcpybench show 'asm:some where/x.asm'
  [[ $output == *"rep movsb"* ]]
  (cd 'some where' && memcpybench show asm:x.asm >/dev/null)
  printf '        nonsense\n' >'some where/inc/macros.inc'
  fails_with 2 "some where/inc/macros.inc:1: error: label alone" memcpybench show 'asm:some where/x.asm'
}

@test "a source includes what its own tree holds, wherever the program runs" {
  mkdir -p one/asm/deep two/asm
  printf '        movsb\n' >one/asm/body.inc
  printf '        movsq\n' >two/asm/body.inc
  printf '%%include "asm/body.inc"\n        ret\n' | tee one/asm/x.asm one/asm/deep/x.asm >two/asm/x.asm
  for place in . one two/asm; do
    for source in one/asm/x.asm one/asm/deep/x.asm two/asm/x.asm; do
      run -0 env -C "$place" "$MEMCPYBENCH" show "asm:$PWD/$source"
      case $source in one/*) [[ $output == *movsb* ]] ;; *) [[ $output == *movsq* ]] ;; esac
    done
  done
  (cd one/asm/deep && memcpybench show asm:x.asm | grep movsb)
}

@test "a contract stands in the source or in the options" {
  source_of lined.asm '        contract copy, "mine", align 16'
  fails_with 2 "has a contract line" memcpybench list --impl asm:lined.asm,align=32
  run -0 memcpybench list --impl asm:lined.asm,name=other
  printf '%%ifdef MEMCPYBENCH_CONTRACT\n        nop\n%%endif\n%s\n' "$body" >two.asm
  fails_with 2 "assembles to other code" memcpybench list --impl asm:two.asm
  printf '        contract copy, "two-faced"\n%%ifdef MEMCPYBENCH_CONTRACT\n        nop\n%%else\n        clc\n%%endif\n%s\n' "$body" >faces.asm
  fails_with 2 "assembles to other code" memcpybench list --impl asm:faces.asm
  printf '%%ifdef MEMCPYBENCH_CONTRACT\n        times 128 nop\n%%endif\n%s\n' "$body" >forged.asm
  fails_with 2 "asm:forged.asm: no contract record" memcpybench list --impl asm:forged.asm
  printf '        contract none, "adds"\n        lea rax, [rdi + rsi]\n        ret\n' >add2.asm
  run -0 memcpybench show asm:add2.asm
  [[ $output == *"role        none"* ]]
  fails_with 2 "is no memcpy" memcpybench run --impl asm:add2.asm -o race
  fails_with 2 "is no memcpy" memcpybench run --ref asm:add2.asm -o race
  printf '        contract none, "floor", flags FLOOR\n        ret\n' >ground.asm
  fails_with 2 "FLOOR is for the one floor" memcpybench list --impl asm:ground.asm
}

@test "a patch slot gets this machine's value" {
  printf '        contract copy, "asks", patch L1D_BYTES\n        mov_patched rcx\n        mov rax, rdi\n        mov rcx, rdx\n        rep movsb\n        ret\n' >asks.asm
  run -0 tiny --impl asm:asks.asm -o race
  [[ $output == *asks* ]]
}

@test "without nasm a source cannot be assembled, and that is the environment's fault" {
  source_of mine.asm
  mkdir empty
  fails_with 5 "install nasm" env PATH="$PWD/empty" "$MEMCPYBENCH" run --impl asm:mine.asm -o race
  [ ! -e race ]
  TMPDIR=$PWD/absent fails_with 5 "set TMPDIR" memcpybench list --impl asm:mine.asm
}

# A nasm of ours on the PATH: fake_nasm SHELL-COMMANDS.
fake_nasm() {
  mkdir -p bin
  printf '#!/bin/bash\n%s\n' "$1" >bin/nasm
  chmod +x bin/nasm
}

# Each has its time, and all have it at once.
@test "a nasm, a constructor and a destructor that hang are given up, and nothing is left behind" {
  source_of mine.asm
  fake_nasm 'exec sleep 60'
  library libbegin.so 'static __attribute__((constructor)) void begin(void) { for (;;) __asm__ volatile ("pause"); }'
  library libend.so '#include <unistd.h>
    static __attribute__((destructor)) void end(void) { for (;;) pause(); }'
  SECONDS=0
  (PATH=$PWD/bin:$PATH fails_with 2 "nasm was not done in 10 s" timeout -s KILL 60 "$MEMCPYBENCH" list --impl asm:mine.asm) &
  (fails_with 2 "loading it takes over 5 s" timeout -s KILL 60 "$MEMCPYBENCH" list --impl so:libbegin.so:copy) &
  (fails_with 2 "unloading it takes over 5 s (does a destructor hang?)" \
    timeout -s KILL 60 "$MEMCPYBENCH" list --impl so:libend.so:copy) &
  for child in $(jobs -p); do wait "$child"; done
  [ "$SECONDS" -lt 30 ]
  run ! pgrep -f 'impl so:lib(begin|end).so:copy'
}

@test "a nasm that crashes is said to" {
  source_of mine.asm
  fake_nasm 'kill -SEGV $$'
  PATH=$PWD/bin:$PATH fails_with 2 "nasm died of it" memcpybench list --impl asm:mine.asm
  fake_nasm 'exit 1'
  PATH=$PWD/bin:$PATH fails_with 2 "nasm gives no reason" memcpybench list --impl asm:mine.asm
}

@test "a signal while nasm is at work ends both, and nothing is left behind" {
  source_of mine.asm
  fake_nasm "touch $PWD/started; exec sleep 60"
  PATH=$PWD/bin:$PATH "$MEMCPYBENCH" list --impl asm:mine.asm 2>err &
  child=$!
  for _ in {1..200}; do [ -e started ] || sleep 0.05; done
  kill -TERM $child
  status=0
  wait $child || status=$?
  [ "$status" -eq 143 ]
  grep -q 'interrupted while nasm was at work' err
}

@test "the user's own nasm settings change nothing" {
  source_of mine.asm
  memcpybench show asm:mine.asm >plain
  NASMENV='-Dmov=xor' memcpybench show asm:mine.asm >changed
  cmp plain changed
}

@test "a source that changes while it is assembled is the one that was read" {
  source_of mine.asm
  memcpybench show asm:mine.asm >before
  fake_nasm "echo nonsense >$PWD/mine.asm; exec $(command -v nasm) \"\$@\""
  PATH=$PWD/bin:$PATH memcpybench show asm:mine.asm >meanwhile
  cmp before meanwhile
  [ "$(cat mine.asm)" = nonsense ]
}

@test "raw code that changes while somebody else's is read is the one that was read" {
  source_of mine.asm
  nasm -f bin -p "$contract" mine.asm -o raw.bin
  hash=$(hash_of raw.bin)
  fake_nasm "printf '\\xc3' >$PWD/raw.bin; exec $(command -v nasm) \"\$@\"" # runs when raw.bin has been read
  PATH=$PWD/bin:$PATH run -0 tiny --impl blob:raw.bin --impl asm:mine.asm -o race
  [ "$(wc -c <raw.bin)" -eq 1 ]
  [ "$(grep -c "\"impl\":\"raw\",.*\"sha256\":\"$hash\"" race/result.json)" -eq 2 ]
}

@test "a library that destroys its own file while it is loaded is the one that was read" {
  library libfast.so '#include <stdio.h>
    static __attribute__((constructor)) void begin(void) { fclose(fopen("libfast.so", "w")); }'
  hash=$(hash_of libfast.so)
  run -0 tiny --impl so:libfast.so:copy -o race
  [ ! -s libfast.so ]
  grep -q "\"sha256\":\"$hash\"" race/result.json
}

@test "an ifunc's choice is called" {
  library libfast.so 'typedef void *fn(void *, const void *, size_t);
    static void *hidden(void *d, const void *s, size_t n) { return copy(d, s, n); }
    static fn *choose(void) { return hidden; }
    void *chosen(void *, const void *, size_t) __attribute__((ifunc("choose")));'
  run -0 tiny --impl so:libfast.so:chosen -o race
  [[ $output == *libfast.chosen* ]]
}

@test "a symbol without a type, from assembler, is a function where it is code" {
  printf '        global bare, table\n        section .data\ntable: dq 0\n        section .text\nbare:\n%s\n        section .note.GNU-stack noalloc noexec nowrite progbits\n' "$body" >bare.asm
  nasm -f elf64 bare.asm -o bare.o
  cc -shared -nostdlib -o libbare.so bare.o
  run -0 memcpybench verify --quick --sizes 64 --impl so:libbare.so:bare
  fails_with 2 "'table' is data" memcpybench verify --sizes 64 --impl so:libbare.so:table
}

@test "the C library itself can be brought along" {
  libc=$(ldd "$MEMCPYBENCH" | awk '$1 == "libc.so.6" { print $3 }')
  run -0 tiny --impl glibc --impl "so:$libc:memcpy" -o race
  [[ $output == *libc.memcpy* ]]
}

@test "a symbol that is missing, data or somebody else's is refused" {
  library libfast.so '#include <math.h>
    int data = 5; const int constant = 7; _Thread_local int own; double use(double x) { return cbrt(x); }' -lm \
    -Wl,-z,noseparate-code # constants lie among the code
  fails_with 2 "has no symbol 'absent' (nm -D lists them)" memcpybench run --impl so:libfast.so:absent -o race
  fails_with 2 "has no symbol 'cpoy' (did you mean 'copy'?)" memcpybench run --impl so:libfast.so:cpoy -o race
  fails_with 2 "has no symbol 'dat' (nm -D lists them)" memcpybench run --impl so:libfast.so:dat -o race
  cp libfast.so bare.so
  strip bare.so # as libraries are shipped
  fails_with 2 "did you mean 'copy'?" memcpybench run --impl so:bare.so:cop -o race
  for symbol in data constant own; do
    fails_with 2 "'$symbol' is data" memcpybench run --impl so:libfast.so:$symbol -o race
  done
  fails_with 2 "libm.so.6, not in this library" memcpybench run --impl so:libfast.so:cbrt -o race
  fails_with 2 "not in this library" memcpybench run --impl so:libfast.so:memcpy -o race
  [ ! -e race ]
}

@test "a library that cannot be loaded is refused with the reason" {
  library libdep.so 'int dep(void) { return 1; }'
  library libneeds.so 'int dep(void); int use(void) { return dep(); }' -L. -ldep
  library libundefined.so 'int nowhere(void); int use(void) { return nowhere(); }'
  fails_with 2 "libdep.so: cannot open shared object file" memcpybench list --impl so:libneeds.so:copy
  LD_LIBRARY_PATH=$PWD run -0 memcpybench list --impl so:libneeds.so:copy
  fails_with 2 "undefined symbol: nowhere" memcpybench list --impl so:libundefined.so:copy
  library libfast.so ''
  for size in 24 100 3000; do
    head -c "$size" libfast.so >cut.so
    fails_with 2 "so:cut.so:copy: is only a part of a library" memcpybench list --impl so:cut.so:copy
  done
  python3 -c 'b = bytearray(open("libfast.so", "rb").read()); b[56:58] = b"\0\0"; open("bare.so", "wb").write(b)'
  fails_with 2 "so:bare.so:copy: not loaded: object file has no loadable segments" memcpybench list --impl so:bare.so:copy
  cc -c -o fast.o libfast.so.c
  fails_with 2 "link it: cc -shared" memcpybench list --impl so:fast.o:copy
  fails_with 2 "is text, not a shared library" memcpybench list --impl so:libfast.so.c:copy
  fails_with 2 "position-independent executable" memcpybench list --impl "so:$MEMCPYBENCH:main"
}

# patch FILE OFFSET BYTE: a copy of libfast.so with one byte changed.
patch() { cp libfast.so "$1"; printf '%b' "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none; }

@test "a library for another machine is refused" {
  library libfast.so ''
  patch narrow.so 4 '\001'
  patch arm.so 18 '\xb7'
  fails_with 2 "an ELF file for 32 bits" memcpybench list --impl so:narrow.so:copy
  printf '        global copy\n        section .text\ncopy:   ret\n' >narrow.asm
  for format in elf32:elf_i386 elfx32:elf32_x86_64; do # and not only as far as its header says
    nasm -f "${format%:*}" narrow.asm -o narrow.o
    ld -m "${format#*:}" -shared -o narrow.so narrow.o
    fails_with 2 "an ELF file for 32 bits" memcpybench list --impl so:narrow.so:copy
  done
  fails_with 2 "an ELF file for another machine" memcpybench list --impl so:arm.so:copy
}

@test "a constructor that crashes or ends the process is told in one line" {
  begin='static __attribute__((constructor)) void begin(void)'
  library libcrash.so "#include <signal.h>
    $begin { raise(SIGSEGV); }"
  library libend.so "#include <stdlib.h>
    $begin { exit(3); }"
  library libresolve.so 'typedef void *fn(void *, const void *, size_t);
    static fn *choose(void) { __builtin_trap(); }
    void *chosen(void *, const void *, size_t) __attribute__((ifunc("choose")));'
  fails_with 2 "so:libcrash.so:copy: loading it crashes, in a constructor or resolver: Segmentation" memcpybench list --impl so:libcrash.so:copy
  fails_with 2 "loading it ends the process with status 3" memcpybench list --impl so:libend.so:copy
  fails_with 2 "loading it crashes, in a constructor or resolver: Illegal" memcpybench list --impl so:libresolve.so:chosen
}

@test "a destructor that crashes or ends the process is told in one line, and before the race" {
  end='static __attribute__((destructor)) void end(void)'
  library libcrash.so "#include <signal.h>
    $end { raise(SIGSEGV); }"
  library libend.so "#include <unistd.h>
    $end { _exit(0); }"
  fails_with 2 "so:libcrash.so:copy: unloading it crashes, in a destructor: Segmentation" memcpybench run --impl so:libcrash.so:copy -o race
  fails_with 2 "unloading it ends the process with status 0 (a destructor does)" memcpybench list --impl so:libend.so:copy
  [ ! -e race ]
}

@test "a library is loaded twice, and heard once" {
  library libtalk.so '#include <unistd.h>
    static __attribute__((constructor)) void begin(void) { (void)!write(1, "hello\n", 6); }'
  run -0 memcpybench list --impl so:libtalk.so:copy
  [ "$(grep -c hello <<<"$output")" -eq 1 ]
}

@test "two functions of one library race, and two libraries of one name" {
  library libfast.so 'void *other(void *d, const void *s, size_t n) { return copy(d, s, n); }'
  mkdir old
  cp libfast.so old/
  run -0 tiny --impl so:libfast.so:copy --impl so:libfast.so:other --impl so:old/libfast.so:copy,name=old -o race
  [[ $output == *libfast.copy* && $output == *libfast.other* && $output == *old* ]]
}

@test "no control character of a path is echoed" {
  source_of $'\e[31mred.asm'
  fails_with 2 "x.asm" memcpybench list --impl $'blob:\e[31mx.asm'
  [[ $stderr != *$'\e'* ]]
  run -0 memcpybench list --impl $'asm:\e[31mred.asm'
  [[ $output != *$'\e'* && $output == *31mred* ]]
  run -0 memcpybench show $'asm:\e[31mred.asm'
  [[ $output != *$'\e'* ]]
}

@test "a diagnosis of one's own kernel says how to see it again" {
  printf '        mov rax, rsi\n        mov rcx, rdx\n        rep movsb\n        ret\n' >mine.asm
  run -3 memcpybench verify --quick --sizes 64 --impl asm:mine.asm
  [[ $output == *"FAIL return-value: "*"; again: memcpybench verify --impl 'asm:mine.asm' --call n="* ]]
  run -3 bash -c "$(sed -n 's/.*; again: memcpybench /"$MEMCPYBENCH" /p' <<<"$output")"
  [[ $output == *" 1 call, "*"FAIL return-value: "* ]]
}
