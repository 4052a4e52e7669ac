# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What all scripts do alike with their arguments; sourced by each before it does anything else. --help, in front of a --,
# prints what stands at the script's head, behind its licence, and ends it there.
# shellcheck shell=bash

# usage_refuse WHAT WHY: one line, and status 2.
usage_refuse() {
  echo "${0##*/}: $1: $2 (usage: ${0##*/} --help)" >&2
  exit 2
}

# usage_takes MOST ARGUMENT...: refuses the first argument that is one too many.
usage_takes() {
  local most=$1
  shift
  [ $# -le "$most" ] || usage_refuse "'${*:most+1:1}'" "one argument too many"
}

for usage_word in "$@"; do
  case $usage_word in
  --) break ;;
  -h | --help)
    sed -n '/^$/,$ { /^$/n; /^#/!q; s/^# \{0,1\}//p; }' "$0"
    exit 0
    ;;
  esac
done
unset usage_word
