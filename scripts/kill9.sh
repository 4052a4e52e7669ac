#!/usr/bin/env bash
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Kills short races with SIGKILL at random moments, resumes them and kills those too, until each is through, and
# counts what was lost of what the journals held. Fails where anything was, where a resume measured again what a
# journal held, or where more than result.json is left of a race: a file, a process.
# Usage: scripts/kill9.sh [KILLS]     1000 unless said, about 1 s each
# MEMCPYBENCH names the program, SEED draws the moments.
set -euo pipefail
# shellcheck source=scripts/common/usage.sh
. "$(dirname "${BASH_SOURCE[0]}")/common/usage.sh"
usage_takes 1 "$@"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kills=${1:-1000}
[[ $kills =~ ^[1-9][0-9]*$ ]] || usage_refuse "'$kills'" "not a number of kills"
program=$(realpath "${MEMCPYBENCH:-build/release/bench/memcpybench}")
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
cd "$directory"
python3 - "$program" "$kills" "${SEED:-$RANDOM}" <<'END_OF_PYTHON'
import collections, json, os, random, shutil, signal, subprocess, sys, time

program, wanted, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
race = ["run", "--impl", "glibc", "--impl", "rep_movsb", "--sizes", "64:16K:x4", "--quick",
        "--seed", "1", "--no-plots", "-o", "race"]
resume = ["run", "--resume", "race", "--no-plots"]
same = ("impl", "kind", "bytes", "page", "sha256", "calls", "ref_calls")
placements = 8  # of a cell; further blocks are those that a neighbour had disturbed
random.seed(seed)


def fail(*words):
    sys.exit(" ".join(["kill9.sh: seed", str(seed) + ":", *map(str, words)]))


def cells(rows):
    """Of each cell what it is and its blocks, to the digit, in order."""
    found = {}
    for row in rows:
        found.setdefault((row["impl"], row["bytes"]), [json.dumps([row[key] for key in same])]).extend(row["blocks"])
    return found


def repeated(blocks):
    """Blocks, beside those that were gone back to, at a place that the cell had already been at."""
    places = [(block["src_offset"], block["dst_offset"]) for block in blocks[1:1 + placements]]
    return len(places) - len(set(places))


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
began = told = time.monotonic()
while tally["kills"] < wanted:
    shutil.rmtree("race", ignore_errors=True)
    known, words, tally["races"] = {}, race, tally["races"] + 1
    while True:
        tally["resumes"] += words is resume
        status, said = run(words, random.uniform(0, longest) if tally["kills"] < wanted else None)
        journal, result = read_journal(), read_result()
        now = result if journal is None and result is not None else journal or {}
        tally["lost"] += sum(now.get(cell, [])[:len(content)] != content for cell, content in known.items())
        tally["repeated"] += sum(map(repeated, now.values()))
        if status == -signal.SIGKILL:
            where = ("before the journal" if now is not result and journal is None else
                     "result written" if result is not None else "measuring" if journal else "verifying")
            tally["kills"] += 1
            tally["acknowledged"] += sum(len(content) - 1 for content in now.values())
            tally["kills, " + where] += 1
        elif status == 2 and words is resume and result is not None and journal is None:
            pass  # killed after the end of the race: nothing was left to be resumed
        elif status != 0:
            fail("status", status, said)
        moment = time.monotonic()
        if moment - told >= 60:
            left = (moment - began) * (wanted - tally["kills"]) / max(1, tally["kills"])
            print(f"kill9.sh: {tally['kills']} of {wanted} kills, about {left / 60:.0f} minutes left", file=sys.stderr)
            told = moment
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
print(f"{tally['acknowledged']} blocks of cells acknowledged at the moments of the kills, {tally['lost']} lost, "
      f"{tally['repeated']} repeated; nothing left behind; seed {seed}")
sys.exit(tally["lost"] + tally["repeated"] > 0)
END_OF_PYTHON
