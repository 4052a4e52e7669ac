# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154

# What --help says, taken apart: the option table speaks through it, and what is made of it cannot say anything else.

commands() { "$program" --help | sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p'; }

summary() { "$program" --help | sed -n "/^Commands:\$/,/^\$/s/^  $1 *//p"; }

# COMMAND: a line an option: letter or -, name, name of its value or -, help; parted by tabs.
options() {
  "$program" "$1" --help | sed -n '/^Options:$/,/^$/p' | awk '
    function flush() { if (name != "") print letter "\t" name "\t" value "\t" help; name = "" }
    /^  (-.,|   ) --/ {
      flush()
      letter = substr($0, 3, 1) == "-" ? substr($0, 4, 1) : "-"
      rest = substr($0, 9)
      name = rest; sub(/ .*/, "", name); rest = substr(rest, length(name) + 1)
      value = "-"
      if (match(rest, /^ [A-Z]+/)) { value = substr(rest, 2, RLENGTH - 1); rest = substr(rest, RLENGTH + 1) }
      sub(/^ +/, "", rest); help = rest; next
    }
    /^ +[^ ]/ && name != "" { rest = $0; sub(/^ +/, "", rest); help = help == "" ? rest : help " " rest }
    END { flush() }'
}
