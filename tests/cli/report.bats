#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# The page that `report` writes: as a file, and in a browser.
load helpers

setup_file() {
  command -v gnuplot >/dev/null || skip "gnuplot is not installed"
  cd "$BATS_FILE_TMPDIR" || return
  memcpybench run --impl glibc --impl rep_movsb --impl avx2_loop --sizes 64,4K --quick --no-plots --seed 1 -o race >/dev/null
  for made in full hostile; do
    mkdir $made
    "$SOURCE_DIR/tests/browser/make_results.py" race/result.json $made >$made/result.json
  done
}

# Opens a result's page in a browser; screenshots go where a person can look at them.
looks_right() { # NAME FILE
  command -v chromium >/dev/null || skip "chromium is not installed"
  local pictures="${MEMCPYBENCH%/bench/*}/report"
  mkdir -p "$pictures"
  memcpybench report "$2" -o page.html
  "$SOURCE_DIR/tests/browser/check_report.py" page.html "$2" "$pictures/$1-"
}

@test "a small race's page works in a browser" { looks_right race "$BATS_FILE_TMPDIR/race/result.json"; }

@test "a full race's page works in a browser" { looks_right full "$BATS_FILE_TMPDIR/full/result.json"; }

@test "a page of a result in which every text is an attack works in a browser, and none runs" {
  looks_right hostile "$BATS_FILE_TMPDIR/hostile/result.json"
  [ ! -e pwned ]
}

@test "a page stands beside its result unless a place is named, and says where" {
  cp -r "$BATS_FILE_TMPDIR/race" .
  run -0 --separate-stderr memcpybench report race
  [ "$output" = "written: race/report.html" ]
  [ -z "$stderr" ]
  [ "$(tail -n 1 race/report.html)" = "</html>" ]
  run -0 memcpybench report race/result.json -o elsewhere.html
  cmp <(grep -v '<pre class="command">' race/report.html) <(grep -v '<pre class="command">' elsewhere.html)
  mkdir tmp
  TMPDIR=$PWD/tmp memcpybench report race
  [ -z "$(ls tmp)" ]
}

@test "the code that is shown is that of the very bytes, and it is said where there are none" {
  cp -r "$BATS_FILE_TMPDIR/race" .
  memcpybench report race
  grep -q 'the very bytes that were timed' race/report.html
  grep -q 'rep movsb' race/report.html
  grep -q 'there are no bytes to show' race/report.html # glibc's
  sha=$(memcpybench show rep_movsb | sed -n 's/^sha256 *//p')
  sed -i "s/$sha/${sha//[0-9]/0}/g" race/result.json # now somebody else's rep_movsb
  memcpybench report race
  grep -q 'does not have these bytes' race/report.html
  run ! grep -q '  rep movsb' race/report.html
}

@test "several races are in one page, each with its own answer" {
  cp -r "$BATS_FILE_TMPDIR/race" one
  cp -r "$BATS_FILE_TMPDIR/full" two
  memcpybench report one two --impl glibc -o both.html
  [ "$(grep -c '<article ' both.html)" -eq 2 ]
  [ "$(grep -c '<figure class="live">' both.html)" -eq 2 ]
  run ! grep -q 'data-impl="rep_movsb"' both.html
}

@test "each condition has its own answer and plot" {
  memcpybench run --impl glibc --impl rep_movsb --sizes 64,4K --mode hot,cold --quick --no-plots --seed 1 -o race >/dev/null
  memcpybench report race
  [ "$(grep -c '<figure class="live">' race/report.html)" -eq 2 ]
  grep -q 'Who wins where: cold' race/report.html
}

# Texts of a page's elements, one a line.
words() { sed 's/<[^>]*>/\n/g' "$1" | sed '/^$/d'; }

# A race of which every figure is then made: at sixteen placements each, glibc takes 100 ns and rep_movsb 80 at 64 B and 130 at
# 4 KiB, avx2_loop 90 at both. And one of equals, of which each wins at every other placement.
made_races() {
  cp -r "$BATS_FILE_TMPDIR/race" made
  cp -r made equals
  python3 - <<'PY'
import json
ns = {("rep_movsb", 64): 80, ("rep_movsb", 4096): 130, ("avx2_loop", 64): 90, ("avx2_loop", 4096): 90}
for path in ("made", "equals"):
    with open(path + "/result.json") as file:
        result = json.load(file)
    for row in result["benchmarks"]:
        if row["kind"] == "ceiling":
            continue
        time = [ns.get((row["impl"], row["bytes"]), 100)] * 2
        if path == "equals":
            time = {"rep_movsb": [100, 80], "avx2_loop": [80, 100]}.get(row["impl"], [100, 100])
        row["blocks"] = [{"code_offset": 0, "src_offset": 64 * b, "dst_offset": 2048 + 64 * b, "ns": [time[b % 2]] * 3,
                          "ref_ns": [100] * 3, "probe": [0.25] * 3, "taint": [0] * 3} for b in range(16)]
        row["iterations"] = 48
    with open(path + "/result.json", "w") as file:
        json.dump(result, file)
PY
}

@test "the answer names the fastest over all sizes, against the best of the rest at each, and who is alone in front where" {
  made_races
  memcpybench report made
  words made/report.html | tr -d '\n' >answer
  grep -qF 'avx2_loop comes first of 3 over all 2 sizes alike: 1.111 times as fast as the next, glibc (95 %: 1.111 to 1.111).' answer
  grep -qF 'Against the best of all others at each size, avx2_loop is 0.994 times as fast as it' answer # sqrt(80 / 90 * 100 / 90)
  grep -qF 'Of all 2 sizes it surely keeps up, to within 1 %, at 1 (4 KiB), is surely behind at 1 (64 B), and may be either at 0.' answer
  grep -qF 'It is surely faster than glibc, by more than 1 %, at 2 (64 B to 4 KiB), by more than 10 % at 2 (64 B to 4 KiB); surely slower, by more than 1 %, at 0.' answer
  grep -qF 'At 2 of 2 sizes one is told apart from all others: rep_movsb at 64 B, avx2_loop at 4 KiB.' answer
}

@test "nobody is called the fastest for having been lucky at some placements" {
  made_races
  memcpybench report equals
  words equals/report.html | tr -d '\n' >answer
  grep -qE '(avx2_loop or rep_movsb|rep_movsb or avx2_loop) comes first of 3 over all 2 sizes alike: either half of the measurements names another' answer
  grep -qF 'At 0 of 2 sizes one is told apart from all others' answer
  grep -qF 'level with 1 more' answer
}

@test "where there are too few placements, nobody is called the fastest" {
  made_races
  jq '.benchmarks |= map(if .kind == "ceiling" then . else .blocks |= .[:4] | .iterations = 12 end)' made/result.json >few.json
  memcpybench report few.json
  grep -qF 'Who comes first over all sizes cannot be told' report.html
  grep -qF 'too few placements' report.html
  grep -qF 'At <strong>0</strong> of 2 sizes' report.html
  run ! grep -qi '[> ]nan[< ]' report.html
}

@test "a check has a page: the verdict first, a forest, every cell, what was left out, the file itself" {
  "$SOURCE_DIR/tests/browser/make_check.py" 8 >check.json
  run -0 memcpybench report check.json
  [ "$output" = "written: ./report.html" ]
  words report.html >text
  grep -qxF 'regression: of 9 cells 2 slower, 2 undecided, 2 faster, 3 within the tolerance' text
  [ "$(grep -c '<svg class="plot"' report.html)" -eq 1 ]
  [ "$(grep -c '<tr data-bytes=' report.html)" -eq 10 ]
  grep -qxF '+4.00 %' text
  grep -qxF '&lt;/script&gt;&lt;script&gt;window.pwned=1&lt;/script&gt;' text
  memcpybench report check.json --impl 'long_*0' -o one.html
  grep -qF 'regression: of 1 cells 1 slower' one.html
  grep -qF 'by 9 cells more, which are left out here' one.html
  fails_with 2 "leave no cell of the check" memcpybench report check.json --impl 'nobody*' -o none.html
  memcpybench report check.json --impl same -o same.html # there is nothing to draw
  [ "$(grep -c '<svg' same.html)" -eq 0 ]
  fails_with 2 "a page of its own (name it alone)" memcpybench report "$BATS_FILE_TMPDIR/race" check.json -o both.html
  sed -i 's/"bytes": 64,/"bytes": 65,/' check.json
  fails_with 2 "bytes is no multiple of 64" memcpybench report check.json
  [ ! -e both.html ]
  [ ! -e none.html ]
  [ ! -e pwned ]
}

@test "a check's page, in which every text is an attack, works in a browser, and none runs" {
  "$SOURCE_DIR/tests/browser/make_check.py" 60 >check.json
  looks_right check check.json
  [ ! -e pwned ]
}

@test "the sizes of a mix are said to be the largest" {
  memcpybench run --impl glibc --impl rep_movsb --sizes 64,4K --mode hot,mix --quick --no-plots --seed 1 -o race >/dev/null
  memcpybench report race
  [ "$(grep -c '<th scope="col">up to</th>' race/report.html)" -eq "$(grep -c '<th scope="col">size</th>' race/report.html)" ]
  grep -qF 'Every call draws its size at random, log-uniform from 64 bytes, up to the one named' race/report.html
}

@test "a race that was broken off is said to be" {
  cp -r "$BATS_FILE_TMPDIR/race" .
  sed -i 's/"interrupted_by":null/"interrupted_by":2/' race/result.json
  memcpybench report race
  grep -q 'Interrupted by signal 2' race/report.html
}

@test "what cannot be read or written is refused in one line, and leaves no page" {
  cp -r "$BATS_FILE_TMPDIR/race" .
  mkdir tmp
  export TMPDIR=$PWD/tmp
  fails_with 2 "no such implementation in this result" memcpybench report race --impl nobody
  fails_with 2 "No such file" memcpybench report race nowhere
  fails_with 5 "No such file or directory" memcpybench report race -o nowhere/page.html
  fails_with 2 "not a file's name (say one, or leave it out)" memcpybench report race -o ''
  fails_with 5 "gnuplot: not installed" env PATH=/nowhere "$MEMCPYBENCH" report race
  TMPDIR=/nowhere fails_with 5 "set TMPDIR" memcpybench report race
  [ ! -e race/report.html ]
  [ -z "$(ls tmp)" ]
}
