#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# What is installed beside the program: the manual page and completions say what --help says, and the Debian package
# puts it all where it belongs and takes it away again.
load helpers

commands() { memcpybench --help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'; }

# A command's long options, one a line, as a person would look for them.
options() { memcpybench "$1" --help | grep -oE '^  (-[a-zA-Z], |    )--[a-z-]+' | sed 's/.*--/--/'; }

said() { echo "${MEMCPYBENCH%/*}/package/$1"; }

@test "the manual page has every command with every option, its help and its examples" {
  command -v man >/dev/null || skip "man is not installed"
  MANWIDTH=2000 man -l "$(said memcpybench.1)" | col -bx >page
  for command in $(commands); do
    sed -n "/^   memcpybench $command \[OPTION\]/,/^   memcpybench [a-z]* \[OPTION\]\|^[A-Z]/p" page >part
    [ "$(wc -l <part)" -gt 5 ] || { echo "no $command"; return 1; }
    for option in $(options "$command"); do grep -q -- "^ .*$option" part || { echo "$command: no $option"; return 1; }; done
    grep -qF "$(memcpybench --help | sed -n "s/^  $command *//p")" part
    while IFS= read -r line; do grep -qF -- "${line#  }" part; done < <(memcpybench "$command" --help | sed '1,/^Examples:$/d')
  done
  grep -q '128+n ended by signal n' page
}

@test "the manual page is sound roff" {
  command -v groff >/dev/null || skip "groff is not installed"
  run -0 groff -man -Tutf8 -ww -z "$(said memcpybench.1)"
  [ -z "$output" ]
}

# What bash completes the last of these words to.
completed() {
  # shellcheck disable=SC2034
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
  _memcpybench
  printf '%s\n' "${COMPREPLY[@]}"
}

@test "bash completes every command and every option, and nothing else" {
  # shellcheck disable=SC1090
  source "$(said memcpybench.bash)"
  diff <(commands && printf '%s\n' --help --version) <(completed memcpybench '')
  [ "$(completed memcpybench rep)" = report ]
  for command in $(commands); do diff <(options "$command") <(completed memcpybench "$command" -); done
  [ "$(completed memcpybench run --no-p)" = --no-plots ]
  [ -z "$(completed memcpybench table '')" ] # files, by the shell itself
}

@test "zsh completes every command and every option" {
  file=$(said _memcpybench)
  for command in $(commands); do
    grep -q "^  '$command:..*'\$" "$file"
    sed -n "/^$command) _arguments/,/;;/p" "$file" >part
    diff <(options "$command") <(grep -o '\*--[a-z-]*' part | sed 's/^\*//')
  done
}

# What an interactive zsh offers where TAB is struck behind these words, a match a line: it writes down whatever is added.
# The first prompt says that it listens, the second that it has completed.
offered() {
  words=$* completions=${MEMCPYBENCH%/*}/package timeout 60 zsh -f <<'END'
    zmodload zsh/zpty
    zpty shell 'PS1=READY zsh -f -i'
    zpty -w shell 'fpath=($completions $fpath); autoload -Uz compinit; compinit -u -D; unsetopt automenu listambiguous'
    zpty -w shell 'compadd() { local -a hits; builtin compadd -O hits "$@"; print -rl -- $hits >>offered; builtin compadd "$@" }'
    zpty -w shell 'finish() { zle complete-word; : >finished; exit }; zle -N finish; bindkey "^I" finish; : >listens'
    until [[ -e listens ]]; do zpty -r -t shell seen; sleep 0.05; done
    zpty -w -n shell "$words"$'\t'
    until [[ -e finished ]]; do zpty -r -t shell seen; sleep 0.05; done
    zpty -d shell
END
  sort -u offered | sed '/^$/d'
  rm -f offered finished listens
}

@test "a zsh that runs offers them, too" {
  command -v zsh >/dev/null || skip "zsh is not installed"
  diff <(commands | sort) <(offered "memcpybench ")
  for command in run plot list; do diff <(options "$command" | sort) <(offered "memcpybench $command --"); done
  diff <(printf '%s\n' --no-ceilings --no-plots --no-warm) <(offered "memcpybench run --no-")
  touch result.json
  [ "$(offered "memcpybench table res")" = result.json ]
}

@test "the Debian package is installed, runs and goes without a trace" {
  sanitized && skip "sanitized: no package is made of that"
  for tool in cpack dpkg-shlibdeps file; do command -v $tool >/dev/null || skip "$tool is not installed"; done
  [ "$(id -u)" -eq 0 ] || skip "needs root"
  cpack --config "${MEMCPYBENCH%/bench/*}/CPackConfig.cmake" -B . >log 2>&1 || { cat log; return 1; }
  root=$PWD/root
  mkdir -p "$root"/var/lib/dpkg/{updates,info}
  touch "$root"/var/lib/dpkg/{status,available}
  # A root of its own has none of the libraries: what is depended on is said, and looked for here.
  for package in $(dpkg-deb -f ./*.deb Depends | sed 's/([^)]*)//g; s/,/ /g'); do
    dpkg-query -W "$package" >/dev/null || { echo "no such package: $package"; return 1; }
  done
  # And each library that the program names belongs to one of them.
  dpkg-deb -f ./*.deb Depends | tr , '\n' | awk '{ print $1 }' >depends
  while read -r library; do
    dpkg -S "*/$library" | cut -d: -f1 | grep -qxFf depends || { echo "$library: its package is not depended on"; return 1; }
  done < <(objdump -p "$MEMCPYBENCH" | awk '$1 == "NEEDED" { print $2 }')
  dpkg-deb -f ./*.deb Recommends | grep -q gnuplot-nox
  find "$root" -path "$root/var" -prune -o -print | sort >before
  dpkg --root="$root" --force-depends --install ./*.deb >log 2>&1 || { cat log; return 1; }
  for file in bin/memcpybench share/man/man1/memcpybench.1 share/bash-completion/completions/memcpybench \
              share/zsh/vendor-completions/_memcpybench share/doc/memcpybench/copyright; do
    [ -s "$root/usr/$file" ]
  done
  cmp "$root/usr/share/man/man1/memcpybench.1" "$(said memcpybench.1)"
  run ! grep -aF "${MEMCPYBENCH%/bench/*}" "$root/usr/bin/memcpybench" # it needs nothing of where it was built
  cmp <("$root/usr/bin/memcpybench" list) <(memcpybench list)
  "$root/usr/bin/memcpybench" show rep_movsb | grep -q 'rep movsb'
  dpkg --root="$root" --force-depends --purge memcpybench >log 2>&1 || { cat log; return 1; }
  find "$root" -path "$root/var" -prune -o -print | sort | diff before -
}
