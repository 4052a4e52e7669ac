#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# Races under other conditions than the usual: cold, elsewhere aligned, on other pages, maps.
load helpers

names() { grep -v '"kind":"ceiling"' race/result.json | grep -oE '"name":"memcpy/[^"]*"' | cut -d'"' -f4 | sort; }

# check WORDS: a Python statement about `rows`, the copies, and `ours`.
check() {
  python3 - "$1" <<'END'
import json, sys
result = json.load(open("race/result.json"))
rows = [r for r in result["benchmarks"] if r["kind"] != "ceiling"]
ours = result["memcpybench"]
exec(sys.argv[1])
END
}

@test "default names and fields stay as they were" {
  tiny_race >/dev/null
  [ "$(names | xargs)" = "memcpy/glibc/4096 memcpy/glibc/64 memcpy/rep_movsb/4096 memcpy/rep_movsb/64" ]
  check 'assert all((r["mode"], r["align"], r["delta"], r["src_mod"], r["page_kind"]) == ("hot", 64, None, None, "thp") for r in rows)'
}

@test "hot and cold are raced side by side and held against each other" {
  run -0 tiny_race --mode hot,cold
  [ "$(names | grep -c /cold)" -eq 4 ]
  [[ $output == *$'\ncold:\n'* ]]
  [[ $output == *"time of a cold copy / time of a hot one:"* ]]
  [[ $output == *"floor, from the loop of cold copies"* ]]
  check 'assert all(r["calls"] >= 8 for r in rows if r["mode"] == "cold")'
  check 'assert ours["peak_memory_bytes"] < 2 * 4096 + (64 << 20)'
  memcpybench table race --format markdown | grep -q '^cold:$'
}

@test "copies that are read are raced, named, held against hot ones and drawn" {
  run -0 memcpybench run --impl glibc --impl rep_movsb --sizes 64,4K --mode hot,read --quick --seed 1 -o race
  [ "$(names | grep -c '/read$')" -eq 4 ]
  [[ $output == *$'\nread:\n'* ]]
  [[ $output == *"time of a copy and of reading it / time of a hot one:"* ]]
  [[ $output == *"floor, and one read of each line of dst"* ]]
  check 'assert sorted(r["mode"] for r in rows) == ["hot"] * 4 + ["read"] * 4'
  check 'assert all(abs(r["bytes_per_second"] * r["real_time"] / 1e9 / r["bytes"] - 1) < 1e-3 for r in rows)'
  [ "$(memcpybench table race --format csv | grep -c ',read,')" -ge 4 ]
  memcpybench table race --format markdown | grep -q '^read:$'
  run -0 memcpybench compare race race
  [ "$(grep -c '; read$' <<<"$output")" -eq 4 ]
  command -v gnuplot || skip "gnuplot is not installed"
  [ -s race/best-read.png ]
}

@test "copies behind another's are raced, named, held against hot ones and drawn" {
  run -0 memcpybench run --impl glibc --impl rep_movsb --impl sse2_loop --sizes 64,1M --mode hot,no-warm --quick --seed 1 -o race
  [ "$(names | grep -c '/no-warm$')" -eq 6 ]
  [[ $output == *$'\nno-warm:\n'* ]]
  [[ $output == *"time of a copy behind another's / time of a hot one:"* ]]
  [[ $output == *"floor, behind another's call: a call"* ]]
  [[ $output != *"followed themselves"* ]]
  check '
unwarmed = [r for r in rows if r["mode"] == "no-warm"]
assert all(r["calls"] == r["ref_calls"] == 1 for r in unwarmed if r["bytes"] == 1 << 20)
assert all(r["calls"] > 1 for r in unwarmed if r["bytes"] == 64)'
  memcpybench table race --format markdown | grep -q '^no-warm:$'
  run -0 memcpybench compare race race
  [ "$(grep -c '; no-warm$' <<<"$output")" -eq 6 ]
  command -v gnuplot || skip "gnuplot is not installed"
  [ -s race/best-no-warm.png ]
  tiny_race # takes them away
  [ "$(ls race)" = result.json ]
}

@test "--no-warm puts that mode in the place of hot" {
  tiny_race --no-warm
  [ "$(names | xargs)" = "memcpy/glibc/4096/no-warm memcpy/glibc/64/no-warm memcpy/rep_movsb/4096/no-warm memcpy/rep_movsb/64/no-warm" ]
  run -0 memcpybench run --dry-run --impl glibc --sizes 64 --no-warm --mode cold,hot,no-warm
  [ "$(grep -cx '  cold' <<<"$output")" -eq 1 ]
  [ "$(grep -cx '  no-warm' <<<"$output")" -eq 1 ]
  [ "$(grep -cx '  hot' <<<"$output")" -eq 0 ]
  run -0 memcpybench run --dry-run --impl glibc --sizes 64 --warm --mode hot,no-warm
  [ "$(grep -cx '  hot' <<<"$output")" -eq 1 ]
  fails_with 2 "--no-warm: contradicts --warm" memcpybench run --impl glibc --warm --no-warm
  fails_with 2 "--no-warm: no copy is hot by --mode (leave it out, or add hot)" memcpybench run --impl glibc --no-warm --mode cold
  fails_with 2 "--warm: no copy is hot by --mode" memcpybench run --impl glibc --warm --mode read,no-warm
}

@test "who has nobody else to follow is raced and told of" {
  run -0 memcpybench run --impl glibc --sizes 64,4K --mode hot,no-warm --quick --no-plots -o race
  [[ $output == *"note: no-warm: 2 cells followed themselves, there being no other copy"* ]]
}

@test "alignments and distances are combined, and every pointer is as asked" {
  tiny_race --align 1 # no pointer is a multiple of a word: the source is held to its pattern all the same
  run -0 tiny_race --align 1,16,64 --delta drawn,0,64,48
  [ "$(names | wc -l)" -eq 44 ]
  [[ $output == *"1 combinations left out: their --delta is no multiple of their --align"* ]]
  check '
for r in rows:
    for b in r["blocks"]:
        src, dst, apart = b["src_offset"], b["dst_offset"], (b["dst_offset"] - b["src_offset"]) % 4096
        assert src % r["align"] == 0 and dst % r["align"] == 0
        assert r["align"] == 64 or src // r["align"] % 2 == 1
        assert apart == r["delta"] if r["delta"] is not None else 1024 <= apart <= 3072'
}

@test "a contract that does not allow such pointers is left out, and that is said" {
  run -0 memcpybench run --impl glibc --impl sse2_nt --align 1,64 --sizes 4K --quick --no-plots -o race
  [ "$(names | xargs)" = "memcpy/glibc/4096 memcpy/glibc/4096/align:1 memcpy/sse2_nt/4096" ]
  [[ $output == *"1 cells left out: contracts do not allow such pointers"* ]]
  fails_with 2 "allows such pointers" memcpybench run --impl sse2_nt --align 1 --sizes 4K --quick --no-plots -o none
}

@test "pages are mapped one kind after the other and read back" {
  run -0 tiny_race --page 4k,thp
  check 'assert all(r["page"] == 4096 for r in rows if r["page_kind"] == "4k")'
  check 'assert {r["page_kind"] for r in rows} == {"4k", "thp"} and len(rows) == 8'
}

@test "hugetlb pages that nobody has set aside are left out with a note, or refused" {
  [ "$(cat /sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages)" -lt 6 ] || skip "there are hugetlb pages"
  run -0 tiny_race --page thp,huge
  [[ $output == *"note: --page huge left out: too few hugetlb pages are free"* ]]
  [ "$(names | wc -l)" -eq 4 ]
  fails_with 2 "too few hugetlb pages" tiny_race --page huge -o none
}

@test "who only copies while it is verified is found out in every mode" {
  for mode in cold read no-warm mix; do
    run -3 "$MEMCPYBENCH_MUTANTS" run --impl mutant_cheats_when_timed --impl glibc --mode $mode --sizes 4K --quick --no-plots -o $mode
  done
}

@test "a mix makes calls of random sizes, counts their bytes and says so" {
  run -0 tiny_race --mode hot,mix --sizes 64,4K
  [ "$(names | grep /mix | xargs)" = "memcpy/glibc/4096/mix memcpy/glibc/64/mix memcpy/rep_movsb/4096/mix memcpy/rep_movsb/64/mix" ]
  [[ $output == *$'\nmix:\n'*"mix: calls of random sizes"*"floor, from the loop of a mix"* ]]
  check '
for r in rows:
    assert r["bytes_mean"] == r["bytes"] or (r["mode"] == "mix" and 64 < r["bytes_mean"] < 2048)
    assert abs(r["bytes_per_second"] / (r["bytes_mean"] / r["real_time"] * 1e9) - 1) < 2e-4
    if r["mode"] == "mix":
        assert r["calls"] == r["ref_calls"] == 16384 and r["percent_of_ceiling"] is None'
  [[ $output == *$'\n    size '*$'\nmix:\n'*$'\n   up to '* ]]
  run -0 memcpybench table race --versus rep_movsb
  [[ $output == *$'\n     size '*$'\n    up to '* ]]
  run -0 memcpybench table race --format markdown
  [[ $output == *$'\n| size |'*$'\n| up to |'* ]]
  run -0 memcpybench table race --chart
  [[ $output == *$'\n64 B to 4 KiB from left'*$'\nmix: largest 64 B to 4 KiB from left'* ]]
  run -0 memcpybench table race --format csv
  [[ ${lines[0]} == *,bytes_mean$'\r' ]]
  [[ $output == *,4096,*,mix,64,*,950.44921875$'\r'* ]]
  run -0 memcpybench compare race race
  [ "$(grep -c '; mix$' <<<"$output")" -eq 4 ]
}

@test "a mix has the sizes of a file, as often as it says, and the file is known by its bytes" {
  printf '# ours\n60:3\n4K:1\n' >sizes.txt
  run -0 memcpybench run --impl glibc --impl rep_movsb --mix sizes.txt --quick --no-plots --seed 1 -o race
  [ "$(names | xargs)" = "memcpy/glibc/4096/mix memcpy/rep_movsb/4096/mix" ]
  [[ $output == *"mix: calls of random sizes, as often as in sizes.txt"*"note: sizes of sizes.txt are rounded up to multiples of 64"* ]]
  check "assert ours['mix'] == {'file': 'sizes.txt', 'sha256': '$(sha256sum <sizes.txt | cut -c1-64)'}"
  check 'assert all(r["bytes_mean"] == (3 * 64 + 4096) / 4 for r in rows)'
  [ ! -x /usr/bin/jsonschema ] || /usr/bin/jsonschema -i race/result.json "$SOURCE_DIR/results/schema.json"
  mv race ours
  printf '60:3,1:1\n0:1\n64:1\n' >three.csv
  run -0 memcpybench run --impl glibc --mix three.csv --quick --no-plots -o race
  [[ $output == *"three.csv are rounded up"*"its first line alone was read"* ]]
  check 'assert all(r["bytes"] == r["bytes_mean"] == 64 for r in rows)'
  fails_with 2 "sizes came from sizes.txt in one and from three.csv in the other" memcpybench compare ours race
}

@test "a bad file of sizes is refused with its line, and so is what it has the last word on" {
  printf '64:1\n128:-1\n' >bad
  fails_with 2 "--mix: bad:2: '128:-1': its weight is no number from 0 on" memcpybench run --mix bad --impl glibc
  fails_with 2 "--mix: .: is a directory" memcpybench run --mix . --impl glibc
  fails_with 2 "--mix: /dev/zero: is a device" memcpybench run --mix /dev/zero --impl glibc
  echo 64:1 >good
  fails_with 2 "leave --sizes out" memcpybench run --mix good --sizes 64 --impl glibc
  fails_with 2 "leave --mode out" memcpybench run --mix good --mode mix --impl glibc
}

@test "a mix is resumed with the sizes it was begun with, and with no others" {
  echo 64:1,4K:1 >sizes.txt
  "$MEMCPYBENCH" run --mix sizes.txt --impl glibc --impl rep_movsb --seed 3 --no-plots -o race >out 2>&1 3>&- &
  child=$!
  until_measured 4
  kill -KILL $child
  wait $child || true
  echo 64:1,4K:2 >sizes.txt
  fails_with 2 "the race was begun with a --mix of SHA-256" memcpybench run --resume race --no-plots
  echo 64:1,4K:1 >sizes.txt
  run -0 memcpybench run --resume race --no-plots
  [ "$(names | xargs)" = "memcpy/glibc/4096/mix memcpy/rep_movsb/4096/mix" ]
}

@test "a map has every pair of offsets at two distances, and is drawn" {
  run -0 memcpybench run --map 16 --impl glibc --sizes 256 --quick --no-plots --seed 1 -o race
  [[ $output == *"maps of offsets mod 64:"*"glibc, 256 B: best "*", worst "* ]]
  check '
seen = {(r["src_mod"], (r["src_mod"] + r["delta"]) % 64, 1024 < r["delta"] < 3072) for r in rows}
assert len(seen) == len(rows) == 32
assert all(b["src_offset"] % 64 == r["src_mod"] for r in rows for b in r["blocks"])'
  command -v gnuplot || skip "gnuplot is not installed"
  run -0 memcpybench plot race --only map
  [[ $output == "drawn: race/map-*.{png,svg}" ]]
  [ "$(head -c 8 race/map-glibc-256.png | xxd -p)" = 89504e470d0a1a0a ]
  grep -q 'glibc, 256 B' race/map-glibc-256.svg
  fails_with 2 "nothing for --only ratio" memcpybench plot race --only ratio
}

@test "a sweep has a blob at 64 places with the buffers at one, and is drawn" {
  run -0 memcpybench run --placement sweep --impl sse2_loop --impl glibc --sizes 64,256 --quick --no-plots -o race
  check '
swept = [r["blocks"] for r in rows if r["impl"] == "sse2_loop"]
assert len(swept) == 2 and all(len({b["code_offset"] for b in blocks}) == 64 for blocks in swept)
assert all(len({(b["src_offset"], b["dst_offset"]) for b in blocks}) == 1 for blocks in swept)'
  command -v gnuplot || skip "gnuplot is not installed"
  run -0 memcpybench plot race --only sweep
  [[ $output == "drawn: race/sweep-*.{png,svg}" ]]
  [ "$(ls race)" = "$(printf 'result.json\nsweep-sse2_loop.png\nsweep-sse2_loop.svg')" ]
  [ "$(head -c 8 race/sweep-sse2_loop.png | xxd -p)" = 89504e470d0a1a0a ]
  grep -q '64 B.*: [0-9.]* to [0-9.]* GB/s' race/sweep-sse2_loop.svg
  run -0 memcpybench run --placement sweep --impl sse2_loop --sizes 64 --quick -o race
  [[ $output == *", sweep-*.{png,svg}"* ]]
  [ -s race/best.png ] && [ -s race/sweep-sse2_loop.png ]
  tiny_race
  [ "$(ls race)" = result.json ]
  fails_with 2 "nothing for --only sweep (see run --placement sweep)" memcpybench plot race --only sweep
}

@test "every condition's pictures have its name, and a new race takes them away" {
  command -v gnuplot || skip "gnuplot is not installed"
  memcpybench run --impl glibc --sizes 64,4K --mode hot,cold --quick -o race
  [ -s race/best.png ]
  [ -s race/best-cold.png ]
  tiny_race
  [ "$(ls race)" = result.json ]
}

@test "compare matches cells by their condition" {
  tiny_race --mode hot,cold >/dev/null
  run -0 memcpybench compare race race
  [[ $output == *"8 cells: "*"0 only in A, 0 only in B"* ]]
  [ "$(grep -c '; cold$' <<<"$output")" -eq 4 ]
  mv race both
  tiny_race >/dev/null
  run -0 memcpybench compare both race
  [[ $output == *"4 only in A, 0 only in B"* ]]
}

@test "the plan says what the conditions are and what is left out" {
  run -0 memcpybench run --dry-run --impl glibc --sizes 64 --mode hot,cold --align 16,32 --delta 16
  [[ $output == *"  cold, aligned to 16, dst - src = 16 mod 4096"* ]]
  [[ $output == *"left out: 2 combinations"* ]]
  run -0 memcpybench run --dry-run --impl glibc --map 8
  [[ $output == *"128 conditions: a map of offsets"* ]]
}

@test "conditions that contradict each other are refused" {
  fails_with 2 "no two multiples of 64 lie so far apart" memcpybench run --impl glibc --delta 32
  fails_with 2 "leave --align out" memcpybench run --impl glibc --map 8 --align 16
  fails_with 2 "leave --delta out" memcpybench run --impl glibc --map 8 --delta 0
  fails_with 2 "--map '2': not a step from 4 to 32" memcpybench run --impl glibc --map 2
  fails_with 2 "--align '': not a power of two" memcpybench run --impl glibc --align 16,
}

@test "a race under conditions is resumed where it was broken off" {
  words=(run --impl glibc --impl rep_movsb --sizes "64,4K" --mode "hot,no-warm" --align "16,64" --page "thp,4k" --quick --seed 3 --no-plots -o race)
  "$MEMCPYBENCH" "${words[@]}" >out 2>&1 3>&- &
  child=$!
  until_measured 20
  kill -KILL $child
  wait $child || true
  run -0 memcpybench run --resume race --no-plots
  [ "$(names | wc -l)" -eq 32 ]
  [ "$(names | uniq -d | wc -l)" -eq 0 ]
}

@test "a result of many conditions is what its schema says" {
  [ -x /usr/bin/jsonschema ] || skip "python3-jsonschema is not installed"
  tiny_race --sizes 64 --mode hot,cold,read,no-warm,mix --align 1,64 --delta 0,drawn --page thp,4k >/dev/null
  /usr/bin/jsonschema -i race/result.json "$SOURCE_DIR/results/schema.json"
  memcpybench run --map 32 --impl glibc --sizes 64 --quick --no-plots -o race >/dev/null
  /usr/bin/jsonschema -i race/result.json "$SOURCE_DIR/results/schema.json"
}
