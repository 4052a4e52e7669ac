#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Fuzzes every parser with libFuzzer for so many seconds each. Inputs that break something are kept in
# build/fuzz/findings/; what has been learned, in build/fuzz/corpus/, is where the next run begins.
# Usage: scripts/fuzz.sh [SECONDS=60] [TARGET]...     e.g. scripts/fuzz.sh 600 result
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"

cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1-60}
shift || true
[[ $seconds =~ ^[1-9][0-9]*$ ]] || usage_refuse "'$seconds'" "no number of seconds"

./scripts/deps.sh test
build=build/fuzz
mkdir -p "$build/findings"
echo "building" >&2
if ! (cmake --preset fuzz && cmake --build --preset fuzz) >"$build/build.log" 2>&1; then
  tail -n 30 "$build/build.log" >&2
  echo "fuzz.sh: the build failed: its last lines stand above" >&2
  exit 5
fi

# A file a line: real inputs to begin with.
seed() {
  local target=$1 number=0 line
  mkdir -p "$build/corpus/$target" "$build/seeds/$target"
  while IFS= read -r line; do
    number=$((number + 1))
    printf '%b' "$line" >"$build/seeds/$target/$number"
  done
}

seed sizes <<<$'64,4K,1M\n64:64M:x2\n64:4K:+64,1G,128:1M:x4\n1.5M'
seed cpu <<<$'avx2,AVX512F\nsse2+bmi2+movdir64b\n'
seed probe <<<$'n=128,dst=33,src=5,entry=2,fill=zero,place=same,key=77\nn=0,place=nowhere'
seed place <<<$'core:1\npu:3\ncore:0'
seed spec <<<$'blob:a/b.bin,align=64,granule=64,min=0,name=x.y\nasm:x.asm,isa=avx2+bmi2\nso:./libx.so:copy'
seed command <<<$'\\x04--impl\\n*avx*\\n--sizes=64\\n--dry-run\\n-q\n\\x05a.json\\n--format\\ncsv\n\\x07a\\nb\\n--without\\nx\n\\x01--help'
seed contract < <(
  for kernel in asm/*.asm; do
    nasm -f bin -DMEMCPYBENCH_CONTRACT -p asm/contract.inc -o "$build/seed.bin" "$kernel"
    xxd -p "$build/seed.bin" | tr -d '\n' | sed 's/../\\x&/g'
    echo
  done
)
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
"$build/tests/fuzz/make_result" "$made"
for target in result journal baseline; do
  mkdir -p "$build/corpus/$target" "$build/seeds/$target"
  cp "$made/$target".json* "$build/seeds/$target/1"
  grep -oE '"[A-Za-z_0-9-]+"' "$build/seeds/$target/1" | sort -u | sed 's/"/\\"/g; s/.*/"&"/' >"$build/seeds/$target.dict"
done

targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for file in tests/fuzz/fuzz_*.c; do
    name=${file##*/fuzz_}
    targets+=("${name%.c}")
  done
fi
echo "${#targets[@]} targets, $seconds s each: about $(((${#targets[@]} * (seconds + 3)) / 60 + 1)) minutes" >&2

failed=0
for target in "${targets[@]}"; do
  log=$build/$target.log
  options=(-max_total_time="$seconds" -print_final_stats=1 -close_fd_mask=1 -timeout=10 -max_len=8192
           -artifact_prefix="$build/findings/$target-")
  [ ! -f "$build/seeds/$target.dict" ] || options+=(-dict="$build/seeds/$target.dict")
  verdict=ok
  "$build/tests/fuzz/fuzz_$target" "${options[@]}" "$build/corpus/$target" "$build/seeds/$target" >"$log" 2>&1 || {
    verdict="FOUND: $(grep -m 1 -E 'ERROR: |runtime error: ' "$log" || echo 'see the log') ($log)"
    failed=1
  }
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  printf '%-10s %12s executions  %s\n' "$target" "${executions:-?}" "$verdict"
done
exit "$failed"
