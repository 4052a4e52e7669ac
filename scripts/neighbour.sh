#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Shows what a neighbour on the core's other hardware thread does: the two states that the rounds' probes fall into, and how far
# the ratios of small cells move with them. It reads stored results and does its own arithmetic.
# Usage: scripts/neighbour.sh DIRECTORY     with */result.json of races of the same cells, as scripts/repeatability.sh leaves them
#        OUT names where neighbour.{png,svg} and what they are drawn from go (DIRECTORY unless said).
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 1 "$@"
[[ -d ${1-} ]] || usage_refuse "'${1-}'" "no directory"
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
out=${OUT:-$1}
mkdir -p "$out"
python3 "$here/neighbour.py" "$1" "$out"
(cd "$out" && gnuplot "$here/plot/neighbour.gp")
echo "drawn: $out/neighbour.png, $out/neighbour.svg"
