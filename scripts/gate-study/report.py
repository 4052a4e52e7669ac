# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""What the rows of a gate study say: rates with their Clopper-Pearson 95 % intervals, and what is drawn of them."""

import collections
import ctypes
import ctypes.util
import pathlib
import statistics
import subprocess
import sys


def beta_quantile():
    """GSL's, which the program itself is linked with."""
    try:
        ctypes.CDLL(ctypes.util.find_library("gslcblas"), mode=ctypes.RTLD_GLOBAL)
        quantile = ctypes.CDLL(ctypes.util.find_library("gsl")).gsl_cdf_beta_Pinv
    except (OSError, AttributeError, TypeError):
        print("gate-study: libgsl: cannot be loaded: bounds of rates need it (scripts/deps.sh build)", file=sys.stderr)
        sys.exit(5)
    quantile.restype = ctypes.c_double
    quantile.argtypes = [ctypes.c_double] * 3
    return quantile


QUANTILE = beta_quantile()
SCRIPT = pathlib.Path(__file__).resolve().parents[1] / "plot/gate-study.gp"
DRAWN_FROM = 30  # cells: the interval of fewer would fill the picture and say nothing
SETTINGS = {"alone": "alone", "other": "competitor on another core", "same": "competitor on the same core"}


class Rate:
    """k of n, in percent, with the interval that Clopper and Pearson give it (Biometrika 26, 1934)."""

    def __init__(self, k, n):
        self.k, self.n = k, n
        self.value = 100 * k / n if n else float("nan")
        self.low = 100 * QUANTILE(0.025, k, n - k + 1) if k else 0.0
        self.high = 100 * QUANTILE(0.975, k + 1, n - k) if k < n else 100.0

    def __str__(self):
        return f"{self.k}/{self.n} {self.value:.2f} % ({self.low:.2f} to {self.high:.2f})" if self.n else "-"


class Told:
    """Cells of suites of one kind that were told from rounds alone, or from rounds shared."""

    def __init__(self, rows, state):
        n = sum(getattr(row, state) for row in rows)
        self.state, self.cells = state, n
        self.slower, self.faster, self.undecided = (
            Rate(sum(getattr(row, f"{state}_{what}") for row in rows), n) for what in ("slower", "faster", "undecided"))


class Group:
    """Suites of one kind."""

    def __init__(self, setting, injected, rows):
        self.setting, self.injected, self.rows = setting, injected, rows
        self.told = [told for told in (Told(rows, "alone"), Told(rows, "shared")) if told.cells]
        self.compare = Rate(sum(row.compare_slower for row in rows), sum(row.compare_cells for row in rows))
        self.failing = Rate(sum(row.status == 1 for row in rows), len(rows))
        self.seconds = statistics.median(row.seconds for row in rows)
        self.measured = statistics.median(row.slowdown for row in rows)
        self.missed = collections.Counter()
        for row in rows:
            for word in row.missed.split():
                size, _, count = word.partition("*")
                self.missed[int(size)] += int(count)

    def name(self):
        return SETTINGS.get(self.setting, self.setting)


def groups_of(rows):
    kinds = collections.defaultdict(list)
    for row in rows:
        kinds[list(SETTINGS).index(row.setting) if row.setting in SETTINGS else 9, row.setting, row.injected].append(row)
    return [Group(setting, injected, kinds[place, setting, injected]) for place, setting, injected in sorted(kinds)]


def table(lines):
    """Markdown that can be read as it is."""
    widths = [max(map(len, column)) for column in zip(*lines)]
    for number, line in enumerate(lines):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |")
        if number == 0:
            print("| " + " | ".join("-" * width for width in widths) + " |")


def tell_verdicts(groups):
    lines = [("setting", "slowed by", "measured", "rounds", "found slower", "found faster", "inconclusive")]
    for group in groups:
        for told in group.told:
            lines.append((group.name(), f"{group.injected:g} %", f"{group.measured:.2f} %", told.state,
                          str(told.slower), str(told.faster), str(told.undecided)))
    table(lines)


def tell_suites(groups):
    lines = [("setting", "slowed by", "suites that fail", "canary alarms", "seconds a suite", "compare.py above the tolerance")]
    for group in groups:
        alarms = Rate(sum(row.alarms for row in group.rows), sum(row.canaries for row in group.rows))
        lines.append((group.name(), f"{group.injected:g} %", str(group.failing), str(alarms), f"{group.seconds:.1f}",
                      str(group.compare)))
    table(lines)


def tell_missed(groups):
    for group in groups:
        if group.missed:
            where = ", ".join(f"{size} B {count}" for size, count in sorted(group.missed.items()))
            print(f"other verdicts than the right one, {group.name()}, {group.injected:g} %: {where}")


def draw(path, groups, heading):
    """Writes NAME.dat, a data set a series, parted by two empty lines, the name first; and draws it."""
    series = collections.defaultdict(list)
    for group in groups:
        for told in (told for told in group.told if told.cells >= DRAWN_FROM):
            series[group.name() + (", shared rounds" if told.state == "shared" else "")].append((group, told))
    if not series:
        print(f"no picture: fewer than {DRAWN_FROM} cells of each kind")
        return
    with open(path.with_suffix(".dat"), "w", encoding="utf-8") as out:
        for number, (name, points) in enumerate(series.items()):
            print("\n\n" * (number > 0) + f'"{name}"', file=out)
            for group, told in points:
                rate = told.slower
                print(group.injected, rate.value, rate.low, rate.high, told.undecided.value, group.seconds, group.compare.value,
                      file=out)
    names = f"name = '{path.stem}'; heading = '{heading}'"
    try:
        subprocess.run(["gnuplot", "-e", names, SCRIPT], cwd=path.parent, check=True, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"gate-study: gnuplot: {error}: no picture (apt-get install gnuplot-nox)", file=sys.stderr)
        return
    print(f"drawn: {path.parent / path.stem}.png, {path.parent / path.stem}.svg")


def tell(path, rows, sizes, tolerance):
    """All that is in the file; drawn is what belongs to these sizes and this tolerance."""
    if not rows:
        print(f"gate-study: {path}: holds no suite (run some)", file=sys.stderr)
        sys.exit(2)
    pools = collections.defaultdict(list)
    for row in rows:
        pools[row.sizes, row.tolerance].append(row)
    for (its_sizes, its_tolerance), pool in sorted(pools.items(), key=lambda item: -len(item[1])):
        groups = groups_of(pool)
        commits = sorted({row.commit for row in pool})
        print(f"{pool[0].cpu}, sizes {its_sizes}, tolerance {its_tolerance:g} %: {len(pool)} suites, "
              f"{sum(row.cells for row in pool)} cells, commits {' '.join(commits)}\n")
        tell_verdicts(groups)
        print()
        tell_suites(groups)
        print()
        tell_missed(groups)
        if (its_sizes, its_tolerance) == (sizes, tolerance):
            draw(path, groups, f"check on {pool[0].cpu}, to {its_sizes.split(',')[-1]}, tolerance {its_tolerance:g} %: "
                               f"{len(pool)} suites")
