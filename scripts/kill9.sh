#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Kills short races with SIGKILL at random moments, resumes them and kills those too, until each is through, and counts what
# was lost of what the journals held. Fails where anything was, where a resume repeated more than the cell it was killed at,
# or where more than result.json is left of a race: a file, a process.
# Usage: scripts/kill9.sh [KILLS]     1000 unless said, about 2 s each. MEMCPYBENCH names the program, SEED draws the moments.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kills=${1:-1000}
[[ $kills =~ ^[1-9][0-9]*$ ]] || {
  echo "kill9.sh: '$kills': not a number of kills" >&2
  exit 2
}
program=$(realpath "${MEMCPYBENCH:-build/release/bench/memcpybench}")
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 - "$program" "$kills" "${SEED:-$RANDOM}" <<'END_OF_PYTHON'
import collections, json, os, random, shutil, signal, subprocess, sys, time

program, wanted, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
race = ["run", "--impl", "glibc", "--impl", "rep_movsb", "--sizes", "64:256K:x2", "--quick",
        "--seed", "1", "--no-plots", "-o", "race"]
resume = ["run", "--resume", "race", "--no-plots"]
measured = ("impl", "kind", "bytes", "page", "sha256", "cpu_time", "calls", "ref_calls", "blocks")
random.seed(seed)


def fail(*words):
    sys.exit(" ".join(["kill9.sh: seed", str(seed) + ":", *map(str, words)]))


def cells(rows):
    """(impl, bytes) of each row, in order, and all that was measured of it, to the digit."""
    found = {(row["impl"], row["bytes"]): json.dumps([row[key] for key in measured]) for row in rows}
    return found if len(found) == len(rows) else fail("a cell stands there twice")


def read_result():
    try:
        return cells(json.load(open("race/result.json"), parse_float=str)["benchmarks"])
    except FileNotFoundError:
        return None


def read_journal():
    """None where there is none that has begun: with a line that is whole, and so acknowledged."""
    try:
        lines = open("race/journal.jsonl", errors="replace").read().split("\n")[:-1]
    except FileNotFoundError:
        return None
    lines = [json.loads(line, parse_float=str) for line in lines]
    return cells([line["cell"] for line in lines if "cell" in line]) if lines else None


def members(group):
    """Processes of a process group that are not dead."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            state, _, pgrp = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(pgrp) == group and state != "Z":
            found.append(pid)
    return found


def run(words, seconds):
    """The status, negative where it was killed, and what it said."""
    child = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                             start_new_session=True)
    try:
        said = child.communicate(timeout=seconds)[1]
    except subprocess.TimeoutExpired:
        os.kill(child.pid, signal.SIGKILL)  # it alone: what it started is its own to take along
        said = child.communicate()[1]
    for _ in range(100):
        left = members(child.pid)
        if not left:
            return child.returncode, said.strip()
        time.sleep(0.02)
    for pid in left:
        os.kill(int(pid), signal.SIGKILL)
    fail("left running:", *left)


began = time.monotonic()
status, said = run(race, None)
longest = 1.1 * (time.monotonic() - began)
order = list(read_result() or fail("an undisturbed race fails:", status, said))
tally = collections.Counter()
most_repeated = 0
while tally["kills"] < wanted:
    shutil.rmtree("race", ignore_errors=True)
    known, words, tally["races"] = {}, race, tally["races"] + 1
    while True:
        tally["resumes"] += words is resume
        status, said = run(words, random.uniform(0, longest) if tally["kills"] < wanted else None)
        journal, result = read_journal(), read_result()
        now = result if journal is None and result is not None else journal or {}
        lost = [cell for cell, content in known.items() if now.get(cell) != content]
        tally["lost"] += len(lost)
        new = [cell for cell in now if cell not in known]
        if words is resume:  # the cell after the last that was known is the one it may have been killed at
            most_repeated = max(most_repeated, sum(cell in order[: len(known) + 1] for cell in new + lost))
        if status == -signal.SIGKILL:
            where = ("before the journal" if now is not result and journal is None else
                     "result written" if result is not None else "measuring" if journal else "verifying")
            tally["kills"] += 1
            tally["acknowledged"] += len(now)
            tally["kills, " + where] += 1
        elif status == 2 and words is resume and result is not None and journal is None:
            pass  # killed after the end of the race: nothing was left to be resumed
        elif status != 0:
            fail("status", status, said)
        if status != -signal.SIGKILL:
            break
        known = now
        words = resume if journal is not None or result is not None else race
    if list(result) != order:
        fail("the result has other cells than an undisturbed one:", *set(result) ^ set(order))
    if os.listdir("race") != ["result.json"]:
        fail("left lying:", *sorted(os.listdir("race")))
print(f"{tally['kills']} kills of {tally['races']} races of {len(order)} cells, {tally['resumes']} resumes: "
      + ", ".join(f"{count} {key.partition(', ')[2]}" for key, count in tally.items() if key.startswith("kills, ")))
print(f"{tally['acknowledged']} cells acknowledged at the moments of the kills, {tally['lost']} lost; "
      f"at most {most_repeated} repeated by a resume; nothing left behind; seed {seed}")
sys.exit(tally["lost"] > 0 or most_repeated > 1)
END_OF_PYTHON
