#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# scripts/ci-check.sh in a repository of somebody else's.
load helpers

kernel() { # TIMES
  printf '        contract copy, "again and again"\n        mov     rax, rdi\n        mov     r8, rsi\n        mov     r9d, %s\n' "$1"
  printf '.again: mov     rdi, rax\n        mov     rsi, r8\n        mov     rcx, rdx\n        rep movsb\n'
  printf '        dec     r9d\n        jnz     .again\n        ret\n'
}

commit() { git add -A && git -c user.name=x -c user.email=x commit -qm "$1"; }

repository() {
  git init -q -b main .
  mkdir asm
  kernel 1 >asm/mine.asm
  commit base
  git checkout -q -b change
  export CHECK="--sizes 4K" REPORTS=$PWD/reports
  export -n GITHUB_ACTIONS GITHUB_STEP_SUMMARY
}

ci_check() { "$SOURCE_DIR/scripts/ci-check.sh" "$@"; }

@test "a slower kernel fails, in the summary and in the reports" {
  repository
  kernel 8 >asm/mine.asm
  commit slower
  export GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$PWD/summary
  echo before >summary
  run -1 ci_check main
  [[ $output == *"::error title=mine%2C 4 KiB::"* ]]
  grep -q '\*\*regression\*\*' summary
  [ "$(head -1 summary)" = before ]
  for file in check.md check.xml check.json custom.json; do [ -s "reports/$file" ]; done
  ! command -v gnuplot >/dev/null || grep -q '<h2 class="wrong">regression: ' reports/check.html
}

# kernels TREE: two that include what lies beside their directory, one by way of the tree's top; it copies TIMES times.
kernels_that_include() {
  printf '        mov     r9d, %s\n' "$1" >times.inc
  kernel 1 | sed 's/ *mov     r9d, 1/%include "..\/times.inc"/' >asm/mine.asm
  kernel 1 | sed 's/ *mov     r9d, 1/%include "times.inc"/' >asm/other.asm
}

@test "what kernels include from elsewhere in the tree is the merge base's for the base" {
  repository
  git checkout -q main
  kernels_that_include 1
  commit "include it"
  git checkout -q -B change
  kernels_that_include 8
  commit slower
  run -1 ci_check main
  [[ $output == *"regression: of 2 cells 2 slower"* ]]
  [[ $output == *"base:      /"*"/$(git rev-parse --short=12 main)/asm"* ]]
}

@test "what an archive would leave out is compared too" {
  repository
  git checkout -q main
  echo "asm export-ignore" >.gitattributes
  commit attributes
  git checkout -q -B change
  run -0 ci_check main
  [[ $output == *"0 measured, 1 the same bytes"* ]]
  KERNELS=./ run -2 ci_check main
  [[ $output == *"no kernel is in both "* ]]
}

@test "options may stand in lines, and no report of an earlier run is taken for this one's" {
  repository
  mkdir -p reports
  echo "an earlier run" | tee reports/check.md >reports/check.xml
  CHECK=$'--sizes 4K\n--tolerance 2\n' GITHUB_STEP_SUMMARY=$PWD/summary run -2 ci_check main
  [[ $output == *"--tolerance '2': not a percentage"* ]]
  [ ! -e summary ] && [ ! -e reports/check.xml ]
}

@test "a contract that changed fails, in the summary and in the reports" {
  repository
  sed -i 's/again and again"/&, align 32/' asm/mine.asm
  commit stricter
  GITHUB_STEP_SUMMARY=$PWD/summary run -2 ci_check main
  grep -q '^### memcpybench check: failed: mine: base and candidate have different contracts: ' summary
  for file in check.md check.xml check.json custom.json; do [ -s "reports/$file" ]; done
}

@test "what main became meanwhile is not held against the change" {
  repository
  echo change >README
  commit unrelated
  git checkout -q main
  kernel 8 >asm/mine.asm
  commit "another's"
  git checkout -q change
  run -0 ci_check
  [[ $output == *"0 measured, 1 the same bytes"* ]]
}

@test "what could not be told is neutral, with its reason" {
  repository
  printf '#!/bin/sh\necho "inconclusive: of 1 cells"\nexit 4\n' >../program
  chmod +x ../program
  MEMCPYBENCH=../program run -0 ci_check main
  [[ $output == *"inconclusive: of 1 cells"*"ci-check.sh: neutral: nothing could be told"* ]]
}

@test "where nothing can run, or there is nothing yet to compare with, it is neutral, and GitHub is told" {
  repository
  sed -i 's/again and again"/&, isa AVX2/' asm/mine.asm
  commit wants
  git checkout -q -B main
  MEMCPYBENCH_MASK_ISA=avx2 GITHUB_ACTIONS=true run -0 ci_check main
  [[ $output == *"::warning title=memcpybench check::nothing of it can run here"* ]]
  [[ ${lines[-1]} == "ci-check.sh: neutral: nothing of it can run here, as is said above; it passes for now" ]]
  mkdir src
  echo "an earlier run" >reports/check.json
  KERNELS=src GITHUB_ACTIONS=true run -0 ci_check main
  [[ $output == "::warning title=memcpybench check::src is not in the merge base "*"ci-check.sh: neutral: src is not in"* ]]
  [ ! -e reports/check.json ]
}

@test "a clone that belongs to somebody else is looked at where git is told that it may be" {
  [ "$(id -u)" -eq 0 ] || skip "needs root"
  repository
  chown -R 65534 .
  run -2 ci_check main
  [[ $output == "ci-check.sh: no git repository here: "*"dubious ownership"* && ${#lines[@]} -eq 1 ]]
  # What action.yml sets.
  eval "$(sed -n "s/^ *\(GIT_CONFIG_[A-Z0-9_]*\): /export \1=/p" "$SOURCE_DIR/action.yml")"
  run -0 ci_check main
  [[ $output == *"0 measured, 1 the same bytes"* ]]
}

@test "what is asked wrongly is said" {
  run -2 ci_check
  [[ $output == *"no git repository here: fatal: not a git repository"* ]]
  repository
  run -2 ci_check nonsense
  [[ $output == *"nonsense: no such revision"* ]]
  run -2 ci_check main main
  KERNELS=src run -2 ci_check main
  [[ $output == *"src: no such directory"* ]]
  KERNELS=$PWD/asm run -2 ci_check main
  [[ $output == *"/asm: begins at the root"* ]]
}
