#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Prints the manual page, made of what the program says with --help. Usage: man.sh PROGRAM
set -euo pipefail
export program=$1
# shellcheck source=scripts/package/help.sh disable=SC1091
. "$(dirname "${BASH_SOURCE[0]}")/help.sh"

# Text as roff shows it unchanged: no escapes, no typography that nobody could paste into a shell, no line that is a
# request.
roff() {
  sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/'/\\\\(aq/g" -e 's/`/\\(ga/g' -e 's/\^/\\(ha/g' -e 's/~/\\(ti/g' -e 's/^\./\\\&./'
}

version=$("$program" --version | sed 's/ (.*//')
cat <<END
.TH MEMCPYBENCH 1 "" "$version" "User Commands"
.SH NAME
memcpybench \- races memcpy implementations
.SH SYNOPSIS
.B memcpybench
.I COMMAND
.RI [ OPTION ]...
.SH DESCRIPTION
Races memcpy implementations on this machine and says which is fastest at each size, by how much, and how sure that
is.
.SH COMMANDS
END
for command in $(commands); do
  printf '.SS "%s"\n' "$("$program" "$command" --help | sed -n '1s/^Usage: //p' | roff)"
  summary "$command" | roff
  while IFS=$'\t' read -r letter name value help; do
    printf '.TP\n'
    [ "$letter" = - ] || printf '\\fB\\-%s\\fR, ' "$letter"
    printf '\\fB\\-\\-%s\\fR' "$(roff <<<"$name")"
    [ "$value" = - ] || printf ' \\fI%s\\fR' "$value"
    printf '\n%s\n' "$(roff <<<"$help")"
  done < <(options "$command")
  printf '.PP\nExamples:\n.PP\n.nf\n'
  "$program" "$command" --help | sed '1,/^Examples:$/d' | roff
  printf '.fi\n'
done
printf '.SH ENVIRONMENT AND EXIT STATUS\n'
"$program" --help | sed '1,/^Every command has/{/^Every command has/!d}' | roff
