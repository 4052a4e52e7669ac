#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Races that go well, and what becomes of their results.
load helpers

@test "run writes a result and prints a table with one row a size" {
  run -0 --separate-stderr tiny_race
  [ -s race/result.json ]
  [ "$(grep -cE '^ +(64 B|4 KiB) ' <<<"$output")" -eq 2 ]
  [[ $output == *"glibc"*"rep_movsb"* ]]
  [[ $output == *"written: race/result.json"* ]]
  # shellcheck disable=SC2154
  [ -z "$stderr" ]
}

@test "the table holds no escape sequence in a pipe and fits 100 columns" {
  run -0 memcpybench run --sizes 64,4K --quick --no-plots -o race
  [[ $output != *$'\033'* ]]
  for line in "${lines[@]}"; do
    [ "${#line}" -le 100 ] || [[ $line == written:* ]] || { echo "$line"; return 1; }
  done
}

@test "NO_COLOR and TERM=dumb keep the table plain on a terminal" {
  tiny_race
  script -qec "TERM=xterm $MEMCPYBENCH table race" /dev/null >colour
  grep -q $'\033' colour
  script -qec "NO_COLOR=1 TERM=xterm $MEMCPYBENCH table race" /dev/null >plain
  run ! grep -q $'\033' plain
  script -qec "TERM=dumb $MEMCPYBENCH table race" /dev/null >dumb
  run ! grep -q $'\033' dumb
}

@test "progress is drawn on a terminal and wiped away" {
  script -qec "TERM=xterm $MEMCPYBENCH run --impl 'rep_*' --sizes 64,4K --quick --no-plots -o race" /dev/null >screen
  grep -q 'measure .*left' screen
  grep -q 'verify' screen
}

@test "table prints a stored result as run did, by file or by directory" {
  tiny_race >first
  memcpybench table race >again
  diff <(sed '/^[0-9.]* s: /,$d' first) again
  memcpybench table race/result.json | diff again -
}

@test "the same seed takes the placements in the same order, another seed in another" {
  tiny_race -o a >/dev/null
  tiny_race -o b >/dev/null
  tiny_race -o c --seed 2 >/dev/null
  # Each cell's first: on a core that is shared with others the last may not be reached.
  first='"blocks":\[\{"code_offset":[0-9]+,"src_offset":[0-9]+,"dst_offset":[0-9]+'
  for x in a b c; do grep -oE "$first" $x/result.json >$x.offsets; done
  [ "$(wc -l <a.offsets)" -ge 4 ]
  cmp a.offsets b.offsets
  run ! cmp -s a.offsets c.offsets
}

@test "the seed is printed, and drawn anew where none is given" {
  run -0 memcpybench run --impl rep_movsb --sizes 64 --quick --no-plots -o race
  first=$(grep -oE 'seed [0-9]+' <<<"$output")
  [ -n "$first" ]
  run -0 memcpybench run --impl rep_movsb --sizes 64 --quick --no-plots -o race
  [ "$first" != "$(grep -oE 'seed [0-9]+' <<<"$output")" ]
}

@test "an implementation that cannot run here is named with what it lacks, the others race" {
  MEMCPYBENCH_MASK_ISA=avx run -0 memcpybench run --impl 'avx*' --impl rep_movsb --sizes 64 --quick --no-plots -o race
  [[ $output == *"not run: avx2_loop (needs avx2)"* ]]
  [[ $output == *"not run: avx_nt_naive (needs avx)"* ]]
  grep -q '"name":"memcpy/rep_movsb/64"' race/result.json
  grep -q '"missing":"avx2"' race/result.json
}

@test "a broken implementation is named, never timed, and the run ends with 3" {
  run -3 "$MEMCPYBENCH_MUTANTS" run --impl mutant_short --impl rep_movsb --sizes 64,4K --quick --no-plots -o race
  [[ $output == *"NOT RUN, WRONG: mutant_short: short-copy: copied 64 of 128 bytes"* ]]
  run ! grep -q '"name":"memcpy/mutant_short' race/result.json
  grep -q '"name":"memcpy/rep_movsb/64"' race/result.json
  [ "$(grep -c '"passed":false' race/result.json)" -eq 1 ]
}

@test "verify tells right from wrong" {
  run -0 memcpybench verify --quick --impl glibc --impl rep_movsb --impl avx2_loop --sizes 64,4K
  [ "$(grep -c ' ok ' <<<"$output")" -ge 3 ]
  run -3 "$MEMCPYBENCH_MUTANTS" verify --quick --impl mutant_short --impl mutant_large_only --impl mutant_rbx_lost --sizes 64,1M
  run ! grep -q ' ok ' <<<"$output"
}

@test "a broken reference stops the race before anything is timed" {
  fails_with 3 "the reference itself is wrong" "$MEMCPYBENCH_MUTANTS" run --ref mutant_no_copy --impl rep_movsb --sizes 64 -o race
  [ ! -e race ]
}

@test "another reference can be chosen" {
  run -0 memcpybench run --ref rep_movsb --impl glibc --sizes 4K --quick --no-plots -o race
  [[ $output == *"ratio: to rep_movsb"* ]]
  grep -q '"reference":"rep_movsb"' race/result.json
}

@test "run and plot draw throughput, ratio and the best as PNG and SVG" {
  command -v gnuplot || skip "gnuplot is not installed"
  run -0 memcpybench run --impl glibc --impl rep_movsb --sizes 64:4K:x2 --quick -o race
  for picture in throughput ratio best; do
    [ "$(head -c 8 race/$picture.png | xxd -p)" = 89504e470d0a1a0a ]
    grep -q '</svg>' race/$picture.svg
    grep -q 'rep_movsb' race/$picture.svg
  done
  run -0 memcpybench plot race/result.json -o elsewhere
  [ "$(find elsewhere -type f | wc -l)" -eq 6 ]
  cmp race/throughput.svg elsewhere/throughput.svg
}

@test "one size alone can be drawn" {
  command -v gnuplot || skip "gnuplot is not installed"
  run -0 memcpybench run --impl glibc --sizes 4K --quick -o race
  [ -s race/throughput.png ]
}

@test "a default race goes to results/<host>-<time>/" {
  run -0 memcpybench run --impl rep_movsb --sizes 64 --quick --no-plots
  compgen -G 'results/*-20[0-9][0-9]*T*Z/result.json'
}

@test "the result is what its schema says" {
  [ -x /usr/bin/jsonschema ] || skip "python3-jsonschema is not installed"
  MEMCPYBENCH_MASK_ISA=avx512f run -3 "$MEMCPYBENCH_MUTANTS" run --impl '*_loop' --impl mutant_short --sizes 64,4K --quick --no-plots -o race
  /usr/bin/jsonschema -i race/result.json "$SOURCE_DIR/results/schema.json"
}

@test "a result can be had as CSV, Markdown and JSON, on standard output or in files" {
  tiny_race >/dev/null
  memcpybench table race --format csv >race.csv
  head -1 race.csv | grep -q '^impl,kind,bytes,ns,'
  # glibc, rep_movsb and the floor, beside the ceilings: each line has as many fields as the first
  [ "$(grep -vc '^\(load\|store\)_' race.csv)" -eq 6 ]
  [ "$(awk -F, '{print NF}' race.csv | sort -u)" = 22 ]
  memcpybench table race -f markdown=race.md -f json=race.json -f table=race.txt >nothing
  [ ! -s nothing ]
  grep -Eq '^\| 64 B \| – \|( [0-9.]+ \(\**[0-9.]+[^|]*\) \|){2}$' race.md
  # All but the figures that are derived anew, from samples that were rounded in between.
  derived='"(real_time|bytes_per_second|ratio|ratio_lo|ratio_hi|layout_sensitivity|bytes_per_cycle|percent_of_ceiling)":[^,]*|"ceilings":\[[^]]*\]'
  cmp <(sed -E "s/$derived//g" race.json) <(sed -E "s/$derived//g" race/result.json)
  memcpybench table race | cmp - race.txt
  [ "$(find . -name '*.tmp' | wc -l)" -eq 0 ]
}

@test "run prints only what it was asked for, so that it can be piped" {
  tiny_race --format csv >race.csv
  [ "$(grep -vc '^\(load\|store\)_' race.csv)" -eq 6 ]
  run -0 tiny_race --format table --format csv=other.csv
  [[ $output == *"written: race/result.json"* ]]
  [ "$(grep -vc '^\(load\|store\)_' other.csv)" -eq 6 ]
}

@test "a result compared with itself is the same in every cell" {
  tiny_race >/dev/null
  run -0 memcpybench compare race race/result.json
  [ "$(grep -Ec ' 1\.000 .* (same|unknown)' <<<"$output")" -ge 4 ]
  [[ $output == *"(same bytes)"* ]]
  [[ $output == *"0 only in A, 0 only in B"* ]]
}

@test "compare sees a change that was written into a file" {
  tiny_race >/dev/null
  # twice the time for each call of rep_movsb
  mkdir slow
  awk '/"impl":"rep_movsb"/ { while (match($0, /"ns":\[[0-9.,]*\]/)) {
         n = split(substr($0, RSTART + 6, RLENGTH - 7), x, ","); s = ""
         for (i = 1; i <= n; i++) s = s (i > 1 ? "," : "") 2 * x[i]
         $0 = substr($0, 1, RSTART - 1) "\"NS\":[" s "]" substr($0, RSTART + RLENGTH) }
       gsub(/"NS"/, "\"ns\"") } { print }' race/result.json >slow/result.json
  run -0 memcpybench compare race slow
  [ "$(grep -cE '^rep_movsb .* 0\.500 .* slower' <<<"$output")" -eq 2 ]
  run -0 memcpybench compare slow race
  [ "$(grep -cE '^rep_movsb .* 2\.000 .* faster' <<<"$output")" -eq 2 ]
}

@test "a sweep of placements has a blob at 64 places in a row, and everything else where it is" {
  memcpybench run --impl avx2_loop --impl rep_movsb_inline --placement sweep --sizes 64 --quick --no-plots --seed 1 -o race >/dev/null
  python3 - <<'END'
import json
for row in json.load(open("race/result.json"))["benchmarks"]:
    places = {block["code_offset"] for block in row["blocks"]}
    buffers = {(block["src_offset"], block["dst_offset"]) for block in row["blocks"]}
    assert len(buffers) == 1, row["name"]
    if row["kind"] == "blob":
        assert len(places) == 64 and max(places) - min(places) == 63 * 16, row["name"]
    elif row["kind"] != "ceiling":
        assert len(places) == 1, row["name"]
END
}

@test "on a terminal that cannot show blocks the chart is drawn in digits" {
  tiny_race >/dev/null
  for locale in C en_US.ISO-8859-1; do
    script -qec "LC_ALL=$locale TERM=xterm $MEMCPYBENCH table race --chart" /dev/null >screen
    LC_ALL=C grep -qE '^rep_movsb  [1-8]+ ' screen
    run ! env LC_ALL=C grep -q '[^ -~[:space:][:cntrl:]]' screen
  done
  for utf8 in LC_ALL=C.UTF-8 'LC_ALL= LC_CTYPE=en_US.utf8 LANG=C'; do
    script -qec "env $utf8 TERM=xterm $MEMCPYBENCH table race --chart" /dev/null >screen
    grep -qE '^rep_movsb  [▁▂▃▄▅▆▇█]+' screen
  done
}

@test "--chart draws the table's figures below it, and nowhere among what programs read" {
  run -0 tiny_race --chart
  [[ $output == *"64 B to 4 KiB from left to right"* ]]
  memcpybench table race --chart >both
  memcpybench table race >plain
  cmp plain <(head -n "$(wc -l <plain)" both)
  tail -n 2 both | grep -E '^rep_movsb  [▁▂▃▄▅▆▇█]+ +[0-9.]+ GB/s at 4 KiB'
  memcpybench table race --chart --format csv=figures.csv | grep -q 'from left to right'
  fails_with 2 "standard output is to hold another format" memcpybench table race --chart --format json
  fails_with 2 "standard output is to hold another format" memcpybench run --impl glibc --sizes 64 --chart --format csv
}
