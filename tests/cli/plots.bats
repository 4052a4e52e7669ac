#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# The pictures that are drawn when they are asked for. test_plot.c has those that always are.
load helpers

setup_file() {
  command -v gnuplot >/dev/null || skip "gnuplot is not installed"
  cd "$BATS_FILE_TMPDIR" || return
  memcpybench run --impl glibc --impl rep_movsb --impl avx2_loop --sizes 64,4K --quick --no-plots --seed 1 -o race >/dev/null
  memcpybench run --impl glibc --impl rep_movsb --sizes 64,4K --mode hot,cold --no-ceilings --quick --no-plots --seed 1 -o cold >/dev/null
}

# The texts of an SVG picture, one a line.
texts() { sed -n 's|.*<text>\(.*\)</text>.*|\1|p' "$1"; }

# All that is drawn, but for the pen that gnuplot held last where it draws nothing with it.
shapes() { grep -v '^<g fill="none" color=' "$1"; }

# An implementation's ratios, one a line, as they are written into cells.
ratio_of() { memcpybench table "$1" --format csv | awk -F, -v impl="$2" '$1 == impl && $16 == "hot" { printf "%.2f\n", $8 }'; }

@test "--only draws one sort of picture, in both formats, and nothing else" {
  for only in heat samples ceiling placement; do
    run -0 memcpybench plot "$BATS_FILE_TMPDIR/race" -o $only --only $only
    [ "$output" = "drawn: $only/$only.{png,svg}" ]
    [ "$(cd $only && echo *)" = "$only.png $only.svg" ]
    [ "$(head -c 8 $only/$only.png | xxd -p)" = 89504e470d0a1a0a ]
    texts $only/$only.svg | grep -x rep_movsb
  done
}

@test "the heat map has a ratio for each implementation and size, and a frame for each size's fastest" {
  memcpybench plot "$BATS_FILE_TMPDIR/race" -o . --only heat
  texts heat.svg >written
  for impl in glibc rep_movsb avx2_loop; do
    [ "$(grep -cx $impl written)" -eq 1 ]
    for ratio in $(ratio_of "$BATS_FILE_TMPDIR/race" $impl); do grep -qx "=\?$ratio" written; done
  done
  for size in '64 B' '4 KiB'; do [ "$(grep -cx "$size" written)" -eq 1 ]; done
  [ "$(sed -n '/gnuplot_plot_3/,$p' heat.svg | grep -c "stroke='rgb(  0,   0,   0)'")" -eq 2 ]
}

@test "how samples are spread: as many humps as the rounds have" {
  cp -r "$BATS_FILE_TMPDIR/race" .
  python3 - <<'PY'
import json
with open("race/result.json") as file:
    result = json.load(file)
for row in result["benchmarks"]:
    two = row["impl"] == "rep_movsb" and row["bytes"] == 64
    for block in row["blocks"]:
        count = len(block["ns"])
        block["ns"] = [10 * (1 + 0.5 * (i * 3 % 5 > 3)) if two else 10 for i in range(count)]
        block["taint"] = [0] * count
with open("race/result.json", "w") as file:
    json.dump(result, file)
PY
  memcpybench plot race -o . --only samples --impl rep_movsb --impl avx2_loop
  # A box a bin that is not empty: two of the one cell, one of each of the others.
  [ "$(grep -c '<polygon' samples.svg)" -eq 5 ]
}

# Each block at the second of its entries takes a third longer at 64 bytes; at 4096 each but one does, where nothing
# can be told.
@test "where the code begins badly: a strip an entry, and what the worst costs, where that can be told" {
  cp -r "$BATS_FILE_TMPDIR/race" .
  python3 - <<'PY'
import json
with open("race/result.json") as file:
    result = json.load(file)
for row in result["benchmarks"]:
    blocks = row["blocks"]
    entries = sorted({block["code_offset"] % 64 for block in blocks})
    spared = next((b for b in blocks if len(entries) > 1 and b["code_offset"] % 64 == entries[1]), None)
    for block in blocks:
        count = len(block["ns"])
        slow = len(entries) > 1 and block["code_offset"] % 64 == entries[1]
        if row["impl"] == "rep_movsb" or row["bytes"] == 4096 and block is spared:
            slow = False
        block["ns"] = [4 if slow else 3] * count
        block["ref_ns"] = [3] * count
        block["probe"] = [0.2] * count
        block["taint"] = [0] * count
with open("race/result.json", "w") as file:
    json.dump(result, file)
PY
  memcpybench plot race -o . --only placement
  texts placement.svg >written
  grep -qx avx2_loop written
  grep -qx rep_movsb written
  run ! grep -qx glibc written # it lies where the linker has put it
  [ "$(grep -cx 33 written)" -eq 1 ]
  [ "$(grep -cE '^[0-9]+$' written)" -eq 1 ] # no other cell has a number
}

@test "what a result has nothing for is refused when it is named, and noted among all" {
  fails_with 2 "nothing for --only ceiling (no ceilings were measured)" memcpybench plot "$BATS_FILE_TMPDIR/cold" -o . --only ceiling
  fails_with 2 "nothing for --only map (see run --map)" memcpybench plot "$BATS_FILE_TMPDIR/race" -o . --only map
  run -0 memcpybench plot "$BATS_FILE_TMPDIR/cold" -o drawn --only all
  [ "${lines[0]}" = "drawn: drawn/{throughput,ratio,best,heat,samples,placement}*.{png,svg}" ]
  [ "${lines[1]}" = "not drawn, the result holds nothing for it: ceiling (no ceilings were measured), map (see run --map), sweep (see run --placement sweep)" ]
  [ "$(find drawn -type f | wc -l)" -eq 24 ]
  texts drawn/heat-cold.svg | grep -q '^cold; '
}

@test "a picture drawn after others is the same as alone" {
  memcpybench plot "$BATS_FILE_TMPDIR/cold" -o all --only all
  for only in throughput ratio best heat samples placement; do
    memcpybench plot "$BATS_FILE_TMPDIR/cold" -o one --only $only
    for name in $only $only-cold; do cmp <(shapes "all/$name.svg") <(shapes "one/$name.svg"); done
  done
}

@test "several results over each other: a panel an implementation, a line a result, whatever their names" {
  cp -r "$BATS_FILE_TMPDIR/race" "it's \`touch pwned\` <b>"
  run -0 memcpybench plot "$BATS_FILE_TMPDIR/race" "it's \`touch pwned\` <b>" "$BATS_FILE_TMPDIR/cold" --together -o drawn
  [ "$output" = "drawn: drawn/together.{png,svg}" ]
  [ "$(cd drawn && echo *)" = "together.png together.svg" ]
  for impl in glibc rep_movsb avx2_loop; do [ "$(texts drawn/together.svg | grep -cx $impl)" -eq 1 ]; done
  texts drawn/together.svg | grep -qF "it's \`touch pwned\` &lt;b>"
  [ ! -e pwned ]
  [ "$(grep -c '<g id="gnuplot_plot_' drawn/together.svg)" -eq 9 ]
  texts drawn/together.svg | grep -qx 'medians; results of different machines or days say nothing about small differences'
}

@test "a result that has nothing to be drawn beside the others is said to" {
  memcpybench plot "$BATS_FILE_TMPDIR/race" "$SOURCE_DIR"/results/reference/*/map --together -o drawn
  texts drawn/together.svg | grep -qE '; 1 result has nothing under the usual conditions$'
}

@test "pictures that cannot be drawn together are refused in one line" {
  race=$BATS_FILE_TMPDIR/race
  fails_with 2 "drop --only" memcpybench plot "$race" "$race" --together --only heat
  fails_with 2 "eight results" memcpybench plot "$race" "$race" "$race" "$race" "$race" "$race" "$race" "$race" "$race" --together
  fails_with 2 "No such file" memcpybench plot "$race" nowhere --together
  fails_with 2 "-o takes one result" memcpybench plot "$race" "$race" -o drawn
}

# A check's JSON with so many cells, their names and texts as hostile as the format lets them be.
check_json() { "$SOURCE_DIR/tests/browser/make_check.py" "$1" >check.json; } # CELLS

# Of the cells' labels in forest.svg: how near in y the nearest of a column are, and the font.
nearest_labels() {
  python3 - forest.svg <<'PY'
import collections, re, sys
found = collections.defaultdict(list)
for x, y, size, text in re.findall(r'translate\(([\d.]+),([\d.]+)\)"[^>]*font-size="([\d.]+)"[^>]*>\s*<text>([^<]*)</text>', open(sys.argv[1]).read()):
    if re.search(r" [KM]?i?B$", text):
        found[x].append((float(y), float(size)))
print(min(abs(a[0] - b[0]) / a[1] for c in found.values() for a in c for b in c if a is not b))
print(sum(map(len, found.values())))
PY
}

@test "the forest of a check: a line a cell, worst first, with a mark for each verdict, and no labels over each other" {
  for cells in 2 40 100 192; do
    check_json $cells
    run -0 memcpybench plot check.json --only forest
    [ "$output" = "drawn: ./forest.{png,svg}" ]
    [ "$(head -c 8 forest.png | xxd -p)" = 89504e470d0a1a0a ]
    run -0 nearest_labels
    [ "${lines[1]}" -eq $cells ]
    python3 -c "assert ${lines[0]} > 1.1"
    texts forest.svg | grep -qF "against it's \`touch pwned\` &lt;b>"
  done
  texts forest.svg | grep -qx 'regression 48'
  texts forest.svg | grep -q '^!lon'
  [ ! -e pwned ]
  check_json 300
  memcpybench plot check.json --only forest --without 'long_*1??'
  texts forest.svg >written
  grep -F 'the worst 192 of 200 cells' written
}

@test "what is no check has no forest, and a check no other picture" {
  check_json 3
  fails_with 2 "not what check --format json wrote" memcpybench plot "$BATS_FILE_TMPDIR/race/result.json" --only forest
  fails_with 2 "not a file (name what check --format json=FILE wrote)" memcpybench plot "$BATS_FILE_TMPDIR/race" --only forest
  for other in "--only heat" "--versus glibc" --together; do
    # shellcheck disable=SC2086
    fails_with 2 "check.json: is what check wrote, of which there is a forest alone (drop ${other%% *})" memcpybench plot check.json $other
  done
  fails_with 2 "is what check wrote, no race" memcpybench table check.json
  fails_with 2 "no cell that was to be measured" memcpybench plot check.json --only forest --impl 'nobody*'
  fails_with 5 "check.json: cannot be written" memcpybench plot check.json --only forest -o check.json
  [ ! -e forest.png ]
}

@test "a check needs no --only, also beside a race" {
  check_json 3
  run -0 memcpybench plot check.json
  [ "$output" = "drawn: ./forest.{png,svg}" ]
  cp forest.svg asked.svg
  cp -r "$BATS_FILE_TMPDIR/race" .
  run -0 memcpybench plot race check.json --only all
  [[ $output == *heat*"drawn: ./forest.{png,svg}" ]]
  memcpybench plot check.json --only forest
  cmp forest.svg asked.svg
}
