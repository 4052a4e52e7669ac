#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# What scripts/*.sh do alike: --help, and one line for what they do not know. They find no program but those that this takes, so
# that one which goes on to anything else fails at once.
load helpers

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  mkdir bin empty
  for program in bash dirname sed; do ln -s "$(command -v "$program")" bin/; done
  cd empty || return
}

bare() { env -i PATH="$BATS_TEST_TMPDIR/bin" "$@"; }

# refuses TEXT SCRIPT ARGUMENT...: with status 2 and one line, which names the script and where to read more.
refuses() {
  local text=$1 script=$2
  shift 2
  run --separate-stderr -2 bare "$SOURCE_DIR/scripts/$script" "$@"
  [[ $output == '' && $stderr == "$script: $text (usage: $script --help)" ]] || { echo "$script $*: $output$stderr"; return 1; }
}

@test "--help says how a script is called and does nothing else" {
  count=0
  for script in "$SOURCE_DIR"/scripts/*.sh; do
    for word in --help -h; do
      run --separate-stderr -0 bare "$script" "$word"
      [ -z "$stderr" ]
      grep -qE "^[Uu]sage: (scripts/)?${script##*/}" <<<"$output" || { echo "$script: $output"; return 1; }
      run ! grep -E 'SPDX|set -euo|^#' <<<"$output"
    done
    count=$((count + 1))
  done
  [ "$count" -ge 15 ]
  [ -z "$(ls -A)" ]
}

@test "--help counts behind other words too, and not behind --" {
  run -0 bare "$SOURCE_DIR/scripts/kernel-lab.sh" -o out --help
  [[ $output == *"Usage: scripts/kernel-lab.sh "* ]]
  run bare "$SOURCE_DIR/scripts/kernel-lab.sh" -- --help
  [ "$status" -ne 0 ]
}

@test "what a script does not know is refused in one line" {
  refuses "'--fast': one argument too many" harness-cost.sh --fast
  refuses "'x': one argument too many" lint.sh x
  refuses "'': no directory" neighbour.sh
  refuses "'nowhere': no directory" neighbour.sh nowhere
  refuses "'more': one argument too many" neighbour.sh . more
  refuses "'--often' '60': no numbers" repeatability.sh --often
  refuses "'3' 'x': no numbers" repeatability.sh 3 x
  refuses "'0x': not a number of kills" kill9.sh 0x
  refuses "'x': no number" stress.sh 10 x
  refuses "'--all': no such option" test.sh --all
  refuses "'more': one argument too many" test.sh --fast more
  refuses "'soon': no number of seconds" fuzz.sh soon
  refuses "-o: no directory behind it" kernel-lab.sh lines=1 -o
}
