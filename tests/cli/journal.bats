#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2154

# Races that are broken off, and resumed.
load helpers

long=(run --impl glibc --impl rep_movsb --sizes "64:32K:x2" --quick --no-ceilings --no-plots --seed 7 -o race)
cells_of_long=21 # with the floor's

blocks() { grep -c '"cell":' race/journal.jsonl || true; }

# Starts a race and ends it by a signal once its journal has that many blocks of cells.
break_off() { # SIGNAL BLOCKS WORDS…
  local signal=$1 wanted=$2
  shift 2
  env --default-signal=INT "${program:-$MEMCPYBENCH}" "$@" >out 2>err 3>&- &
  local child=$!
  until_measured "$wanted"
  kill "-$signal" $child
  status=0
  wait $child || status=$?
  [ "$status" -eq $((128 + $(kill -l "$signal"))) ] || { cat out err; return 1; }
}

# resume WORDS…: goes on to the end.
resume() {
  run -0 --separate-stderr memcpybench run --resume race --no-plots "$@"
  [ -z "$stderr" ]
  [ "$(ls race)" = result.json ]
}

# What was measured of each cell, to the digit, a line a block in the order of a race: of a journal or of a result.
measured() {
  python3 - "$1" <<'END'
import json, sys
text = open(sys.argv[1]).read()
load = lambda t: json.loads(t, parse_float=str)
rows = [l["cell"] for l in map(load, text.split("\n")[:-1]) if "cell" in l] if sys.argv[1].endswith("l") else load(text)["benchmarks"]
cells = {}
for r in rows:
    cells.setdefault((r["impl"], r["bytes"], json.dumps([r[k] for k in ("kind", "page", "sha256", "calls", "ref_calls")])), []).extend(r["blocks"])
for b in range(max(map(len, cells.values()), default=0)):
    for cell, blocks in cells.items():
        if b < len(blocks):
            print(json.dumps([*cell, b, blocks[b]]))
END
}

# All lines of the one file are in the other.
is_part_of() { ! grep -Fxvqf "$2" "$1"; }

cells_in() { measured "$1" | cut -d, -f1-2 | sort -u | wc -l; }

# Changes the journal by a Python statement about its `lines` and seals it again.
edit_journal() {
  python3 - "$1" <<'END'
import hashlib, json, sys
lines = [json.loads(line) for line in open("race/journal.jsonl")]
cells = [line for line in lines if "cell" in line]
exec(sys.argv[1])
digest, out = "", ""
for line in lines:
    line.pop("sha256", None)
    body = json.dumps(line)[1:]
    digest = hashlib.sha256((digest + body).encode()).hexdigest()
    out += '{"sha256":"' + digest + '",' + body + "\n"
open("race/journal.jsonl", "w").write(out)
END
}

# The journal is refused by a resume, with that text, and stays as it was.
refuses() {
  cp race/journal.jsonl before
  fails_with 2 "$1" memcpybench run --resume race --no-plots
  cmp before race/journal.jsonl
}

@test "a race that was killed goes on, and what had been measured is in its result to the digit" {
  break_off KILL 5 "${long[@]}"
  [ ! -e race/result.json ]
  measured race/journal.jsonl >before
  [ "$(wc -l <before)" -ge 5 ]
  resume
  measured race/result.json >after
  is_part_of before after
  [ "$(cut -d, -f1-2 after | sort -u | wc -l)" -eq $cells_of_long ]
  [[ $output == *"note: broken off and resumed, 1 time"* ]]
  [[ $output == *"seed 7;"* ]]
  grep -q "\"command\":\"[^\"]*run --impl glibc .* -o race\"" race/result.json
  [ ! -x /usr/bin/jsonschema ] || /usr/bin/jsonschema -i race/result.json "$SOURCE_DIR/results/schema.json"
}

@test "a resumed race is the race it would have been: the same cells in the same order at the same places" {
  break_off KILL 3 "${long[@]}"
  break_off KILL $(($(blocks) + 30)) run --resume race --no-plots
  resume
  [[ $output == *"resumed, 2 times"* ]]
  mv race resumed
  memcpybench "${long[@]}" >/dev/null
  # Each cell's first placement: on a core that is shared with others the last may not be reached.
  place='"impl":"[a-z_]*","kind":"[a-z]*","bytes":[0-9]+|"blocks":\[\{"code_offset":[0-9]+,"src_offset":[0-9]+,"dst_offset":[0-9]+'
  for x in race resumed; do grep -oE "$place" $x/result.json >$x.places; done
  [ "$(wc -l <race.places)" -eq $((2 * cells_of_long)) ]
  cmp race.places resumed.places
}

@test "the seconds of a race that was resumed add up" {
  break_off KILL 5 "${long[@]}"
  resume
  python3 - <<'END'
import json
j = json.load(open("race/result.json"))
ours = j["memcpybench"]
ns = sum(row["calls"] * sum(b["ns"]) + row["ref_calls"] * sum(b["ref_ns"]) for row in j["benchmarks"] for b in row["blocks"])
assert abs(ns / 1e9 / ours["timed_seconds"] - 1) < 1e-3, (ns, ours["timed_seconds"])
assert 0 < ours["timed_seconds"] <= ours["measure_seconds"]
assert ours["setup_seconds"] + ours["verify_seconds"] + ours["measure_seconds"] <= ours["wall_seconds"] * 1.001
END
}

@test "an interrupted race keeps its journal beside its result, and says how to go on" {
  for signal in INT TERM HUP; do
    break_off $signal 3 "${long[@]}"
    grep -q "\"interrupted_by\":$(kill -l $signal)" race/result.json
    grep -q '^to go on: memcpybench run --resume race$' out
    measured race/journal.jsonl >before
    resume
    grep -q '"interrupted_by":null' race/result.json
    measured race/result.json >after
    is_part_of before after
    rm -r race
  done
}

@test "a resume that is interrupted loses nothing and can be resumed" {
  break_off KILL 3 "${long[@]}"
  break_off TERM 3 run --resume race --no-plots # while it sets up or verifies again
  break_off TERM 6 run --resume race --no-plots
  resume
  [ "$(cells_in race/result.json)" -eq $cells_of_long ]
}

@test "a seed and a time that were drawn or fitted are kept" {
  break_off KILL 2 run --impl rep_movsb --sizes 64:64K:x2 --budget 4 --no-plots -o race
  seed=$(grep -oE -- '--seed=[0-9]+' race/journal.jsonl)
  rounds=$(grep -oE '"cell_seconds":[0-9.]+' race/journal.jsonl | head -1)
  break_off KILL 4 run --resume race --no-plots
  [ "$(grep -oE '"cell_seconds":[0-9.]+' race/journal.jsonl | sort -u)" = "$rounds" ]
  resume
  [[ $output == *"seed ${seed#*=};"* ]]
}

@test "formats are chosen anew, everything else is as it was" {
  break_off KILL 2 "${long[@]}"
  for words in "--sizes 64" "--impl glibc" "--seed 7" "-o race" "--quick" "--dry-run" "--budget 3"; do
    read -ra more <<<"$words"
    fails_with 2 "was chosen when the race began (leave it out)" memcpybench run --resume race "${more[@]}"
  done
  resume --format csv
  [ "$(wc -l <<<"$output")" -eq $((cells_of_long + 1)) ]
}

@test "a torn last line is left out" {
  break_off KILL 4 "${long[@]}"
  truncate -s -20 race/journal.jsonl
  measured race/journal.jsonl >before
  [ "$(wc -l <before)" -ge 3 ]
  resume
  measured race/result.json >after
  is_part_of before after
  [ "$(cells_in race/result.json)" -eq $cells_of_long ]
}

@test "damage before the last line is refused with its line and touches nothing" {
  break_off KILL 3 "${long[@]}"
  sed -i '2s/"passed":true/"passed":fals/' race/journal.jsonl
  refuses "race/journal.jsonl:2: damaged"
}

@test "what has been finished or was never begun cannot be resumed" {
  tiny_race >/dev/null
  fails_with 2 "race: its race is finished" memcpybench run --resume race
  mkdir empty
  fails_with 2 "empty: no unfinished race lies there" memcpybench run --resume empty
  fails_with 2 "absent: no unfinished race lies there" memcpybench run --resume absent
  fails_with 2 "race/result.json: no unfinished race lies there: Not a directory" memcpybench run --resume race/result.json
  echo '{"sha256":"0123' >empty/journal.jsonl
  fails_with 2 "ended before it had begun" memcpybench run --resume empty
  printf '{"sha256":"0123' >empty/journal.jsonl
  memcpybench run --impl glibc --sizes 64 --quick --no-plots -o empty >/dev/null
  [ "$(ls empty)" = result.json ]
}

@test "another machine, program, core or set of implementations is refused, and what differs is said" {
  break_off KILL 3 "${long[@]}"
  cp race/journal.jsonl good
  while IFS='|' read -r change text; do
    cp good race/journal.jsonl
    edit_journal "ours, head = lines[0]['result']['memcpybench'], lines[0]; machine = ours['fingerprint']; $change"
    refuses "$text" || { echo "$change"; return 1; }
  done <<'END'
machine['cpu_model_name'] = 'Abacus'|begun with CPU 'Abacus', now it is '
machine['cpu_family'] += 1|begun with CPU family '
machine['cpu_stepping'] += 1|begun with CPU stepping '
machine['commit'] = '0123456'|begun with memcpybench of commit '0123456'
machine['libc_variant'] = 'erms'|begun with memcpy of the C library 'erms'
machine['host'] = 'elsewhere'|begun with host 'elsewhere'
machine['cpu'] += 1|begun with CPU number '
head['field'][1]['sha256'] = 64 * '0'|begun with rep_movsb of SHA-256 '0000
head['field'][1]['missing'] = 'avx2'|begun with features that rep_movsb lacks 'avx2', now it is ''
head['field'].pop()|begun with a number of implementations of '1', now it is '2'
head['words'].append('--impl=c_lines')|begun with a number of implementations of '2', now it is '3'
head['words'].append('--nonsense')|no option '--nonsense'
head['words'].append('--help')|takes no names
ours['seed'] = 8|first line contradicts itself
cells[1]['cell']['bytes'] = 640|at 640 bytes, is in no such race's plan
cells[1]['cell']['blocks'][0]['src_offset'] += 64|is in no such race's plan
cells[1]['cell']['blocks'][0]['ns'][0] = -1|a sample is no number from
head['journal_version'] = 2|journal version 2
END
}

@test "two runs cannot write to one directory, nor resume one race" {
  "$MEMCPYBENCH" "${long[@]}" --sizes 64:512K:x2 >out 2>err 3>&- & # as long as both of the others take to say so
  child=$!
  for ((i = 0; i < 1000; i++)); do [ ! -s race/journal.jsonl ] || break; sleep 0.01; done
  fails_with 5 "race: another run writes there" memcpybench "${long[@]}"
  fails_with 5 "race: another run writes there" memcpybench run --resume race
  wait $child
  [ ! -s err ]
  [ "$(cells_in race/result.json)" -eq 29 ]
}

@test "runs that begin in the same second have directories of their own" {
  for n in 1 2 3; do
    "$MEMCPYBENCH" run --impl rep_movsb --sizes 64 --quick --no-plots >out$n 2>&1 3>&- &
  done
  wait
  [ "$(find results -name result.json | wc -l)" -eq 3 ] || { tail -n 3 out?; return 1; }
  [ "$(sort -u <(grep -h ^written: out?) | wc -l)" -eq 3 ]
}

@test "a new race does not write over an unfinished one" {
  break_off KILL 2 "${long[@]}"
  cp race/journal.jsonl before
  fails_with 2 "race: an unfinished race lies there (run --resume race, or choose another --out)" memcpybench "${long[@]}"
  cmp before race/journal.jsonl
}

@test "a race that fails before anything is measured leaves no journal" {
  mkdir race
  fails_with 3 "the reference itself is wrong" "$MEMCPYBENCH_MUTANTS" run --ref mutant_no_copy --impl glibc --sizes 64 -o race
  [ -z "$(ls race)" ]
}

@test "who was found wrong stays out when the race is resumed" {
  program=$MEMCPYBENCH_MUTANTS
  break_off KILL 3 "${long[@]}" --impl mutant_short
  run -3 "$program" run --resume race --no-plots
  [[ $output == *"NOT RUN, WRONG: mutant_short: short-copy"* ]]
  [ "$(cells_in race/result.json)" -eq $cells_of_long ]
  [ "$(grep -o '"name":"mutant_short"' race/result.json | wc -l)" -eq 1 ]
}

@test "what writers left that were killed is taken away" {
  break_off KILL 2 "${long[@]}"
  touch race/result.json.123.tmp race/result.json.tmp
  run -0 memcpybench run --resume race --no-plots
  [ "$(find race -type f | sort | xargs)" = "race/result.json race/result.json.tmp" ]
}

@test "a reader that goes away early leaves nothing that hinders" {
  exec 7> >(exec true)
  wait $! # now nobody reads
  run -141 bash -c '"$MEMCPYBENCH" run --impl glibc --sizes 64 --quick --no-plots -o race >&7'
  exec 7>&-
  fails_with 2 "its race is finished" memcpybench run --resume race
  [ "$(ls race)" = result.json ]
}

@test "a full disk ends the race, loses nothing, and the race goes on when there is room" {
  mkdir small
  mount -t tmpfs -o size=64k none small 2>/dev/null || skip "no permission to mount a small file system"
  cd small || return
  fails_with 5 "race/journal.jsonl: not written: No space left on device (what is there is kept: free space and --resume)" \
    memcpybench "${long[@]}"
  [ "$(ls race)" = journal.jsonl ]
  [ "$(blocks)" -ge 3 ]
  mount -o remount,size=4m "$PWD"
  resume
  [ "$(cells_in race/result.json)" -eq $cells_of_long ]
  cd .. && umount small
}

@test "races killed at random moments lose nothing, and repeat nothing" {
  kills=8
  ! grep -q __asan_init "$MEMCPYBENCH" || kills=4
  run -0 "$SOURCE_DIR/scripts/kill9.sh" $kills
  [[ $output == "$kills kills of "*", 0 lost, 0 repeated; nothing left behind"* ]]
}
