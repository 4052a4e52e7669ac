#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2154

# Where the program finds itself: what it writes to, whose terminal, whose rights, which language. limits.bats has the rest.
load helpers

setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  memcpybench run --impl glibc --impl 'rep_*' --impl c_lines --sizes 64,4K --quick --no-plots -o race >/dev/null
}

# A command line of everything that prints; `race` is a result of five implementations.
printing=(
  "--help" "--version" "run --help" "list" "show add" "show glibc" "demo" "topo" "topo --topology pu:2" "verify --quick --impl glibc --sizes 64"
  "run --dry-run --impl glibc --seed 1" "run --impl glibc --sizes 64 --quick --no-plots -o again" "table race" "table race --chart"
  "table race --format csv" "table race --format json" "table race --format markdown" "plot race -o drawn"
  "table race --versus glibc" "table race --versus glibc --format csv" "table race --versus glibc --format json"
  "plot race race --together -o over" "report race -o page.html" "compare race race" "check --base glibc --candidate glibc"
  "cliffs --impl sse2_loop --sizes 64 --step n=64,src=1:0,dst=0" "advise --help"
)

# The same of what says the same each time.
steady=(
  "--help" "list" "show avx2_loop" "run --dry-run --impl glibc --seed 1" "table race" "table race --format csv"
  "table race --format json" "table race --format markdown" "compare race race"
)

# Each test has a copy of its own.
with_race() { cp -r "$BATS_FILE_TMPDIR/race" .; }

# memcpybench WORDS… with a redirection, as a shell would have it.
redirected() { # REDIRECTION WORDS
  bash -c 'words=$1; exec "$MEMCPYBENCH" $words '"$1" - "$2"
}

@test "every command is among those that print" {
  for command in $(memcpybench --help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    grep -qE "^$command( |\$)" < <(printf '%s\n' "${printing[@]}") || { echo "no $command"; return 1; }
  done
}

@test "standard output that is full or closed is said in one line, with status 5" {
  with_race
  for words in "${printing[@]}"; do
    fails_with 5 "standard output: No space left" redirected '>/dev/full' "$words"
    fails_with 5 "standard output: Bad file descriptor" redirected '>&-' "$words"
  done
  [ -s again/result.json ] # what was to be kept
}

@test "standard input and standard error that are closed are not missed" {
  with_race
  for words in "${printing[@]}"; do
    redirected '<&- >plain' "$words"
    redirected '2>&- >quiet' "$words"
    [ -s plain ] && [ -s quiet ]
  done
  [ "$(find drawn -type f | wc -l)" -eq 6 ]
  run -2 redirected '2>&- <&-' "run --seed x"
  [ -z "$output" ]
}

@test "a reader that goes away ends the program as any other: at once, by SIGPIPE and without a word" {
  with_race
  for words in "${printing[@]}"; do
    exec 7> >(exec true)
    wait $! # now nobody reads
    run -141 --separate-stderr redirected '>&7' "$words"
    exec 7>&-
    [ -z "$stderr" ] || { echo "$words: $stderr"; return 1; }
  done
  [ -s again/result.json ]
  [ "$(memcpybench table race | head -1)" = "$(memcpybench table race | cat | sed -n 1p)" ]
}

@test "a reader that goes away is said in one line where our parent ignored SIGPIPE" {
  exec 7> >(exec true)
  wait $!
  fails_with 5 "standard output: Broken pipe" bash -c 'trap "" PIPE; "$MEMCPYBENCH" list >&7'
}

@test "a directory that we may not write to is refused before the race, and before drawing" {
  unprivileged "$MEMCPYBENCH" --version || skip "another user cannot run the program"
  with_race
  mkdir locked
  chmod 555 locked
  fails_with 5 "locked/race: cannot be written: Permission denied" unprivileged "$MEMCPYBENCH" run -o locked/race
  fails_with 5 "locked: cannot be written: Permission denied" unprivileged "$MEMCPYBENCH" run -o locked
  fails_with 5 "locked: cannot be written: Permission denied" unprivileged "$MEMCPYBENCH" plot race -o locked
  fails_with 5 "locked/race.csv: not written: Permission denied" unprivileged "$MEMCPYBENCH" table race --format csv=locked/race.csv
  chmod 000 race/result.json
  fails_with 2 "race/result.json: Permission denied" unprivileged "$MEMCPYBENCH" table race
  [ -z "$(find locked -type f)" ]
}

# What comes out on a terminal of that many columns.
on_terminal() { # COLUMNS VARIABLE=VALUE WORDS
  script -qec "stty cols $1; env -u NO_COLOR $2 $MEMCPYBENCH $3" /dev/null </dev/null | tr -d '\r'
}

@test "colour only where it is wanted: NO_COLOR and TERM=dumb keep every command plain" {
  with_race
  on_terminal 80 TERM=xterm "table race" | grep -q $'\033\\[[0-9;]*m'
  on_terminal 80 'TERM=xterm NO_COLOR=' "table race" | grep -q $'\033\\[[0-9;]*m' # empty is unset: no-color.org
  for words in "${printing[@]}"; do
    [[ $words != plot* && $words != report* ]] || continue # slow, and prints one line
    on_terminal 80 "TERM=xterm NO_COLOR=1" "$words" >plain
    run ! grep $'\033\\[[0-9;]*m' plain
    on_terminal 80 TERM=dumb "$words" >dumb
    run ! grep $'\033' dumb
    [ -s plain ] && [ -s dumb ]
  done
}

@test "the table keeps to the width of its terminal, down to 60 columns" {
  with_race
  for columns in 60 61 79 100 132; do
    on_terminal $columns TERM=xterm "table race" | sed -E 's/\x1b\[[0-9;]*m//g' >table
    [ "$(grep -cE '^ +(64 B|4 KiB) ' table)" -ge 2 ]
    [ "$(wc -L <table)" -le $columns ] || { cat table; return 1; }
  done
  on_terminal 60 TERM=xterm "table race" | grep -c '^ *64 B' >narrow
  on_terminal 132 TERM=xterm "table race" | grep -c '^ *64 B' >wide
  [ "$(cat narrow)" -gt "$(cat wide)" ] # blocks of columns, one below another
  for columns in 1 0; do on_terminal $columns TERM=xterm "table race" | grep -q rep_movsb; done
}

@test "the language of its surroundings changes no byte" {
  with_race
  for words in "${steady[@]}"; do
    LC_ALL=C redirected '>plain' "$words"
    [ -s plain ]
    for language in LANG=C LANG=C.UTF-8 LC_ALL=C.UTF-8 LC_ALL=de_DE.UTF-8 LC_ALL=nonsense LC_NUMERIC=de_DE; do
      env -u LANG -u LC_ALL -u LC_NUMERIC "$language" bash -c '"$MEMCPYBENCH" $1' - "$words" | cmp - plain
    done
  done
}

@test "all that is printed is plain ASCII; Markdown alone may have its dash and its plus-minus, and a chart its bars" {
  with_race
  while read -r name _; do printing+=("show $name"); done < <(memcpybench list | sed 1d)
  for command in $(memcpybench --help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'); do printing+=("$command --help"); done
  for words in "${printing[@]}"; do
    redirected '>text' "$words"
    [[ $words != *markdown* ]] || sed -i 's/[–±]//g' text
    [[ $words != *chart* ]] || sed -i 's/[▁▂▃▄▅▆▇█]//g' text
    if LC_ALL=C grep -nP '[^\x20-\x7e\r]' text; then
      echo "printed by: $words"
      return 1
    fi
  done
}
