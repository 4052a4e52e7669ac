#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Prints the completion for a shell, made of what the program says with --help. Usage: completion.sh PROGRAM bash|zsh
set -euo pipefail
export program=$1
# shellcheck source=scripts/package/help.sh disable=SC1091
. "$(dirname "${BASH_SOURCE[0]}")/help.sh"

words_of() { options "$1" | awk -F '\t' '{ printf "%s--%s", (NR > 1 ? " " : ""), $2 }'; }

# shellcheck disable=SC2016
print_bash() {
  cat <<'END'
# bash completion for memcpybench

_memcpybench() {
  local word=${COMP_WORDS[COMP_CWORD]} words=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
END
  printf "    words='%s'\n" "$(commands | xargs) --help --version"
  printf '  else\n    case ${COMP_WORDS[1]} in\n'
  for command in $(commands); do printf "    %s) words='%s' ;;\n" "$command" "$(words_of "$command")"; done
  cat <<'END'
    esac
    [[ $word == -* ]] || return 0 # the shell completes files
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _memcpybench memcpybench
END
}

# In single quotes, and without what _arguments takes for its own.
quoted() { sed -e "s/'/'\\\\''/g" -e 's/[]:[]/\\&/g' <<<"$1"; }

# shellcheck disable=SC2016
print_zsh() {
  printf '#compdef memcpybench\n\nlocal -a commands=(\n'
  for command in $(commands); do printf "  '%s:%s'\n" "$command" "$(quoted "$(summary "$command")")"; done
  printf ')\nif (( CURRENT == 2 )); then\n  _describe command commands\n  return\nfi\ncase ${words[2]} in\n'
  for command in $(commands); do
    printf '%s) _arguments' "$command"
    while IFS=$'\t' read -r _ name value help; do
      printf " \\\\\n  '*--%s[%s]" "$name" "$(quoted "$help")"
      [ "$value" = - ] || printf ':%s:_files' "$value"
      printf "'"
    done < <(options "$command")
    printf " \\\\\n  '*:file:_files' ;;\n"
  done
  printf 'esac\n'
}

case ${2-} in
bash) print_bash ;;
zsh) print_zsh ;;
*)
  echo "completion.sh: '${2-}': no such shell (bash or zsh)" >&2
  exit 2
  ;;
esac
