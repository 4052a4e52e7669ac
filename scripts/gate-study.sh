#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What the regression gate's verdicts are worth: runs suites of `memcpybench check` of which the right answer is known and
# says how often it was given. In some, base and candidate do the same and differ in bytes that never run; in the others each
# candidate really is slower, by turns of an empty loop that a calibration counts out for each kernel and size on this
# machine. With nobody beside them, with a competitor on another core, with one on the same core. A row a suite is appended to
# results/gate-study/<processor>.csv, so that evidence grows from run to run; a run that was broken off goes on when it is
# started again. docs/gate-study.md has the results so far.
# Usage: scripts/gate-study.sh [--suites N] [--setting alone|other|same]... [--inject PERCENT]... [--budget SECONDS]
#                              [--sizes LIST] [--tolerance PERCENT] [--kernels N] [-o DIR]
#        scripts/gate-study.sh --report     only says what is there
# MEMCPYBENCH names the program, PYTHON another python3. --help says more.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec "${PYTHON:-/usr/bin/python3}" -B "$top/scripts/gate-study/study.py" "$@"
