#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Bad usage of every option of every command. What there is to be used badly is read from --help, so that nothing new is
# forgotten: an option that takes a value needs a line below.
load helpers

# What is said of a value that is none. All but a directory's or a file's name can be garbage.
declare -gA complaint=(
  [impl]="no such implementation"
  [without]="no such implementation"
  [ref]="no such implementation"
  [sizes]="not a number of bytes"
  [cpu]="not understood"
  [call]="no call"
  [seed]="not a whole number"
  [step]="not n=N,src=OFFSET,dst=OFFSET"
  [budget]="not a number of seconds"
  [placement]="neither far, near nor sweep"
  [format]="no such format"
  [out]="--out '': not a "
  [topology]="--topology"
  [mode]="not hot, cold, read, no-warm or mix"
  [mix]="No such file"
  [align]="not a power of two"
  [delta]="not a number from 0 to 4095"
  [page]="not 4k, thp or huge"
  [map]="not a step"
  [only]="no such picture"
  [versus]="no such implementation"
  [among]="give --versus NAME too"
  [isa]="give --versus NAME too"
  [base]="no such implementation"
  [candidate]="no such implementation"
  [baseline]="(name a file or directory that --record made)"
  [record]="--record '': names no place"
  [symbol]="is for directories"
  [tolerance]="not a percentage"
  [inconclusive]="neither pass nor fail"
  [resume]="was chosen when the race began"
)

commands() { memcpybench --help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'; }

# A command's options, one a line, each with the name of its value where it takes one.
options() { memcpybench "$1" --help | sed -nE 's/^  (-[a-z], |    )--([a-z-]+)( [A-Z]+)?( .*)?$/\2\3/p'; }

options_with_value() { options "$1" | sed -n 's/ .*//p'; }
flags() { options "$1" | sed '/ /d'; }

# What a command must be given besides, so that the option alone is at fault; a mistake is then a short race.
needed() {
  case $1 in
  run | verify | cliffs) echo --impl glibc --sizes 64 ;;
  table | plot | report) echo race ;;
  compare) echo race race ;;
  check) echo --base glibc --candidate glibc --sizes 64 ;;
  esac
}

@test "what is read from --help is what there is" {
  [ "$(commands | wc -l)" -eq 13 ]
  [ "$(options demo)" = help ]
  [ "$(options_with_value topo | xargs)" = "cpu topology" ]
  [[ $(flags run | xargs) == *"quick"*"dry-run"*"no-plots"*"help" ]]
}

@test "a mistyped option is answered with the nearest, for every option of every command" {
  for command in $(commands); do
    fails_with 2 "$command: no option '--nonsense' (see memcpybench $command --help)" memcpybench "$command" --nonsense
    fails_with 2 "$command: no option '-Z'" memcpybench "$command" -Z
    while read -r name _; do
      fails_with 2 "did you mean --$name?" memcpybench "$command" "--${name}x"
    done < <(options "$command")
  done
}

@test "an option without its value, with an empty one or with garbage is refused, for every option of every command" {
  tiny_race >/dev/null
  for command in $(commands); do
    read -ra others < <(needed "$command") || true
    for name in $(options_with_value "$command"); do
      fails_with 2 "$command: '--$name' needs a value" memcpybench "$command" "${others[@]}" "--$name"
      [ -n "${complaint[$name]}" ] || { echo "--$name: say above what is said of a bad value"; return 1; }
      fails_with 2 "${complaint[$name]}" memcpybench "$command" "${others[@]}" "--$name" ''
      [[ $name == out || $name == record ]] || fails_with 2 "${complaint[$name]}" memcpybench "$command" "${others[@]}" "--$name=rubbish"
    done
  done
  [ ! -e results ]
}

@test "a flag that is given a value is refused, for every flag of every command" {
  for command in $(commands); do
    for name in $(flags "$command"); do
      fails_with 2 "--$name takes no value (write --$name alone)" memcpybench "$command" "--$name=1"
    done
  done
}

@test "names that are too many or mean nothing are refused by every command" {
  for command in $(commands); do
    fails_with 2 "surplus" memcpybench "$command" surplus surplus surplus
  done
}

@test "an option given more than 64 times is refused" {
  for name in impl without format; do
    mapfile -t many < <(for ((i = 0; i < 65; i++)); do echo "--$name=glibc"; done)
    fails_with 2 "--$name: given more than 64 times" memcpybench run "${many[@]}"
  done
}
