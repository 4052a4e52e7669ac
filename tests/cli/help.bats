#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

load helpers

@test "--help lists every command and the exit statuses" {
  run -0 memcpybench --help
  for command in list show demo verify run table plot report compare check cliffs advise topo; do
    [[ $output == *"  $command "* ]]
  done
  [[ $output == *"77 nothing here can run"* ]]
}

@test "every command has --help with examples, within 100 columns" {
  for command in list show demo verify run table plot report compare check cliffs advise topo; do
    run -0 memcpybench "$command" --help
    [[ $output == "Usage: memcpybench $command"* ]]
    [[ $output == *"Examples:"*"memcpybench $command"* ]]
    for line in "${lines[@]}"; do
      [ "${#line}" -le 100 ] || { echo "$line"; return 1; }
    done
  done
}

@test "--version names version and commit" {
  run -0 memcpybench --version
  [[ $output =~ ^memcpybench\ [0-9]+\.[0-9]+\.[0-9]+\ \(.+\)$ ]]
}

@test "no command is bad usage" {
  fails_with 2 "no command" memcpybench
}

@test "a mistyped command is answered with the nearest" {
  fails_with 2 "did you mean 'verify'?" memcpybench verfy
  fails_with 2 "no such command" memcpybench xyzzy
}

@test "a mistyped option is answered with the nearest" {
  fails_with 2 "did you mean --sizes?" memcpybench run --szies=64
  fails_with 2 "did you mean --seed?" memcpybench run --sead 1
  fails_with 2 "no option '-z'" memcpybench run -z
  fails_with 2 "--quick takes no value" memcpybench run --quick=5
  fails_with 2 "begins more than one option" memcpybench run --s 64
}

@test "an option without its value is bad usage" {
  fails_with 2 "needs a value" memcpybench run --sizes
  fails_with 2 "needs a value" memcpybench run -o
}

@test "operands are refused where a command takes none" {
  fails_with 2 "takes no names, got 'surplus'" memcpybench list surplus
  fails_with 2 "takes no names, got 'surplus'" memcpybench run surplus
}
