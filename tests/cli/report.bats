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
looks_right() { # NAME
  command -v chromium >/dev/null || skip "chromium is not installed"
  local pictures="${MEMCPYBENCH%/bench/*}/report"
  mkdir -p "$pictures"
  memcpybench report "$BATS_FILE_TMPDIR/$1" -o page.html
  "$SOURCE_DIR/tests/browser/check_report.py" page.html "$BATS_FILE_TMPDIR/$1/result.json" "$pictures/$1-"
}

@test "a small race's page works in a browser" { looks_right race; }

@test "a full race's page works in a browser" { looks_right full; }

@test "a page of a result in which every text is an attack works in a browser, and none runs" {
  looks_right hostile
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
  fails_with 2 "not a file's name" memcpybench report race -o ''
  fails_with 5 "gnuplot: not installed" env PATH=/nowhere "$MEMCPYBENCH" report race
  TMPDIR=/nowhere fails_with 5 "set TMPDIR" memcpybench report race
  [ ! -e race/report.html ]
  [ -z "$(ls tmp)" ]
}
