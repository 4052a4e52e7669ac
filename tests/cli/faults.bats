#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2016,SC2154

# Bad input and bad surroundings: one line that says what, why and what to do, the documented status, nothing half-written.
load helpers

@test "a size that is no multiple of 64 is refused with its neighbours" {
  fails_with 2 "size '100': not a multiple of 64 (the nearest are 64 and 128)" memcpybench run --sizes 100
  fails_with 2 "size '1': not a multiple of 64" memcpybench run --sizes 64,1
}

@test "sizes that are no sizes are refused" {
  for sizes in '' ',' '64,' abc -64 0 1e99 4KB 99999999999999999999 64: 64:128 64:128:2 64:128:x1 64:128:+0 \
    64:128:+63 128:64:x2 64:128:x2:x2 ' 64' 65G; do
    fails_with 2 "size" memcpybench run --sizes="$sizes"
  done
  [ ! -e results ]
}

@test "sizes that do not fit into memory are refused before anything is touched" {
  fails_with 2 "are free (use smaller sizes)" memcpybench run --sizes 64G --impl glibc -o race
  [ ! -e race ]
}

@test "an unknown implementation is answered with the nearest" {
  fails_with 2 "did you mean 'rep_movsb'?" memcpybench run --impl rep_mosvb
  fails_with 2 "'zz*': matches no implementation" memcpybench run --impl 'zz*'
  fails_with 2 "did you mean 'glibc'?" memcpybench run --ref glbc
  fails_with 2 "'add': is no memcpy" memcpybench run --impl add
  fails_with 2 "is no memcpy" memcpybench run --ref hello
}

@test "an empty selection is refused" {
  fails_with 2 "the selection is empty" memcpybench run --impl rep_movsb --without 'rep*'
}

@test "a race of which nothing can run ends with 77" {
  MEMCPYBENCH_MASK_ISA=avx2 fails_with 77 "avx2_loop needs avx2" memcpybench run --impl avx2_loop -o race
  [ ! -e race ]
}

@test "a reference that cannot run here is refused" {
  MEMCPYBENCH_MASK_ISA=avx2 fails_with 2 "needs avx2" memcpybench run --ref avx2_loop -o race
}

@test "a core that is not there, not understood or outside the allowed set is refused" {
  fails_with 2 "there is none with that number" memcpybench run --cpu core:9999 -o race
  fails_with 2 "not understood" memcpybench run --cpu 1 -o race
  fails_with 2 "neither a core nor a pu" memcpybench run --cpu numa:0 -o race
  if [ "$(nproc)" -ge 2 ]; then
    first=$(taskset -cp $$ | grep -oE '[0-9]+' | sed -n 2p)
    fails_with 2 "outside the set this process may run on" taskset -c "$first" "$MEMCPYBENCH" run --cpu core:1 -o race
  fi
  [ ! -e race ]
}

@test "the race keeps to the set of cores it was started in" {
  first=$(taskset -cp $$ | grep -oE '[0-9]+' | sed -n 2p)
  run -0 taskset -c "$first" "$MEMCPYBENCH" run --impl rep_movsb --sizes 64 --quick --no-plots -o race
  [[ $output == *"CPU $first at"* ]]
}

@test "a seed that is no number is refused" {
  for seed in x -1 4294967296 1.5 ''; do
    fails_with 2 "not a whole number" memcpybench run --seed="$seed"
  done
}

@test "an output directory that cannot be written is found before the race" {
  touch file
  SECONDS=0
  fails_with 5 "cannot be written" memcpybench run -o file/race
  fails_with 5 "cannot be written" memcpybench run -o /proc/race
  fails_with 5 "cannot be written" memcpybench run -o file
  fails_with 2 "not a directory's name (say one, or leave it out)" memcpybench run -o ''
  [ "$SECONDS" -lt 60 ]
}

@test "without gnuplot the result is kept and the status is 5" {
  mkdir empty
  run -5 --separate-stderr env PATH="$PWD/empty" "$MEMCPYBENCH" run --impl rep_movsb --sizes 64 --quick -o race
  # shellcheck disable=SC2154
  [[ $stderr == *"gnuplot: not installed"* ]]
  [ -s race/result.json ]
  [ "$(find race -type f | wc -l)" -eq 1 ]
  fails_with 5 "gnuplot: not installed" env PATH="$PWD/empty" "$MEMCPYBENCH" plot race
}

@test "where no picture can stand nothing is drawn, and none of the others" {
  tiny_race >/dev/null
  mkdir drawn
  echo theirs >elsewhere
  for thing in "mkdir -p" "mkfifo" "ln -s ../elsewhere"; do
    $thing drawn/ratio.png
    fails_with 5 "drawn/ratio.png: a directory, a link or a device stands there" timeout 60 "$MEMCPYBENCH" plot race -o drawn
    [ "$(ls drawn)" = ratio.png ]
    rm -r drawn/ratio.png
  done
  [ "$(cat elsewhere)" = theirs ]
}

@test "what somebody who was ended left of his pictures is in nobody's way" {
  tiny_race >/dev/null
  echo theirs >elsewhere
  mkfifo race/ratio.png.tmp
  ln -s ../elsewhere race/ratio.svg.tmp
  timeout 60 "$MEMCPYBENCH" plot race >/dev/null
  [ "$(cat elsewhere)" = theirs ]
  [ "$(find race | wc -l)" -eq 8 ] # itself, the result and six pictures
}

@test "two who draw into one directory wait for each other" {
  tiny_race >/dev/null
  mkdir bin
  printf '#!/bin/bash\nmkdir busy || exit 1\nsleep 0.1\nrmdir busy\nexec %s "$@"\n' "$(command -v gnuplot)" >bin/gnuplot
  chmod +x bin/gnuplot
  children=()
  for _ in 1 2 3; do
    PATH=$PWD/bin:$PATH "$MEMCPYBENCH" plot race >>out 2>>err 3>&- &
    children+=($!)
  done
  for child in "${children[@]}"; do wait "$child" || { cat err; return 1; }; done
  [ "$(find race -type f | wc -l)" -eq 7 ]
}

@test "a gnuplot that fails leaves no picture behind" {
  tiny_race >/dev/null
  mkdir bin
  printf '#!/bin/sh\necho "line 7: it rained" >&2\ntouch throughput.png.tmp\nexit 1\n' >bin/gnuplot
  chmod +x bin/gnuplot
  PATH=$PWD/bin:$PATH fails_with 5 "it rained" memcpybench plot race
  [ "$(find race -type f | wc -l)" -eq 1 ]
}

# Starts a long race and sends it a signal once a copy has been measured, and not the floor alone. A shell starts its
# background jobs with SIGINT ignored.
interrupt_race() { # SIGNAL [DIRECTORY]
  rm -rf race
  env --default-signal=INT "$MEMCPYBENCH" run --impl 'rep_movs?' --impl c_lines --sizes 64:1M:x2 --no-plots \
    -o "${2:-race}" >out 2>err 3>&- &
  local child=$!
  until_measured 2 "${2:-race}"
  kill "-$1" "$child"
  status=0
  wait "$child" || status=$?
  [ "$status" -eq $((128 + $(kill -l "$1"))) ] || { cat out err; return 1; }
}

@test "an interrupted race keeps what was measured, marked, and ends by the signal" {
  for signal in INT TERM HUP; do
    interrupt_race $signal
    grep -q INTERRUPTED out
    grep -q "\"interrupted_by\":$(kill -l $signal)" race/result.json
    [ "$(grep -c '"run_type"' race/result.json)" -ge 1 ]
    memcpybench table race >/dev/null
  done
}

@test "a race that was interrupted when only the floor had been measured has nothing to draw" {
  tiny_race >/dev/null
  python3 - <<'END'
import json
j = json.load(open("race/result.json"))
j["benchmarks"] = [row for row in j["benchmarks"] if row["kind"] == "ceiling"]
assert j["benchmarks"]
json.dump(j, open("floor.json", "w"))
END
  fails_with 2 "plot: the result holds no measurement of a copy (run it longer)" memcpybench plot floor.json -o drawn
  [ ! -e drawn ]
  for format in table csv markdown json; do memcpybench table floor.json --format $format >/dev/null; done
  memcpybench compare floor.json race >/dev/null
}

@test "a second signal ends the program at once, and what the first has kept stays" {
  mkdir bin
  printf '#!/bin/bash\necho $$ >%s/started\nexec sleep 60\n' "$PWD" >bin/gnuplot # what is left to be done takes its time
  chmod +x bin/gnuplot
  PATH=$PWD/bin:$PATH env --default-signal=INT "$MEMCPYBENCH" run --impl 'rep_movs?' --impl c_lines --sizes 64:1M:x2 --quick -o race >out 2>err 3>&- &
  child=$!
  until_measured 2 # a copy, and not the floor alone
  kill -INT $child
  for ((i = 0; i < 1000; i++)); do [ ! -s started ] || break; sleep 0.01; done
  SECONDS=0
  kill -INT $child
  status=0
  wait $child || status=$?
  kill "$(cat started)"
  [ "$status" -eq 130 ]
  [ "$SECONDS" -lt 30 ]
  grep -q '"interrupted_by":2' race/result.json
  memcpybench table race >/dev/null
  run -0 memcpybench run --resume race --no-plots
}

@test "a signal while an implementation is being verified ends it and the run" {
  "$MEMCPYBENCH_MUTANTS" run --impl mutant_slow_always --impl rep_movsb --sizes 64:64M:x2 --no-plots -o race >/dev/null 2>err 3>&- &
  child=$!
  for ((i = 0; i < 1000; i++)); do [ "$(pgrep -cP $child)" -eq 0 ] || break; sleep 0.01; done
  sleep 0.5 # glibc is done by then, or is not: either way something is being verified
  kill -TERM $child
  status=0
  wait $child || status=$?
  [ "$status" -eq 143 ]
  grep -q 'interrupted before anything was measured' err
  [ ! -e race ]
  run ! pgrep -P $child
}

@test "directories made for a race that kept nothing are taken away again, all of them" {
  fails_with 3 "the reference itself is wrong" "$MEMCPYBENCH_MUTANTS" run --ref mutant_no_copy --impl glibc --sizes 64 -o a/b/c/
  [ ! -e a ]
  mkdir a
  fails_with 3 "the reference itself is wrong" "$MEMCPYBENCH_MUTANTS" run --ref mutant_no_copy --impl glibc --sizes 64 -o a/b/c/
  [ -d a ] && [ ! -e a/b ]
}

@test "a child's end is seen even where our parent ignored such things" {
  tiny_race >/dev/null
  run -0 bash -c 'trap "" CHLD; exec "$MEMCPYBENCH" plot race'
  [ -s race/ratio.svg ]
}

@test "pictures of an older result do not stay beside a newer" {
  tiny_race >/dev/null
  memcpybench plot race >/dev/null
  tiny_race >/dev/null
  [ "$(find race -type f | wc -l)" -eq 1 ]
}

@test "a user's gnuplot settings change nothing" {
  tiny_race >/dev/null
  memcpybench plot race -o plain >/dev/null
  echo 'set label "mine" at graph 0.5, graph 0.5' >.gnuplot
  HOME=$PWD memcpybench plot race -o home >/dev/null
  cmp plain/ratio.svg home/ratio.svg
}

@test "a result that is none is refused with the place of its fault" {
  tiny_race >/dev/null
  head -c 3000 race/result.json >cut.json
  fails_with 2 "cut.json:" memcpybench table cut.json
  sed 's/"ref_ns":\[[0-9.]*/"ref_ns":[-1/' race/result.json >negative.json
  fails_with 2 "negative.json: benchmarks[0]: a sample is no number from" memcpybench table negative.json
  sed 's/"schema_version":1/"schema_version":2/' race/result.json >newer.json
  fails_with 2 "schema version 2" memcpybench plot newer.json
  echo '{"context":{},"benchmarks":[]}' >foreign.json
  fails_with 2 "foreign.json: top level" memcpybench table foreign.json
  fails_with 2 "missing.json" memcpybench table missing.json
  fails_with 2 "not a file" memcpybench table /dev/null
  fails_with 2 "table: names no RESULT" memcpybench table
  fails_with 2 "plot: names no RESULT" memcpybench plot
}

# damaged NAME PYTHON-EXPRESSION: a file made of a good one's text, t.
damaged() { python3 -c 'import re, sys; t = open("race/result.json").read(); open(sys.argv[1], "w").write(eval(sys.argv[2]))' "$1" "$2"; }

@test "JSON that nobody should write is refused where it begins to be so, by every command that reads" {
  tiny_race >/dev/null
  damaged deep.json '"[" * 1000000'
  damaged deeper.json '"{\"a\":" * 1000000 + "1" + "}" * 1000000'
  damaged inside.json 't.replace("\"ref_ns\":[", "\"ref_ns\":" + "[" * 100000, 1)'
  damaged nan.json 're.sub(r"\"ref_ns\":\[[0-9.]+", "\"ref_ns\":[NaN", t, 1)'
  damaged infinite.json 're.sub(r"\"ref_ns\":\[[0-9.]+", "\"ref_ns\":[-Infinity", t, 1)'
  damaged huge.json 're.sub(r"\"core_hz\":[0-9.]+", "\"core_hz\":1e999", t, 1)'
  damaged behind.json 't + "x"'
  damaged nothing.json '""'
  damaged garbage.json '"\ufffd\0garbage"'
  while read -r file text; do
    for command in table plot "compare race"; do
      read -ra words <<<"$command"
      fails_with 2 "$file.json:$text" memcpybench "${words[@]}" "$file.json"
      [[ $stderr =~ $file.json:[0-9]+:[0-9]+:\ .*\(not\ valid\ JSON\)$ ]] || { echo "$stderr"; return 1; }
    done
  done <<'END'
deep 1:2049: maximum parsing depth
deeper 1:10241: maximum parsing depth
inside 5:
nan 5:
infinite 5:
huge 3:
behind
nothing 1:0:
garbage 1:
END
  [ "$(find . -name '*.png*' | wc -l)" -eq 0 ]
}

@test "a result of a schema that is not ours is refused, newer or older" {
  tiny_race >/dev/null
  for version in 2 0 -1 999999999999; do # 1 is the first there is: nothing older could be read
    sed "s/\"schema_version\":1/\"schema_version\":$version/" race/result.json >other.json
    for command in table plot "compare race"; do
      read -ra words <<<"$command"
      fails_with 2 "other.json: schema version $version, this program reads 1 (use the memcpybench that wrote it)" memcpybench "${words[@]}" other.json
    done
  done
}

@test "results of two machines are compared only when forced, and what differs is named" {
  tiny_race >/dev/null
  damaged other.json 're.sub(r"\"cpu_model_name\":\"[^\"]*\"", "\"cpu_model_name\":\"Abacus\"", t)'
  fails_with 2 "not measured on the same kind of machine: processor (" memcpybench compare race other.json
  [[ $stderr == *" and Abacus) (--force compares them all the same)" ]]
  run -0 memcpybench compare --force race other.json
  [[ ${lines[0]} == "note: not measured on the same kind of machine: processor ("*" and Abacus)" ]]
  [[ $output == *" cells: "* ]]
  run -0 memcpybench table other.json
  [[ ${lines[0]} == "Abacus, CPU "* ]]
  # What was measured, and what comes and goes, makes no other machine.
  damaged other.json 're.sub(r"\"host\":\"[^\"]*\"", "\"host\":\"elsewhere\"", re.sub(r"\"core_hz\":[0-9]*", "\"core_hz\":2000000000", t))'
  run -0 memcpybench compare race other.json
  [[ $output != *note:* ]]
}

@test "a table that cannot be printed is said, with status 5" {
  tiny_race >/dev/null
  run -5 bash -c '"$MEMCPYBENCH" table race >/dev/full'
  [[ $output == *"No space left"* ]]
}

@test "a full disk loses no older result and leaves no half of a newer" {
  mount -t tmpfs -o size=64k none "$PWD" 2>/dev/null || skip "no permission to mount a small file system"
  cd "$PWD" || return
  mkdir race
  echo old >race/result.json
  run -5 memcpybench run --impl glibc --sizes 64:4K:+64 --quick --no-plots -o race
  [[ $output == *"not written: No space left"* ]]
  [ "$(cat race/result.json)" = old ]
  [ "$(find race -type f | sort | xargs)" = "race/journal.jsonl race/result.json" ] # journal.bats goes on from there
  cd / && umount "$BATS_TEST_TMPDIR"
}

@test "what stands in the way of a result is found before the race, and stays" {
  for thing in mkdir mkfifo "ln -s ../elsewhere" "ln -s /dev/null"; do
    for name in result.json journal.jsonl; do
      mkdir race
      $thing race/$name
      run --separate-stderr -5 timeout 60 "$MEMCPYBENCH" run --impl glibc --impl rep_movsb --sizes 64 --quick --no-plots -o race
      [[ $stderr == "memcpybench: race"* && ${#stderr_lines[@]} -eq 1 && -z $output ]] || { echo "$thing $name: $stderr"; return 1; }
      [ "$(ls race)" = $name ] # and no journal: nothing was measured
      rm -r race
    done
  done
  [ ! -e elsewhere ]
  mkfifo pipe
  for place in /dev/null /dev/full pipe; do
    fails_with 5 "$place: cannot be written: Not a directory" memcpybench run --impl glibc --sizes 64 -o $place
  done
  [ -c /dev/null ] && [ -c /dev/full ] && [ -p pipe ]
  mkdir elsewhere
  ln -s elsewhere link # a directory by another name is one
  run -0 memcpybench run --impl glibc --sizes 64 --quick --no-plots -o link
  [ "$(ls elsewhere)" = result.json ]
}

@test "a race that cannot be kept whole any more when it is resumed is not gone on with" {
  interrupt_race TERM
  rm race/result.json
  mkdir race/result.json
  cp race/journal.jsonl before
  fails_with 5 "race/result.json: a directory, a link or a device stands there" memcpybench run --resume race
  cmp before race/journal.jsonl
}

@test "a directory's name reaches the terminal without its control characters, and the shell whole" {
  run -0 memcpybench run --impl glibc --sizes 64 --quick -o $'re\e[31md'
  [[ $output == *"written: re?[31md/result.json"*"drawn:   re?[31md/"* && $output != *$'\e'* ]]
  run -0 memcpybench plot $'re\e[31md'
  [ "$output" = "drawn: re?[31md/{throughput,ratio,best}.{png,svg}" ]
  mkdir 'a b'
  cd 'a b' || return
  interrupt_race TERM 'race of mine'
  grep -qx "to go on: memcpybench run --resume 'race of mine'" out
}

@test "a format that is none, or whose file cannot be written, is refused before the race" {
  for format in csv=absent/race.csv csv=race csv=. markdown=/dev/null; do
    fails_with 5 "${format#*=}: " memcpybench run --impl glibc --sizes 64 --format table --format $format -o race
    [ ! -e race ]
  done

  fails_with 2 "'cvs': no such format" memcpybench run --format cvs -o race
  fails_with 2 "names no file" memcpybench run --format csv= -o race
  [ ! -e race ]
  tiny_race >/dev/null
  fails_with 5 "absent/race.csv: not written: No such file" memcpybench table race --format csv=absent/race.csv
  fails_with 2 "no such format" memcpybench table race --format xml
  ln -s elsewhere link
  mkdir place
  fails_with 5 "a directory, a link or a device stands there" memcpybench table race --format csv=place
  fails_with 5 "a directory, a link or a device stands there" memcpybench table race --format csv=link
  fails_with 5 "a directory, a link or a device stands there" memcpybench table race --format csv=/dev/null
  [ -c /dev/null ] && [ -L link ] && [ -d place ]
}

@test "results that mean different things are not compared" {
  tiny_race >/dev/null
  memcpybench run --ref rep_movsb --impl glibc --sizes 64 --quick --no-plots -o other >/dev/null
  fails_with 2 "ratios to glibc and to rep_movsb mean different things" memcpybench compare race other
  memcpybench run --impl glibc --sizes 64 --quick --no-plots --placement near -o near >/dev/null
  fails_with 2 "calls were far in one and near in the other" memcpybench compare race near
  fails_with 2 "compare: names no A B" memcpybench compare race
  fails_with 2 "too many" memcpybench compare race race race
}
