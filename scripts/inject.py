#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Fails each system call of small runs once, by strace, and looks at what becomes of it: the program must end in time,
by no signal, with a documented status and one line that says what failed and why; what was there before is intact or
wholly replaced, nothing else is left lying, no child is left running, and a race that was broken off by it can be
resumed.

Usage: inject.py [--most N] [--error EIO] [GLOB]...     e.g. inject.py --most 3 'table:*' run:fsync
  --most N      of the calls of one name try N, evenly spread (default: all up to 24)
  GLOB          of SCENARIO:CALL; all unless said: an hour or so
MEMCPYBENCH names the program. Its children are not traced: it traces them itself, and nobody can be traced twice.
"""

import argparse
import collections
import errno
import fnmatch
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

TOP = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = str(pathlib.Path(os.environ.get("MEMCPYBENCH", TOP / "build/release/bench/memcpybench")).resolve())
PATIENCE = 60  # seconds, of which no scenario needs ten
DOCUMENTED = (0, 2, 3, 5, 77)
FIRST_OF_MAIN = "rt_sigaction(SIGXFSZ"  # what ld.so and libc do before is theirs
CALL = re.compile(r"^([a-z_0-9]+)\((?:PTRACE_([A-Z]+))?")
RESUME = ("run", "--resume", "race", "--no-plots")
RACE = ("run", "--impl", "rep_movsb", "--sizes", "64", "--quick", "--no-plots", "--seed", "1", "-o", "race")
PICTURES = {f"race/{name}.{kind}" for name in ("throughput", "ratio", "best") for kind in ("png", "svg")}

# They end the program, or cannot fail; libc itself aborts where a futex does.
NEVER = {"futex", "exit_group", "execve", "rt_sigreturn", "restart_syscall", "clock_gettime", "getpid", "getppid",
         "getuid", "geteuid", "getgid", "getegid", "umask"}

# What fails here has been asked to keep something: success would be a lie.
KEEPING = {"write", "pwrite64", "fsync", "fdatasync", "rename", "mkdir"}

# What these were to take away stays.
REMOVING = {"unlink", "unlinkat", "rmdir"}

# Where the reason is lost in a library.
UNTOLD = ("hwloc finds no processor here", "out of memory")


class Scenario(NamedTuple):
    """A command line, the files that it finds, and those that it may leave."""

    words: tuple
    fixture: str
    may_leave: set = frozenset()


SCENARIOS = {
    "run": Scenario(RACE, "finished", {"race/journal.jsonl"}),
    "resume": Scenario(RESUME, "broken off", {"race/result.json", "race/journal.jsonl"}),
    "write": Scenario(RESUME, "unwritten", {"race/result.json", "race/journal.jsonl"}),
    "verify": Scenario(("verify", "--quick", "--impl", "rep_movsb", "--sizes", "64", "--json"), "nothing"),
    "call": Scenario(("verify", "--impl", "rep_movsb", "--sizes", "64", "--call", "n=64,dst=64,src=64"), "nothing"),
    "diagnosis": Scenario(("verify", "--quick", "--impl", "asm:wrong.asm", "--sizes", "64"), "kernel"),
    "table": Scenario(("table", "race"), "finished"),
    "file": Scenario(("table", "race", "--format", "json=race/result.json"), "finished"),
    "plot": Scenario(("plot", "race"), "finished", PICTURES),
    "replot": Scenario(("plot", "race"), "drawn"),
    "asm": Scenario(("show", "asm:right.asm"), "kernel"),
    "topo": Scenario(("topo",), "nothing"),
}

KERNEL = "contract copy, \"tried\"\nmov rax, rdi\nmov rcx, rdx\n{}\nrep movsb\nret\n"


def undisturbed(folder, *words):
    done = subprocess.run([PROGRAM, *words], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"inject.py: undisturbed, {' '.join(words)} ends with {done.returncode}: {done.stderr}")


def fixture(top, name):
    """The folder of a state that scenarios find, made where it is not there yet."""
    folder, like = top / name, {"drawn": "finished", "broken off": "unwritten"}.get(name)
    if folder.exists():
        return folder
    if like:
        shutil.copytree(fixture(top, like), folder)
    else:
        folder.mkdir()
    journal = folder / "race/journal.jsonl"
    if name == "finished":
        undisturbed(folder, *RACE)
    elif name == "drawn":
        undisturbed(folder, "plot", "race")
    elif name == "unwritten":
        traced(RACE, folder, "-e", "trace=rename", "-e", "inject=rename:error=EIO")
    elif name == "broken off":
        journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:-1]))
    elif name == "kernel":
        (folder / "right.asm").write_text(KERNEL.format("mov rcx, rdx"))
        (folder / "wrong.asm").write_text(KERNEL.format("dec rcx"))
    return folder


def work_on(top, scenario):
    """A fresh copy of what the scenario finds."""
    folder = top / "work"
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(fixture(top, scenario.fixture), folder)


def members(session):
    """Processes of a session that are not dead."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            state, _, _, own = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(own) == session and state != "Z":
            found.append(int(pid))
    return found


class Run(NamedTuple):
    """What has become of one run: negative status where a signal ended it, None where time was up."""

    status: int
    out: str
    said: list
    trace: list
    left: list  # running


def traced(words, folder, *inject):
    log = folder.with_name("trace")
    temporary = folder.with_name("temporary")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    child = subprocess.Popen(["strace", "-o", log, *inject, PROGRAM, *words], cwd=folder, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                             start_new_session=True, env={**os.environ, "TMPDIR": str(temporary)})
    try:
        out, said = child.communicate(timeout=PATIENCE)
        status = child.returncode
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        (out, said), status = child.communicate(), None
    for _ in range(100):
        left = members(child.pid)
        if not left:
            break
        time.sleep(0.02)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    return Run(status, out, said.splitlines(), log.read_text(errors="replace").splitlines(), left)


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def is_whole(name, content):
    if name.endswith(".json"):
        try:
            return len(json.loads(content)["benchmarks"]) > 0
        except (ValueError, KeyError):
            return False
    return content.rstrip(b"\n").endswith(b"</svg>" if name.endswith(".svg") else b"IEND\xae\x42\x60\x82")


def look_at_files(scenario, call, before, folder):
    after = files(folder)
    for name, content in before.items():
        if name.endswith(".jsonl"):
            continue  # resumed below
        if name not in after:
            yield f"{name} is gone"
        elif after[name] != content and not is_whole(name, after[name]):
            yield f"{name} is neither what it was nor whole"
    for name, content in after.items():
        if name not in before and name not in scenario.may_leave and call not in REMOVING:
            yield f"left lying: {name}"
        elif name.endswith(".jsonl") and not content and call not in REMOVING:
            yield "left lying: an empty journal"
        elif name in scenario.may_leave - set(before) and not name.endswith(".jsonl") and not is_whole(name, content):
            yield f"{name} is not whole"
    for path in folder.with_name("temporary").iterdir() if call not in REMOVING else ():
        yield f"left lying: TMPDIR/{path.name}"
    if "race/journal.jsonl" in after or "race/journal.jsonl" in before:
        is_written = after.get("race/result.json") not in (None, before.get("race/result.json"))
        yield from look_at_race(folder, is_written or after.get("race/journal.jsonl") == b"")


def look_at_race(folder, is_over):
    """A race that was broken off by a failure goes on, unless its result has been written or nothing had begun."""
    done = subprocess.run([PROGRAM, *RESUME], cwd=folder, capture_output=True, text=True)
    if not (done.returncode == 0 or (is_over and done.returncode == 2 and "is finished" in done.stderr)):
        yield f"cannot be resumed: {done.stderr.strip()}"
    elif set(files(folder)) != {"race/result.json"}:
        yield "left lying by the resumed race"


def look_at_words(call, name, found, reason):
    status, said = found.status, found.said
    if status is None:
        yield f"still running after {PATIENCE} s"
    elif status < 0:
        yield f"ended by signal {-status}"
    elif status not in DOCUMENTED:
        yield f"status {status}"
    elif status == 0 and said:
        yield "status 0, and complains"
    elif status == 0 and call in KEEPING:
        yield "status 0"
    elif name != "diagnosis" and status == 3:
        yield "takes a good kernel for a wrong one"
    elif name == "diagnosis" and status == 0:
        yield "takes a wrong kernel for a good one"
    elif status not in (0, 3):
        if len(said) != 1 or not said[0].startswith("memcpybench: "):
            yield f"{len(said)} lines on standard error"
        elif status == 5 and reason not in said[0] and not any(text in said[0] for text in UNTOLD):
            yield "does not say why"
    if found.left:
        yield f"left running: {found.left}"


class Trial(NamedTuple):
    """What has become of a run one call of which has failed."""

    status: object  # a word where it is none
    complaints: list


def try_one(top, name, call, number, error):
    scenario = SCENARIOS[name]
    how = "retval=0" if call == "brk" else f"error={error}"  # the kernel refuses it by saying where the break is
    folder = work_on(top, scenario)
    before = files(folder)
    found = traced(scenario.words, folder, "-e", f"trace={call}", "-e", f"inject={call}:{how}:when={number}")
    hit = [line for line in found.trace if line.endswith("(INJECTED)")]
    if not hit:  # some runs make fewer
        return Trial("not met", [])
    reason = os.strerror(getattr(errno, error))
    texts = [*look_at_words(call, name, found, reason), *look_at_files(scenario, call, before, folder)]
    where = f"{hit[0]}, when={number}\n      said: {' | '.join(found.said) or 'nothing'}"
    status = "no end" if found.status is None else f"signal {-found.status}" if found.status < 0 else found.status
    return Trial(status, [f"    {text}: {where}" for text in texts])


def calls_of(top, name):
    """The numbers of the calls that a run makes once it is in main(), by name; those of ptrace by request as well."""
    found = traced(SCENARIOS[name].words, work_on(top, SCENARIOS[name]))
    if found.status not in (0, 3) or not any(line.startswith(FIRST_OF_MAIN) for line in found.trace):
        return sys.exit(f"inject.py: {name}: cannot be traced: {' '.join(found.said) or found.status}")
    seen, numbers, in_main = collections.Counter(), collections.defaultdict(list), False
    for line in found.trace:
        match = CALL.match(line)
        if not match:
            continue
        in_main = in_main or line.startswith(FIRST_OF_MAIN)
        seen[match[1]] += 1
        if in_main and match[1] not in NEVER:
            numbers[".".join(filter(None, match.groups())).lower()].append(seen[match[1]])
    return numbers


def sample(numbers, most):
    """So many, the last in any case: a library's calls come first."""
    if len(numbers) <= most:
        return numbers
    return [numbers[-1 - i * (len(numbers) - 1) // max(1, most - 1)] for i in reversed(range(most))]


def try_request(top, name, request, numbers, options):
    """Prints a line, and the complaints; returns how many were tried and how many those are."""
    chosen = sample(numbers, options.most)
    trials = [try_one(top, name, request.partition(".")[0], number, options.error) for number in chosen]
    complaints = [text for trial in trials for text in trial.complaints]
    statuses = collections.Counter(trial.status for trial in trials)
    counts = ", ".join(f"{status} x{count}" for status, count in statuses.items())
    print(f"{name:<10} {request:<18} {len(numbers):>5} {len(chosen):>5}  {len(complaints):>10}  {counts}", *complaints,
          sep="\n", flush=True)
    return len(chosen), len(complaints)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=24)
    parser.add_argument("--error", default="EIO")
    parser.add_argument("globs", nargs="*", default=["*"])
    options = parser.parse_args()
    if shutil.which("strace") is None or not os.access(PROGRAM, os.X_OK):
        sys.exit(f"inject.py: no strace, or no program {PROGRAM} (apt-get install strace; build it; set MEMCPYBENCH)")
    tried = wrong = 0
    print(f"{'scenario':<10} {'call':<18} {'made':>5} {'tried':>5}  complaints  statuses")
    with tempfile.TemporaryDirectory() as directory:
        top = pathlib.Path(directory)
        for name in SCENARIOS:
            if not any(fnmatch.fnmatch(name, glob.partition(":")[0]) for glob in options.globs):
                continue
            for request, numbers in sorted(calls_of(top, name).items()):
                if any(fnmatch.fnmatch(f"{name}:{request}", glob) for glob in options.globs):
                    more, worse = try_request(top, name, request, numbers, options)
                    tried, wrong = tried + more, wrong + worse
    print(f"{tried} calls failed in turn, {wrong} complaints")
    return tried == 0 or wrong > 0


if __name__ == "__main__":
    sys.exit(main())
