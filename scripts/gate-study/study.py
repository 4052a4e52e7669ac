# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""Suites of `memcpybench check` of which the right answer is known; scripts/gate-study.sh says what for."""

import argparse
import contextlib
import datetime
import json
import math
import os
import pathlib
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

import kernels
import report
from rows import Log, Row, read

TOP = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = str(pathlib.Path(os.environ.get("MEMCPYBENCH", TOP / "build/release/bench/memcpybench")).resolve())
COMPARE = pathlib.Path("/usr/share/benchmark/compare.py")
SIZES = "64,128,256,512,1K,4K,16K,64K,256K,1M"
SETTINGS = ("alone", "other", "same")
WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")  # whom we run ends with us, whatever ends us
COMPETITOR_BYTES = 8 << 20  # what it copies: more than its own caches hold


def fail(status, *words):
    print("gate-study:", *words, file=sys.stderr)
    sys.exit(status)


class Kind(NamedTuple):
    """What suites are of; they are pooled with their like."""

    setting: str
    injected: float  # percent


class Machine(NamedTuple):
    """Where it runs: what keys the rows, and the hardware threads of the race and of a competitor elsewhere."""

    key: str
    cpu: int
    other: int | None  # of another core; None where there is none


def core_of(cpu):
    folder = pathlib.Path(f"/sys/devices/system/cpu/cpu{cpu}/topology")
    return tuple((folder / name).read_text(encoding="utf-8").strip() for name in ("physical_package_id", "core_id"))


def look_around(program):
    if not os.access(program, os.X_OK):
        fail(5, f"{program}: not there (build it: scripts/bench.sh --quick; MEMCPYBENCH names another)")
    said = run(program, "topo")
    named = re.search(r"\((\w+) family (\d+) model (\d+) stepping (\d+),", said.stdout)
    cpu = re.search(r"^measuring +CPU (\d+):", said.stdout, re.MULTILINE)
    if not named or not cpu:
        fail(5, f"{program} topo: names no processor (ended with {said.returncode}: {said.stderr.strip()})")
    cpu = int(cpu[1])
    others = [c for c in sorted(os.sched_getaffinity(0)) if core_of(c) != core_of(cpu)]
    return Machine("-".join(named.groups()), cpu, others[0] if others else None)


@contextlib.contextmanager
def competitor(cpu):
    """A process that copies memory on a hardware thread until the block ends."""
    if cpu is None:
        yield
        return
    words = [*WITH_US, sys.executable, __file__, "--compete", str(cpu)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as child:
        child.stdout.readline()  # it is at work
        try:
            yield
        finally:
            child.kill()


def compete(cpu):
    os.sched_setaffinity(0, {cpu})
    there, here = bytearray(COMPETITOR_BYTES), bytes(COMPETITOR_BYTES)
    print("copying", flush=True)
    while True:
        there[:] = here


def run(*words):
    """A program's end. What it says goes into the message where it ends badly."""
    done = subprocess.run([*WITH_US, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode < 0:
        fail(128 - done.returncode, f"{words[1]}: ended by signal {-done.returncode} (run it again: what is there is kept)")
    return done


def commit_of(top):
    """What is checked out; what sittings before have added to results/ is no change."""
    head = run("git", "-C", top, "rev-parse", "--short", "HEAD").stdout.strip()
    changed = run("git", "-C", top, "diff", "--quiet", "HEAD", "--", ":/", ":/!results").returncode
    return head + ("-dirty" if changed else "") if head else "unknown"


class Study:
    """A sitting."""

    def __init__(self, options, machine, folder):
        self.options, self.machine, self.folder = options, machine, folder
        self.sizes = options.sizes.split(",")
        self.shapes = kernels.shapes(options.kernels)
        self.costs = None
        self.commit = commit_of(TOP)

    def race(self, specs, out):
        words = [word for spec in specs for word in ("--impl", spec)]
        done = run(PROGRAM, "run", "--impl", "glibc", *words, "--sizes", self.options.sizes, "--no-plots",
                   "--no-ceilings", "--budget", 5 + 0.15 * len(specs) * len(self.sizes) + 3 * len(specs), "-o", out)
        if done.returncode != 0:
            fail(done.returncode, f"calibration: the race failed: {done.stderr.strip()}")

    def turns(self, injected):
        """What makes the candidates slower by so many percent."""
        if injected == 0:
            return kernels.usual(self.shapes, self.sizes)
        if self.costs is None:
            print("calibrating: what a turn costs in each kernel at each size", file=sys.stderr)
            with tempfile.TemporaryDirectory(dir=self.folder) as folder:
                self.costs = kernels.calibrate(pathlib.Path(folder), self.shapes, self.sizes, self.race)
        try:
            return kernels.slowed(self.shapes, self.sizes, self.costs, injected / 100)
        except ValueError as where:
            fail(5, f"calibration: {where}: no slower with more turns (run it again, on a quieter machine)")

    def check(self, kind, folder, seed):
        """check's own JSON, and how long it took."""
        kernels.write(folder / "base", 1, kernels.usual(self.shapes, self.sizes))
        kernels.write(folder / "candidate", 2, self.turns(kind.injected))
        cpu = {"alone": None, "other": self.machine.other, "same": self.machine.cpu}[kind.setting]
        with competitor(cpu):
            began = time.monotonic()
            done = run(PROGRAM, "check", "--base", folder / "base", "--candidate", folder / "candidate",
                       "--sizes", self.options.sizes, "--tolerance", f"{self.options.tolerance}%,{self.options.tolerance}%",
                       "--seed", seed, "--format", f"json={folder / 'check.json'}")
            seconds = time.monotonic() - began
        if done.returncode not in (0, 1, 4):
            fail(done.returncode, f"{kind.setting}, {kind.injected:g} %: check failed: {done.stderr.strip()}")
        return json.loads((folder / "check.json").read_text(encoding="utf-8"))["memcpybench_gate"], seconds

    def suite(self, kind):
        """One row."""
        seed = random.SystemRandom().getrandbits(32)
        began = datetime.datetime.now(datetime.timezone.utc)
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            gate, seconds = self.check(kind, pathlib.Path(folder), seed)
            compared = held_by_compare(pathlib.Path(folder) / "check.json", self.options.tolerance)
        head = (began.strftime("%Y-%m-%dT%H:%M:%SZ"), self.commit, self.machine.key, *kind, self.options.sizes,
                self.options.tolerance, seed, gate["status"], gate["canaries"], gate["alarms"])
        tell_wrong(gate, kind.injected)
        return Row(*head, *tally(gate, kind.injected), *compared, missed(gate, kind.injected), round(seconds, 1))


def counts(cells):
    verdicts = [cell["verdict"] for cell in cells]
    return len(cells), verdicts.count("regression"), verdicts.count("improved"), verdicts.count("inconclusive")


def tally(gate, injected):
    """Cells, those alone and those shared, each with verdicts; the median slowdown and the largest that goes unseen."""
    cells = [cell for cell in gate["cells"] if not cell["canary"]]
    told = [cell for cell in cells if cell["stages"]]
    shared = [cell for cell in told if cell["stages"][-1]["shared_core"]]
    alone = [cell for cell in told if not cell["stages"][-1]["shared_core"]]
    slowdowns = [cell["stages"][-1]["slowdown"] for cell in told if "slowdown" in cell["stages"][-1]]
    if not slowdowns:
        fail(5, f"a suite at {injected:g} % could tell nothing of any cell (a quieter machine)")
    return (len(cells), *counts(alone), *counts(shared), round(100 * statistics.median(slowdowns), 3),
            round(100 * gate.get("detectable", float("nan")), 3))


def wrong_cells(gate, injected):
    """Whose verdicts should have been others."""
    right = "regression" if injected > 0 else "pass"
    return [cell for cell in gate["cells"] if not cell["canary"] and cell["verdict"] != right]


def missed(gate, injected):
    sizes = [cell["bytes"] for cell in wrong_cells(gate, injected)]
    return " ".join(f"{size}*{sizes.count(size)}" for size in sorted(set(sizes)))


def tell_wrong(gate, injected):
    """What each stage measured, by which a wrong calibration can be told from a wrong verdict."""
    for cell in wrong_cells(gate, injected):
        stages = (f"{100 * s['slowdown']:+.2f} ({100 * s['slowdown_lo']:+.2f} to {100 * s['slowdown_hi']:+.2f})" if "slowdown" in s else "nothing"
                  for s in cell["stages"])
        print(f"  {cell['name']} {cell['bytes']} B: {cell['verdict']}, measured in percent {', then '.join(stages)}",
              file=sys.stderr)


def held_by_compare(path, tolerance):
    """Of how many cells Google Benchmark's compare.py has a figure, and of how many one that is above the tolerance."""
    if not COMPARE.exists():
        return 0, 0
    dump = path.with_name("compare.json")
    done = run(sys.executable, COMPARE, "--no-color", "-d", dump, "filters", path, "base", "candidate")
    if done.returncode != 0:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        fail(5, f"compare.py: failed: {said[-1]} (install what it lacks: scripts/deps.sh study)")
    rows = [row for row in json.loads(dump.read_text(encoding="utf-8")) if row["run_type"] == "iteration"]
    return len(rows), sum(100 * row["measurements"][0]["time"] > tolerance for row in rows)


def wanted(options, there, commit):
    """What is still to be run, the kinds in turn: the kind that has fewest suites of this commit first."""
    kinds = [Kind(setting, injected) for setting in options.setting for injected in options.inject]
    have = {kind: sum(row.commit == commit and row.setting == kind.setting and row.injected == kind.injected
                      and row.sizes == options.sizes and row.tolerance == options.tolerance for row in there)
            for kind in kinds}
    return [kind for count in range(options.suites) for kind in kinds if have[kind] <= count]


def typical_seconds(kind, there, options):
    """Of a suite; 0 where none is known."""
    like = [row.seconds for row in there if row.injected == kind.injected and row.setting == kind.setting
            and row.sizes == options.sizes and row.cells == options.kernels * len(options.sizes.split(","))]
    return statistics.median(like) if like else 0


def sit(options, machine, path):
    """Runs what is still to be run."""
    began = time.monotonic()
    log = Log(path)
    there = read(path)
    with tempfile.TemporaryDirectory(prefix="gate-study-") as folder:
        study = Study(options, machine, folder)
        kinds = wanted(options, there, study.commit)
        for number, kind in enumerate(kinds):
            left = sum(typical_seconds(k, there, options) for k in kinds[number:])
            spent = time.monotonic() - began
            if spent + typical_seconds(kind, there, options) > options.budget:
                print(f"gate-study: the budget is used up, {len(kinds) - number} suites are left (run it again)", file=sys.stderr)
                break
            print(f"suite {number + 1} of {len(kinds)}: {kind.setting}, +{kind.injected:g} %"
                  + (f", {math.ceil(left / 60)} min left" if left else ""), file=sys.stderr)
            there.append(study.suite(kind))
            log.append(there[-1])


def sizes_of(text):
    for size in text.split(","):
        if not re.fullmatch(r"[1-9]\d*[KM]?", size) or kernels.bytes_of(size) % 64 or kernels.bytes_of(size) > 1 << 30:
            raise argparse.ArgumentTypeError(f"'{size}' is no multiple of 64 to 1024M")
    return text


def within(least, most, kind=float):
    def parse(text):
        try:
            value = kind(text)
        except ValueError:
            value = None
        if value is None or not least <= value <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no number from {least} to {most}")
        return value
    return parse


def parse_words():
    parser = argparse.ArgumentParser(prog="gate-study.sh", allow_abbrev=False, description=__doc__)
    add = parser.add_argument
    add("--suites", type=within(1, 100000, int), default=1, metavar="N", help="there shall be of each kind, of this commit (1)")
    add("--setting", choices=SETTINGS, action="append", help="a competitor on no core, another or the same; repeat (all)")
    add("--inject", type=within(0, 50), action="append", metavar="PERCENT", help="0: nothing; repeat (0, 2, 3 and 5)")
    add("--sizes", type=sizes_of, default=SIZES, metavar="LIST", help=f"({SIZES})")
    add("--tolerance", type=within(0.01, 100), default=1.0, metavar="PERCENT", help="of all sizes (1)")
    add("--kernels", type=within(1, len(kernels.SHAPES), int), default=len(kernels.SHAPES), metavar="N",
        help="pairs in a suite (10)")
    add("--budget", type=within(0, 1e9), default=float("inf"), metavar="SECONDS", help="begins no suite that would end later")
    add("--report", action="store_true", help="only says what is there")
    add("-o", "--out", type=pathlib.Path, default=TOP / "results/gate-study", metavar="DIR", help="(results/gate-study)")
    options = parser.parse_args()
    options.setting = options.setting or list(SETTINGS)
    options.inject = options.inject or [0.0, 2.0, 3.0, 5.0]
    return options


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "--compete":
        compete(int(sys.argv[2]))
        return
    options = parse_words()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if options.report:
        paths = sorted(options.out.glob("*.csv"))
        if not paths:
            fail(2, f"{options.out}: no *.csv in it (run some suites, or name another by -o)")
    else:
        machine = look_around(PROGRAM)
        if machine.other is None and "other" in options.setting:
            fail(5, "setting other: there is one core (leave it out: --setting alone --setting same)")
        paths = [options.out / f"{machine.key}.csv"]
        sit(options, machine, paths[0])
    for path in paths:
        report.tell(path, read(path), options.sizes, options.tolerance)


try:
    main()
except KeyboardInterrupt:
    sys.exit(128 + signal.SIGINT)
