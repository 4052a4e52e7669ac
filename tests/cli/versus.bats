#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# One implementation against the best of all others, from stored results. test_versus.c has the arithmetic.
load helpers

# A race of which every figure is then made: at 64 B rep_movsb takes 80 ns and sse2_loop 100, at 4 KiB 100 and 50, c_lines 84 at
# both, where glibc takes 100; at sixteen placements each.
setup_file() {
  cd "$BATS_FILE_TMPDIR" || return
  memcpybench run --impl glibc --impl rep_movsb --impl sse2_loop --impl c_lines --impl avx2_loop --sizes 64,4K --quick \
    --no-plots --seed 1 -o race >/dev/null
  python3 - <<'PY'
import json
with open("race/result.json") as file:
    result = json.load(file)
ns = {("rep_movsb", 64): 80, ("rep_movsb", 4096): 100, ("sse2_loop", 64): 100, ("sse2_loop", 4096): 50,
      ("avx2_loop", 64): 20, ("avx2_loop", 4096): 20}
for row in result["benchmarks"]:
    if row["kind"] == "ceiling":
        continue
    time = ns.get((row["impl"], row["bytes"]), 84 if row["impl"] == "c_lines" else 100)
    row["blocks"] = [{"code_offset": 0, "src_offset": 64 * b, "dst_offset": 2048 + 64 * b, "ns": [time] * 3,
                      "ref_ns": [100] * 3, "probe": [0.25] * 3, "taint": [0] * 3} for b in range(16)]
    row["iterations"] = 48
with open("race/result.json", "w") as file:
    json.dump(result, file)
for impl in result["memcpybench"]["implementations"]:
    del impl["isa"]
with open("old.json", "w") as file:
    json.dump(result, file)
PY
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  race=$BATS_FILE_TMPDIR/race
}

# Field N of a size's line of CSV.
csv() { memcpybench table "$race" --versus c_lines --format csv "${@:3}" | tr -d '\r' | awk -F, -v bytes="$1" -v n="$2" '$2 == bytes { print $n }'; }

texts() { sed -n 's|.*<text>\(.*\)</text>.*|\1|p' "$1"; }

@test "a line a size, with the best of all others and how far it is, and a mean of them" {
  run -0 memcpybench table "$race" --versus c_lines --without avx2_loop
  [[ $output == *"c_lines against the best of 3 at each size"* ]]
  grep -Eq '^ +64 B +0\.8 <   0\.952  0\.952 to 0\.952   1\.190  1\.190 to 1\.190 +-  rep_movsb$' <<<"$output"
  grep -Eq '^ +4 KiB +48\.8 <   0\.595  0\.595 to 0\.595   1\.190  1\.190 to 1\.190 +[0-9>-]+%?  sse2_loop$' <<<"$output"
  [[ $output == *"geometric mean over 2 sizes, with 95% intervals: / best 0.753,"* ]] # sqrt(80 / 84 * 50 / 84)
  [[ $output == *"below 0.99 of the best: surely at 2 of 2"* ]]
}

@test "--among and --without say who the others are" {
  [ "$(csv 64 7)" = avx2_loop ]
  [ "$(csv 64 7 --without avx2_loop)" = rep_movsb ]
  [ "$(csv 64 7 --among glibc)" = glibc ]
  [ "$(csv 64 7 --among glibc --among 'rep_*')" = rep_movsb ]
  [ "$(csv 64 7 --among '*' --without 'avx*' --without rep_movsb)" = glibc ]
  [ "$(csv 64 10 --among 'glibc')" = 1 ]
}

@test "--isa leaves out who needs more, and the C library, which chooses by itself" {
  [ "$(csv 64 7 --isa avx2)" = avx2_loop ]
  [ "$(csv 64 10 --isa avx2)" = 3 ]
  [ "$(csv 4096 7 --isa sse2)" = sse2_loop ]
  fails_with 2 "does not say what" memcpybench table "$BATS_FILE_TMPDIR/old.json" --versus c_lines --isa avx2
  run -0 memcpybench table "$BATS_FILE_TMPDIR/old.json" --versus c_lines
  fails_with 2 "'avx9' is neither a level nor a feature" memcpybench table "$race" --versus c_lines --isa avx9
  run -0 memcpybench table "$race" --versus c_lines --isa sse2,avx2
}

@test "a result keeps what each implementation needs, as list has it" {
  MEMCPYBENCH_MASK_ISA='' memcpybench list --json >list.json
  python3 - "$race/result.json" <<'PY'
import json, sys
listed = {i["name"]: i["isa"] for i in json.load(open("list.json"))}
for impl in json.load(open(sys.argv[1]))["memcpybench"]["implementations"]:
    assert impl["isa"] == listed[impl["name"]], impl
PY
}

@test "CSV, Markdown and JSON say the same" {
  memcpybench table "$race" --versus c_lines --without avx2_loop --format csv=it.csv --format markdown=it.md --format json=it.json
  [ "$(head -1 it.csv | tr ',' '\n' | wc -l)" -eq "$(tail -1 it.csv | tr ',' '\n' | wc -l)" ]
  [ "$(tail -1 it.csv | cut -d, -f1,2,4,7-12)" = c_lines,4096,0.59524,sse2_loop,sse2_loop,16,3,0,0 ]
  grep -qF '| 4 KiB | 48.8 | 0.595 (0.595–0.595) | 1.190 (1.190–1.190) |' it.md
  jq -e '.versus == "c_lines" and .without == ["avx2_loop"] and .among == [] and .isa == null' it.json
  jq -e '.conditions[0].cells | map(.best[0]) == ["rep_movsb", "sse2_loop"] and (.[0].to_best.ratio - 80 / 84 | fabs) < 1e-5' it.json
  jq -e '.conditions[0] | .sizes == 2 and .behind == 2 and .perhaps_behind == 0 and .to_reference.lo > 1.19' it.json
}

@test "each condition has a part of its own" {
  memcpybench run --impl glibc --impl rep_movsb --sizes 64 --mode hot,cold --no-ceilings --quick --no-plots --seed 1 -o both >/dev/null
  run -0 memcpybench table both --versus rep_movsb
  [ "$(grep -c 'rep_movsb against the best of 1 at each size' <<<"$output")" -eq 2 ]
  grep -q '^cold: rep_movsb against' <<<"$output"
  memcpybench table both --versus rep_movsb --format json=it.json
  jq -e '.conditions | map(.condition) == ["", "cold"]' it.json
}

@test "what cannot be held against each other is refused in one line" {
  fails_with 2 "--versus 'nobody': no such implementation was measured" memcpybench table "$race" --versus nobody
  fails_with 2 "--versus 'floor': no such implementation was measured" memcpybench table "$race" --versus floor
  fails_with 2 "'nob*': no such implementation" memcpybench table "$race" --versus glibc --among 'nob*'
  fails_with 2 "'nob*': no such implementation" memcpybench table "$race" --versus glibc --without 'nob*'
  fails_with 2 "glibc: it has no rival" memcpybench table "$race" --versus glibc --among glibc
  fails_with 2 "--impl: does not go with --versus" memcpybench table "$race" --versus glibc --impl glibc
  fails_with 2 "--among: nobody is held against anybody" memcpybench table "$race" --among glibc
  fails_with 2 "--isa: nobody is held against anybody" memcpybench plot "$race" --isa avx2
  fails_with 2 "--chart: does not go with --versus" memcpybench table "$race" --versus glibc --chart
  fails_with 2 "--only versus: whom" memcpybench plot "$race" --only versus
  fails_with 2 "(drop --only)" memcpybench plot "$race" --only heat --versus glibc
  fails_with 2 "(drop --together)" memcpybench plot "$race" "$race" --together --versus glibc
}

@test "the picture names whom it is about and who was the best" {
  command -v gnuplot >/dev/null || skip "gnuplot is not installed"
  run -0 memcpybench plot "$race" --only versus --versus c_lines --without avx2_loop -o drawn
  [ "$output" = "drawn: drawn/versus-c_lines*.{png,svg}" ]
  [ "$(cd drawn && echo *)" = "versus-c_lines.png versus-c_lines.svg" ]
  [ "$(head -c 8 drawn/versus-c_lines.png | xxd -p)" = 89504e470d0a1a0a ]
  texts drawn/versus-c_lines.svg >written
  grep -qx 'c_lines against the best of 3 at each size' written
  grep -qx 'rep_movsb 1' written
  grep -qx 'sse2_loop 1' written
  run ! grep -q '^glibc [0-9]' written
  memcpybench plot "$race" --versus c_lines --without avx2_loop -o alone
  cmp drawn/versus-c_lines.svg alone/versus-c_lines.svg
}

# What is drawn with filled circles comes from rounds alone; with hollow ones from shared rounds; in the band, from neither
# where placements are too few.
@test "sizes without an interval and shared ones keep their places in the picture" {
  command -v gnuplot >/dev/null || skip "gnuplot is not installed"
  memcpybench run --impl glibc --impl rep_movsb --sizes 64:4K:x2 --quick --no-ceilings --no-plots --seed 1 -o race >/dev/null
  python3 - <<'PY'
import json
with open("race/result.json") as file:
    result = json.load(file)
for row in result["benchmarks"]:
    few, shared = row["bytes"] in (64, 256, 512), row["bytes"] == 1024
    row["blocks"] = [{"code_offset": 0, "src_offset": 64 * b, "dst_offset": 2048 + 64 * b, "ns": [90 + b] * 3, "ref_ns": [100] * 3,
                      "probe": [0.4 if shared else 0.25] * 3, "taint": [0] * 3} for b in range(4 if few else 16)]
with open("race/result.json", "w") as file:
    json.dump(result, file)
PY
  memcpybench plot race --versus rep_movsb -o .
  python3 - <<'PY'
import re
svg = open("versus-rep_movsb.svg").read()
parts = re.split(r'<g id="gnuplot_plot_', svg)
used = [set(re.findall(r"xlink:href='#(gpPt\d+)'", part)) for part in parts]
points = [len(re.findall(r"<use ", part)) for part in parts]
assert points[2] == 6, points # six sizes were alone
assert points[3] == 1, points # one was not
PY
}

@test "the pictures go when another race takes the directory" {
  command -v gnuplot >/dev/null || skip "gnuplot is not installed"
  mkdir kept
  touch kept/versus-c_lines.png kept/versus-c_lines-cold.svg kept/versus-notes.txt
  memcpybench run --impl glibc --sizes 64 --quick --no-plots --seed 1 -o kept >/dev/null
  [ "$(cd kept && echo *)" = "result.json versus-notes.txt" ]
}
