#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Runs the same race again and again, each in a fresh process with another seed, and says how far its answers differ: of each
# cell's ratio to the reference the coefficient of variation over the runs, and how often a run's 95 % interval holds the mean
# of all of them. It reads the raw samples and does its own arithmetic, as summary.h describes it.
# Usage: scripts/repeatability.sh [RUNS [PAUSE [OPTION of memcpybench run]...]]
#        10 runs, 60 s apart, unless said; MEMCPYBENCH names the program, OUT the directory (results/repeatability unless said).
#        Runs that are there already are kept: `repeatability.sh 0` only reads and draws again.
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
runs=${1:-10}
pause=${2:-60}
[[ $runs =~ ^[0-9]+$ && $pause =~ ^[0-9]+$ ]] || usage_refuse "'$runs' '$pause'" "no numbers"
program=$(realpath "${MEMCPYBENCH:-build/release/bench/memcpybench}")
out=${OUT:-results/repeatability}
mkdir -p "$out"

for ((i = 1; i <= runs; i++)); do
  seed=$(od -An -N3 -tu4 /dev/urandom | tr -d ' ')
  echo "run $i of $runs, seed $seed" >&2
  "$program" run --no-plots --seed "$seed" -o "$out/run-$(date -u +%Y%m%dT%H%M%S)" "${@:3}" >/dev/null
  ((i == runs)) || sleep "$pause"
done

python3 scripts/repeatability.py "$out"
(cd "$out" && gnuplot "$OLDPWD/scripts/plot/repeatability.gp")
echo "drawn: $out/repeatability.png, $out/repeatability.svg"
