#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# scripts/gate-study.sh. What it counts is tried with a program that says what it is told to; no verdict on time is asserted.
load helpers

study() { "$SOURCE_DIR/scripts/gate-study.sh" -o out "$@"; }

rows() { tail -n +2 out/*.csv; }

# column NAME: of every row, one a line.
column() { /usr/bin/python3 -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[1])): print(row[sys.argv[2]])' out/*.csv "$1"; }

# A program whose check finds of ten cells one slower, two faster and one undecided on a core of its own, and of three that
# were shared one slower; one more was not measured. It waits while ./wait is there.
told() {
  cat >program <<'SH'
#!/bin/sh
case $1 in
topo) printf 'processor   It (Vendor family 1 model 2 stepping 3, microcode 4)\nmeasuring   CPU 0: core 0\n' ;;
check)
  for word; do case $word in json=*) out=${word#json=} ;; esac; done
  while [ -e wait ]; do touch waiting; sleep 0.05; done
  python3 - "$out" <<'PY'
import json, sys
def cell(verdict, shared, size=64, canary=False):
    slowdown = {"regression": 0.02, "improved": -0.02}.get(verdict, 0.001)
    stage = {"shared_core": shared, "slowdown": slowdown, "slowdown_lo": slowdown - 0.003, "slowdown_hi": slowdown + 0.003}
    return {"name": "rep", "bytes": size, "canary": canary, "verdict": verdict, "stages": [stage]}
cells = ([cell(v, False) for v in ["pass"] * 6 + ["improved"] * 2] + [cell("regression", False, 128), cell("inconclusive", False, 4096)]
         + [cell("pass", True), cell("pass", True), cell("regression", True, 128)]
         + [{"name": "rep", "bytes": 64, "canary": False, "verdict": "inconclusive", "stages": []}, cell("regression", False, 64, True)])
rows = [{"name": f"{arm}/k/{i}", "run_name": f"{arm}/k/{i}", "run_type": "iteration", "repetitions": 1, "repetition_index": 0, "threads": 1,
         "iterations": 9, "time_unit": "ns", "real_time": t, "cpu_time": t} for i in range(4) for arm, t in (("base", 100), ("candidate", 100 + i))]
json.dump({"context": {}, "benchmarks": rows, "memcpybench_gate": {"status": 1, "canaries": 20, "alarms": 0, "detectable": 0.03,
          "cells": cells}}, open(sys.argv[1], "w"))
PY
  exit 1
  ;;
esac
SH
  chmod +x program
  export MEMCPYBENCH=$PWD/program
}

@test "a suite of the same code and one of slower code: a row each, whatever they came to" {
  export -n MEMCPYBENCH_MASK_ISA
  study --setting alone --inject 0 --inject 30 --kernels 1 --sizes 4K >said
  [ "$(column injected | xargs)" = "0.0 30.0" ]
  [ "$(column cells | xargs)" = "1 1" ]
  [ "$(column setting | sort -u)" = alone ]
  [[ $(column status | xargs) =~ ^[014]\ [014]$ ]]
  [ "$(grep -cE '^\| alone +\| (0|30) % ' said)" -ge 4 ]
}

@test "kernels of a pair are as long as each other, and differ where they are said to" {
  mkdir kernels
  /usr/bin/python3 -B - "$SOURCE_DIR" <<'PY'
import pathlib, sys
sys.path.insert(0, sys.argv[1] + "/scripts/gate-study")
import kernels
shapes, sizes = kernels.shapes(10), ["64", "4K", "1M"]
costs = {(shape, kernels.bytes_of(size)): 0.0001 for shape in shapes for size in sizes}
top = pathlib.Path("kernels")
kernels.write(top / "base", 1, kernels.usual(shapes, sizes))
kernels.write(top / "same", 2, kernels.usual(shapes, sizes))
kernels.write(top / "slow", 2, kernels.slowed(shapes, sizes, costs, 0.05))
PY
  [ "$(find kernels/base -name '*.asm' | wc -l)" -ge 8 ]
  for file in kernels/base/*.asm; do
    name=$(basename "$file" .asm)
    for arm in base same slow; do nasm -f bin -p "$SOURCE_DIR/asm/contract.inc" -o kernels/$arm.bin kernels/$arm/"$name".asm; done
    [ "$(cmp -l kernels/base.bin kernels/same.bin | wc -l)" -eq 1 ]
    [ "$(stat -c %s kernels/base.bin)" -eq "$(stat -c %s kernels/slow.bin)" ]
    # 500 turns more at each of three sizes, two bytes of each, and what stands behind the code
    [ "$(cmp -l kernels/base.bin kernels/slow.bin | wc -l)" -eq 7 ]
  done
  "$MEMCPYBENCH" verify --quick --impl asm:kernels/slow/w16x4.asm --impl asm:kernels/slow/rep.asm
}

@test "verdicts are counted apart for cores of one's own and shared ones" {
  told
  study --setting alone --inject 0 >said 2>wrong
  [ "$(rows | cut -d, -f 4)" = alone ]
  for pair in cells=14 alone=10 alone_slower=1 alone_faster=2 alone_undecided=1 shared=3 shared_slower=1 shared_faster=0 \
    shared_undecided=0 status=1 canaries=20 slowdown=0.1 detects=3.0; do
    [ "$(column "${pair%=*}")" = "${pair#*=}" ] || { echo "$pair"; rows; return 1; }
  done
  [ "$(column missed)" = "64*3 128*2 4096*1" ]
  [ "$(grep -c '^  rep ' wrong)" -eq 6 ]
  grep -qxF '  rep 128 B: regression, measured in percent +2.00 (+1.70 to +2.30)' wrong
  grep -qE '^\| alone +\| 0 % .* alone +\| 1/10 10.00 % \(0.25 to 44.50\) +\| 2/10 20.00 % \(2.52 to 55.61\)' said
  grep -qE '^\| alone +\| 0 % .* shared +\| 1/3 33.33 % \(0.84 to 90.57\) +\| 0/3 0.00 % \(0.00 to 70.76\)' said
  if [ -e /usr/share/benchmark/compare.py ]; then # 1 % is not above 1 %
    [ "$(column compare_cells) $(column compare_slower)" = "4 2" ]
  fi
}

@test "a picture has what there are cells enough of" {
  told
  study --setting alone --inject 0 2>&1 | grep -qxF "no picture: fewer than 30 cells of each kind"
  [ -z "$(find out -name '*.svg')" ]
  study --setting alone --inject 0 --suites 3 2>&1 | grep -q "^drawn: "
  xmllint --noout out/*.svg
  grep -q ">alone<" out/*.svg
  ! grep -q "shared rounds" out/*.svg || false # nine of them
  file out/*.png | grep -q "PNG image data, 1500 x 640"
}

@test "what is there counts, and is never run again" {
  told
  study --setting alone --inject 0 --suites 2 >said
  [ "$(rows | wc -l)" -eq 2 ]
  study --setting alone --inject 0 --suites 2 >said
  [ "$(rows | wc -l)" -eq 2 ]
  study --setting alone --setting same --inject 0 --suites 2 >said
  [ "$(column setting | xargs)" = "alone alone same same" ]
  study --setting alone --inject 0 --suites 9 --budget 0 >said
  [ "$(rows | wc -l)" -eq 4 ]
  study --report >said
  grep -q '^Vendor-1-2-3, .* 4 suites, 56 cells' said
}

@test "kill -9 loses the suite that was running and no other, and half a row is left out" {
  told
  study --setting alone --inject 0 >said
  touch wait
  "$SOURCE_DIR/scripts/gate-study.sh" -o out --setting alone --inject 0 --suites 2 &
  local process=$!
  for _ in $(seq 200); do [ ! -e waiting ] || break; sleep 0.05; done
  run -5 timeout 30 "$SOURCE_DIR/scripts/gate-study.sh" -o out --setting alone --inject 0 --suites 2
  [[ $output == *"another study is at work on it"* ]]
  kill -9 $process
  wait $process || true
  [ "$(rows | wc -l)" -eq 1 ]
  rm -f wait waiting
  rows | head -c 40 >>out/Vendor-1-2-3.csv
  run -0 --separate-stderr study --setting alone --inject 0 --suites 2
  [[ $stderr == *"Vendor-1-2-3.csv:3: no whole row: left out"* ]]
  [ "$(grep -c ',alone,' out/Vendor-1-2-3.csv)" -eq 3 ] # the half one too
  study --report | grep -q ' 2 suites, 28 cells'
}

@test "what is asked wrongly, or cannot be done, is said" {
  told
  for words in "--sizes 65" "--sizes 4K," "--suites 0" "--inject x" "--inject nan" "--setting moon" "--kernels 11" "--tolerance 0" "--budget -1"; do
    # shellcheck disable=SC2086
    run -2 study $words
    [[ ${lines[-1]} == "gate-study.sh: error: argument ${words%% *}"* ]] || { echo "$output"; return 1; }
  done
  run -2 study --report
  [[ $output == *"out: no *.csv in it"* ]]
  mkdir out
  echo "a,b" >out/x.csv
  run -2 study --report
  [[ $output == *"x.csv:1: not the columns of a gate study"* ]]
  MEMCPYBENCH=nowhere run -5 study
  [[ $output == *"nowhere: not there (build it"* ]]
  [ "$(cat out/x.csv)" = a,b ]
}
