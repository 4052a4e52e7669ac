#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Places where a step costs: found where they were planted, and shown again by the line that is printed.
load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return
}

# A kernel that is slower by far from `size` on, where `register` lies at `place` in its line: by so many `pauses`.
plant() {
  local size=$1 register=$2 place=$3 pauses=${4-100}
  cat >planted.asm <<END
        contract copy, "slow where rdi or rsi lies at one place", granule 64, isa SSE2
        mov     rax, rdi
        cmp     rdx, $size
        jb      .copy
        mov     ecx, e$register
        and     ecx, 63
        cmp     ecx, $place
        jne     .copy
        mov     ecx, $pauses
.wait:  pause
        dec     ecx
        jnz     .wait
.copy:
        add     rdi, rdx
        add     rsi, rdx
        neg     rdx
        jz      .done
.line:
        movups  xmm0, [rsi + rdx]
        movups  xmm1, [rsi + rdx + 16]
        movups  xmm2, [rsi + rdx + 32]
        movups  xmm3, [rsi + rdx + 48]
        movups  [rdi + rdx], xmm0
        movups  [rdi + rdx + 16], xmm1
        movups  [rdi + rdx + 32], xmm2
        movups  [rdi + rdx + 48], xmm3
        add     rdx, 64
        jnz     .line
.done:
        ret
END
}

@test "cliffs planted at random are found, and the line that is printed shows them again" {
  RANDOM=${SEED:-$(date +%s)}
  for register in si di; do
    size=$((64 * (2 + RANDOM % 14))) place=$((2 + RANDOM % 60))
    echo "size $size, r$register at $place"
    plant "$size" "$register" "$place"
    run -0 memcpybench cliffs --impl asm:planted.asm --sizes 64,1K --seed 1
    axis=src
    [ "$register" = si ] || axis=dst
    grep -Eq "n=$size,.*$axis=[0-9]+:[0-9]+" <<<"$output"
    [ "${lines[-1]}" = "seed 1" ]
    again=$(grep -E "again: .*n=$size,.*$axis=[0-9]+:[0-9]+" <<<"$output" | head -1)
    slow=$(sed -E "s/.*$axis=([0-9]+):.*/\1/" <<<"$again")
    [ $((slow % 64)) -eq "$place" ]
    # As it stands there, for a shell.
    run -0 memcpybench cliffs --impl asm:planted.asm --step "${again##*--step }" --sizes 64,1K
    [[ ${lines[0]} == *" % of its neighbour's speed"*"$axis at $slow, not "* ]]
    [[ $output != *"not confirmed"* ]]
  done
}

@test "the line of a cliff above the sizes that are looked at unless said says them again" {
  plant 131072 di 8 20000
  run -0 memcpybench cliffs --impl asm:planted.asm --sizes 128K --seed 1
  again=$(grep -Em1 "again: .*n=131072,.*dst=[0-9]+:" <<<"$output")
  read -ra words <<<"${again##*asm:planted.asm\' }"
  run -0 memcpybench cliffs --impl asm:planted.asm "${words[@]}"
  [[ ${lines[0]} == *"128 KiB at "*" % of its neighbour's speed"*": dst at "* ]]
}

@test "what is no step is refused" {
  for step in n=64 n=64,src=0 n=64,src=0,dst=x n=64,src=0,dst=4096 n=63,src=0,dst=0 n=0,src=0,dst=0 "n=64,src=0,dst=1:0,"; do
    fails_with 2 "--step '$step'" memcpybench cliffs --impl sse2_loop --step "$step"
  done
  fails_with 2 "a size above the largest of --sizes (add it there)" memcpybench cliffs --impl sse2_loop --sizes 64 --step n=128,src=1:0,dst=0
}

@test "who fails verification is not searched" {
  fails_with 3 "what is wrong is never timed" "$MEMCPYBENCH_MUTANTS" cliffs --impl mutant_no_copy --sizes 64,1K
}
