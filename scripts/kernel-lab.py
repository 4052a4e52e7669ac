#!/usr/bin/env python3
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

"""The two halves of kernel-lab.sh: makes the members of a family, and says what their race tells of its parameters.

Usage: kernel-lab.py parameters TEMPLATE
       kernel-lab.py members TEMPLATE DIRECTORY PARAMETER=VALUE[,VALUE]...     writes NAME.asm for each, and members
       kernel-lab.py report DIRECTORY     reads members and result.json there
"""

import itertools
import json
import math
import pathlib
import re
import statistics
import sys

UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
MOST = 48  # members; a race takes 64 --impl, and some are for those they are held against
SHARED_ABOVE = 1.3  # times the probe of a core of one's own
# Student's t, 97.5 %, for 1 to 7 degrees of freedom.
T = [math.nan, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365]


def fail(*words):
    print("kernel-lab.py:", *words, file=sys.stderr)
    sys.exit(2)


def parameters(template):
    """{name: (default, [value] or None where any number will do, what it is)} from the template's ;@ lines."""
    found = {}
    for line in template.read_text(encoding="utf-8").splitlines():
        words = line.removeprefix(";@").split(None, 3)
        if line.startswith(";@") and words[:1] != ["name"]:
            if len(words) != 4:
                fail(f"{template}: '{line}': not a parameter (;@ NAME DEFAULT VALUES MEANING)")
            found[words[0]] = (words[1], None if words[2] == "number" else words[2].split(","), words[3])
    return found or fail(f"{template}: no line that begins with ;@ (it says no parameters)")


def checked(name, value, values):
    """A value as the template wants it."""
    if values is not None:
        return value if value in values else fail(f"{name}={value}: no such value (one of {', '.join(values)})")
    number = re.fullmatch(r"(\d+)([KMG]?)", value)
    if value == "never":
        return str(1 << 62)
    if not number or int(number[1]) * UNITS[number[2]] > 1 << 40:
        fail(f"{name}={value}: no number of bytes (as 512, 4K, 16M, or never)")
    return str(int(number[1]) * UNITS[number[2]])


def make_members(template, directory, words):
    known = parameters(template)
    asked = {}
    for word in words:
        name, equals, values = word.partition("=")
        if name not in known or not equals or name in asked:
            fail(f"'{word}': no parameter, or twice (as NAME=VALUE,VALUE with NAME of {', '.join(known)})")
        asked[name] = values.split(",")
        meant = [checked(name, value, known[name][1]) for value in asked[name]]
        if len(set(meant)) < len(meant):
            fail(f"'{word}': a value twice (they would be one member)")
    combinations = list(itertools.product(*asked.values()))
    if len(combinations) > MOST:
        fail(f"{len(combinations)} members: too many for a race (turn fewer parameters at once, {MOST} at most)")
    text = template.read_text(encoding="utf-8")
    with open(directory / "members", "w", encoding="utf-8") as legend:
        for number, values in enumerate(combinations):
            chosen = dict(zip(asked, values))
            lines = [f"%define lab_{name} {checked(name, chosen.get(name, default), choices)}\n"
                     for name, (default, choices, _) in known.items()]
            (directory / f"m{number:03}.asm").write_text("".join(lines) + text, encoding="utf-8")
            print(f"m{number:03}", words_of(chosen), file=legend)


def trimmed(values):
    """20 % trimmed mean and the half-width of Yuen's 95 % interval."""
    values = sorted(values)
    m, g = len(values), len(values) // 5
    h = m - 2 * g
    mean = statistics.fmean(values[g:m - g])
    if m < 3:
        return mean, math.nan
    winsorised = [values[g]] * g + values[g:m - g] + [values[m - g - 1]] * g
    return mean, T[min(h - 1, 7)] * statistics.stdev(winsorised) * math.sqrt((m - 1) / (h * (h - 1)))


def block_logs(row, alone_below):
    """{place of the buffers: median ln(reference / member)}; of rounds alone on the core where there are any."""
    logs = {}
    for block in row["blocks"]:
        rounds = [(math.log(ref / ns), probe < alone_below) for ns, ref, probe, taint in
                  zip(block["ns"], block["ref_ns"], block["probe"], block["taint"]) if taint == 0]
        chosen = [v for v, alone in rounds if alone] or [v for v, _ in rounds]
        if chosen:
            logs[block["src_offset"], block["dst_offset"]] = statistics.median(chosen)
    return logs


def cell_name(row):
    """What a row was measured under, its size first: everything of its name but who."""
    size = row["bytes"]
    unit = next(u for u in "GMK" + " " if u == " " or size % UNITS[u] == 0)
    text = f"{size} B" if unit == " " else f"{size // UNITS[unit]} {unit}iB"
    return " ".join([text] + row["name"].split("/")[3:])


def versus(left, right):
    """How much faster members are than others, pair by pair and place by place: ln, and half its 95 % interval."""
    places = set.intersection(*(set(logs) for logs in left + right))
    if not places:
        return math.nan, math.nan
    return trimmed([statistics.fmean(a[place] - b[place] for a, b in zip(left, right)) for place in sorted(places)])


def text_of(mean, half):
    return f"{math.exp(mean):6.3f} {100 * half:4.1f}%"


def words_of(chosen):
    return " ".join(f"{name}={value}" for name, value in chosen.items())


def tell_parameter(name, members, cells):
    """Per cell the mean of each value over what else was turned, held against the best value."""
    values = list(dict.fromkeys(chosen[name] for chosen in members.values()))
    others = sorted(members, key=lambda m: [v for n, v in members[m].items() if n != name])
    print(f"\n{name}: each value's speed / the best value's, over all else that was turned alike")
    print(f"{'':>14}" + "".join(f"{value:>14}" for value in values))
    for cell, logs in cells.items():
        groups = {value: [logs[m] for m in others if members[m][name] == value and m in logs] for value in values}
        if len({len(group) for group in groups.values()}) != 1 or not groups[values[0]]:
            print(f"{cell:>14}  not all members were measured")
            continue
        best = max(values, key=lambda v: statistics.fmean(statistics.fmean(logs.values()) for logs in groups[v]))
        line = f"{cell:>14}"
        for value in values:
            mean, half = versus(groups[value], groups[best])
            mark = "*" if value == best else "=" if not mean + half < 0 else " "
            line += f"{mark + (text_of(mean, half) if value != best else ''):>14}"
        print(line)


def tell_members(members, cells):
    """Per cell who is the fastest, and who comes next."""
    print("\nthe fastest member of each size against the reference, and the next against it")
    for cell, logs in cells.items():
        ranked = sorted(logs, key=lambda m: -trimmed(list(logs[m].values()))[0])
        first = ranked[0]
        line = f"{cell:>14}  {text_of(*trimmed(list(logs[first].values())))}  {words_of(members[first])}"
        for other in ranked[1:2]:
            mean, half = versus([logs[other]], [logs[first]])
            line += f"; {'=' if not mean + half < 0 else ''}{text_of(mean, half).strip()} {words_of(members[other])}"
        print(line)


def tell_absent(members, implementations):
    """Who was not raced, and why."""
    for impl in implementations:
        if impl["name"] not in members:
            continue
        who = f"{impl['name']} {words_of(members[impl['name']])}".strip()
        certificate = impl.get("certificate") or {"findings": []}
        if impl.get("missing"):
            print(f"\n{who}: not run: needs {impl['missing']}")
        for finding in [f for f in certificate["findings"] if f["severity"] == "FAIL"][:1]:
            print(f"\n{who}: WRONG: {finding['class']}: {finding['text']}")


def report(directory):
    members = {}
    for line in (directory / "members").read_text(encoding="utf-8").splitlines():
        member, *words = line.split()
        members[member] = dict(word.split("=", 1) for word in words)
    result = json.loads((directory / "result.json").read_text(encoding="utf-8"))
    rows = [row for row in result["benchmarks"] if row["impl"] in members]
    probes = sorted(p for row in rows for block in row["blocks"] for p in block["probe"])
    alone_below = SHARED_ABOVE * probes[len(probes) // 10]
    cells = {}
    for row in rows:
        cells.setdefault(cell_name(row), {})[row["impl"]] = block_logs(row, alone_below)
    print(f"{len(members)} members; speeds are paired at each placement, +- half the 95 % interval")
    for name in next(iter(members.values())):
        if len({chosen[name] for chosen in members.values()}) > 1:
            tell_parameter(name, members, cells)
    tell_members(members, cells)
    tell_absent(members, result["memcpybench"]["implementations"])
    print("* best value, = not told apart from it. The fastest of many owes part of its lead to luck: race the few that\n"
          "  are left again, alone.")


def main():
    if len(sys.argv) == 3 and sys.argv[1] == "parameters":
        for name, (default, values, meaning) in parameters(pathlib.Path(sys.argv[2])).items():
            print(f"{name:<10} {default:<8} {','.join(values or ['bytes'])}: {meaning}")
    elif len(sys.argv) >= 4 and sys.argv[1] == "members":
        make_members(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4:])
    elif len(sys.argv) == 3 and sys.argv[1] == "report":
        report(pathlib.Path(sys.argv[2]))
    else:
        fail("usage: kernel-lab.py parameters TEMPLATE | members TEMPLATE DIRECTORY WORD... | report DIRECTORY")


if __name__ == "__main__":
    main()
