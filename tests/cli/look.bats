#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016

# list, show, demo and topo.
load helpers

@test "list shows every implementation with its kind" {
  run -0 memcpybench list
  [[ ${lines[0]} == NAME*KIND*ISA*ALIGN*GRANULE*SUMMARY* ]]
  for row in 'glibc +libc' 'rep_movsb +blob' 'avx2_loop +blob +avx2' 'avx512_loop +blob +avx512f' \
    'avx_nt_naive +blob +avx +32 +64' 'sse2_inline +inline-asm' 'avx2_intrinsics +intrinsic'; do
    grep -Eq "^$row " <<<"$output" || { echo "no $row"; return 1; }
  done
}

@test "list shows a kernel for every copy in asm/ and none of asm/examples/" {
  run -0 memcpybench list
  while read -r file; do
    grep -q "^$(basename "$file" .asm) " <<<"$output"
  done < <(grep -l '^ *contract copy' "$SOURCE_DIR"/asm/*.asm)
  run ! grep -Eq '^(add|hello) ' <<<"$output"
}

@test "list names the missing feature of what cannot run" {
  MEMCPYBENCH_MASK_ISA=avx2 run -0 memcpybench list
  grep -Eq '^avx2_loop .*CANNOT RUN HERE: needs avx2$' <<<"$output"
  grep -Eq '^avx512_loop .*CANNOT RUN HERE: needs avx512f$' <<<"$output"
  run ! grep -Eq '^rep_movsb .*CANNOT' <<<"$output"
}

@test "a mask that names no feature is bad usage" {
  MEMCPYBENCH_MASK_ISA=avx2,avx3 fails_with 2 "'avx3' is no feature" memcpybench list
}

@test "list names the variant that glibc's ifunc chose, whichever that is" {
  run -0 memcpybench list
  # Each line: what glibc is told not to use, or to prefer, and what its ifunc then answers.
  while read -r hwcaps variant; do
    GLIBC_TUNABLES=glibc.cpu.hwcaps=$hwcaps run -0 memcpybench list
    grep -Eq "^glibc .*\($variant\)\$" <<<"$output" || { echo "$hwcaps: $output"; return 1; }
  done <<'END'
Prefer_ERMS erms
-AVX512VL,-AVX512F,-AVX_Fast_Unaligned_Load,-SSSE3,-ERMS sse2_unaligned
-AVX512VL,-AVX512F,-AVX_Fast_Unaligned_Load ssse3
END
}

@test "show prints contract, SHA-256, bytes and disassembly" {
  run -0 memcpybench show add
  [[ $output == *"role        none"* ]]
  [[ $output == *"48 89 f8 48 01 f0 c3"* ]]
  [[ $output == *"add rax, rsi"* ]]
  sum=$(printf '\x48\x89\xf8\x48\x01\xf0\xc3' | sha256sum | cut -d' ' -f1)
  [[ $output == *"sha256      $sum"* ]]
}

@test "show's bytes, disassembled by ndisasm and assembled again, are the same bytes" {
  # Drops addresses and bytes; a jump of two bytes is a short one, which ndisasm leaves unsaid.
  # Neither does it say that an address is counted from the first byte, and a patch slot's constant is eight bytes of zeros.
  # A long NOP is longer than what it says would need.
  source_again='/^[0-9A-F]+ +(66)?0F1F/{s/^[0-9A-F]+ +([0-9A-F]+) .*/\1/;s/../,0x&/g;s/^,/db /}
    s/^[0-9A-F]+ +(7.|EB).. +(j[a-z]+) /\2 short /; s/^[0-9A-F]+ +4[89]B.0{12} +(mov r[a-z0-9]+),0x0$/\1,strict qword 0/
    s/^[0-9A-F]+ +[0-9A-F]+ +//; s/\[rel 0x/[rel $$+0x/; /^ +-[0-9A-F]+$/d'
  for file in "$SOURCE_DIR"/asm/*.asm "$SOURCE_DIR"/asm/examples/*.asm; do
    name=$(basename "$file" .asm)
    memcpybench show "$name" | sed -n '/^bytes$/,/^disassembly$/s/^  [0-9a-f]*  //p' | xxd -r -p >"$name.bin"
    [ -s "$name.bin" ]
    { echo 'bits 64'; ndisasm -b 64 "$name.bin" | sed -E "$source_again"; } >"$name.again"
    nasm -f bin -o "$name.again.bin" "$name.again"
    cmp "$name.bin" "$name.again.bin" || { cat "$name.again"; return 1; }
  done
}

@test "show's bytes are what nasm makes of the source, nothing before and nothing behind" {
  for file in "$SOURCE_DIR"/asm/*.asm "$SOURCE_DIR"/asm/examples/*.asm; do
    name=$(basename "$file" .asm)
    nasm -f bin -p "$SOURCE_DIR/asm/contract.inc" -I "$SOURCE_DIR/asm/" -o plain.bin "$file"
    memcpybench show "$name" | sed -n '/^bytes$/,/^disassembly$/s/^  [0-9a-f]*  //p' | xxd -r -p | cmp - plain.bin
  done
}

@test "show suggests the nearest name" {
  fails_with 2 "did you mean 'avx2_loop'?" memcpybench show avx2_lop
  fails_with 2 "show: names no IMPL" memcpybench show
  fails_with 2 "too many, got also 'hello'" memcpybench show add hello
}

@test "demo adds, copies and greets, in this order and into a pipe" {
  memcpybench demo | cat >demo.txt
  grep -n 'add(1, 2) = 3' demo.txt
  [[ $(sed -n 2p demo.txt) == 'add(1, 2) = 3' ]]
  [[ $(sed -n 3p demo.txt) == *'copied 64 bytes'* ]]
  [[ $(sed -n 4p demo.txt) == hello:* ]]
  [ "$(wc -l <demo.txt)" -eq 4 ]
}

@test "standard output that is full is said, with status 5" {
  run -5 bash -c '"$MEMCPYBENCH" list >/dev/full'
  [[ $output == *"No space left"* ]]
}

@test "the kernel in README assembles, with and without its record" {
  sed -n '/^```nasm$/,/^```$/{/^```/d;p}' "$SOURCE_DIR/README.md" >example.asm
  grep -q contract example.asm
  nasm -f bin -w+error -p "$SOURCE_DIR/asm/contract.inc" -o plain example.asm
  nasm -f bin -w+error -p "$SOURCE_DIR/asm/contract.inc" -DMEMCPYBENCH_CONTRACT -o record example.asm
  [ "$(head -c 7 record)" = MBENCHC ]
  tail -c +129 record | cmp - plain
}

@test "a contract that says nonsense does not assemble" {
  while IFS= read -r line; do
    printf '        %s\n        ret\n' "$line" >nonsense.asm
    run ! nasm -f bin -p "$SOURCE_DIR/asm/contract.inc" -o nonsense nonsense.asm
  done <<'END'
contract copie, "no such role"
contract copy, "no such key", algn 32
contract copy, "no such feature", isa AVX3
contract copy, "no power of two", align 3
contract copy, "too much", align 8192
contract copy, "nothing", granule 0
contract copy, "wide", code_align 128
contract copy, "a summary that goes on and on and on until it is sixty-four chars"
END
}

@test "topo tells machine, clock, ISA with what is missing, caches and limits" {
  MEMCPYBENCH_MASK_ISA=avx2 run -0 memcpybench topo
  for line in 'host +[^ ]' 'processor +[^ ]' 'hypervisor +[^ ]' 'clock +[0-9]+\.[0-9]+ GHz' 'pages +4096 bytes' \
    'libc +glibc 2\.' 'isa +.*sse2' 'lacks +.*avx2' 'cores +[1-9]' 'measuring +CPU [0-9]+' 'limits$'; do
    grep -Eq "^$line" <<<"$output" || { echo "no $line"; return 1; }
  done
}

@test "topo sees a described machine" {
  run -0 memcpybench topo --topology 'node:2 l3:1(size=33554432) l2:4(size=2097152) core:1 pu:2'
  [ "$output" = "cores       8, threads 16, memory nodes 2
measuring   CPU 14: core 7, node 1, 2 threads a core
L2          2 MiB, shared by 2 threads
L3          32 MiB, shared by 8 threads" ]
  run -0 memcpybench topo --topology 'node:2 core:4 pu:1' --cpu core:5
  [[ $output == *"measuring   CPU 5: core 5, node 1, 1 thread a core"* ]]
  fails_with 2 "there is none with that number" memcpybench topo --topology 'node:1 core:2 pu:1' --cpu core:2
}

@test "a described machine can be planned for and not raced on" {
  run -0 memcpybench run --dry-run --topology 'node:1 core:64 pu:2' --impl glibc --sizes 64
  [[ $output == *"on CPU 126, core 63;"* ]]
  fails_with 2 "not raced on (add --dry-run)" memcpybench run --topology 'node:1 core:64 pu:2'
  fails_with 2 "no file, and no description" memcpybench topo --topology 'rubbish:x'
  echo '<rubbish/>' >machine.xml
  fails_with 2 "machine.xml': hwloc finds no processor in it" memcpybench topo --topology machine.xml
}
