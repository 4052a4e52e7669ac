#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# scripts/kernel-lab.sh: the family it makes, the race it runs, what it tells of its parameters, and what it refuses.
load helpers

lab() { PYTHONDONTWRITEBYTECODE=1 "$SOURCE_DIR/scripts/kernel-lab.sh" "$@"; }
lab_py() { "$SOURCE_DIR/scripts/kernel-lab.py" "$@"; }

# refused STATUS TEXT WORDS…: the lab ends with that status before anything is raced, and says so in one line that holds
# the text.
refused() {
  local status_wanted=$1 text=$2
  shift 2
  run -"$status_wanted" --separate-stderr lab "$@"
  [[ -z $output && ${#stderr_lines[@]} -eq 1 ]] || { echo "$* says: $output $stderr"; return 1; }
  [[ $stderr == kernel-lab.*:*"$text"* ]] || { echo "$* says: $stderr"; return 1; }
}

@test "a family of two is made, raced, and told from each other" {
  run -0 --separate-stderr lab -o made lines=1,2 width=16 -- --sizes 4K --quick --seed 1
  [ -z "$stderr" ]
  diff made/members - <<<$'m000 lines=1 width=16\nm001 lines=2 width=16'
  [ "$(diff made/m000.asm made/m001.asm)" = $'3c3\n< %define lab_lines 1\n---\n> %define lab_lines 2' ]
  for member in m000 m001; do
    grep -q "\"name\":\"memcpy/$member/4096\"" made/result.json
    grep -q "^$member," made/table.csv
  done
  report=${output#*2 members}
  [ "$report" != "$output" ]
  [ "$(grep -c ': each value' <<<"$report")" -eq 1 ] # of what was turned, and not of the width
  [[ $report == *$'\nlines: each value'*$'\n'*" 1 "*" 2"$'\n'"         4 KiB"*"*"*$'\nthe fastest member of each size'* ]]
  grep -qE '^ +4 KiB +[0-9.]+ +[0-9.]+%  lines=[12] width=16; =?[0-9.]+ +[0-9.]+% lines=[12] width=16$' <<<"$report"
  [ "2 members$report" = "$(lab_py report made)" ]
}

# A stored race of four members at one size: eight places, three rounds each. Member k takes ns[k] where the reference
# takes 100; it is said to be ten times as fast in rounds that were disturbed or not alone on the core.
stored_race() { # NS NS NS NS
  printf 'm000 lines=1 head=0\nm001 lines=1 head=64\nm002 lines=2 head=0\nm003 lines=2 head=64\n' >members
  python3 - "$@" <<'END' >result.json
import json, sys
rows = []
for k, ns in enumerate(map(float, sys.argv[1:])):
    blocks = [{"src_offset": 64 * place, "dst_offset": 0, "ns": [ns, ns / 10, ns / 10], "ref_ns": [100, 100, 100],
               "probe": [0.18, 0.18, 0.3], "taint": [0, 1, 0]} for place in range(8)]
    rows.append({"name": f"memcpy/m{k:03}/4096/delta:0", "impl": f"m{k:03}", "bytes": 4096, "blocks": blocks})
rows.append({"name": "memcpy/glibc/4096/delta:0", "impl": "glibc", "bytes": 4096, "blocks": []})
json.dump({"benchmarks": rows, "memcpybench": {"implementations": []}}, sys.stdout)
END
}

@test "what is told of the parameters is what the samples say" {
  stored_race 50 40 100 80
  lab_py report . >told
  squeezed=$(tr -s ' ' <told)
  # Two lines a turn take twice as long whatever the head; a head saves a fifth whatever the lines.
  [[ $squeezed == *$'\nlines: '*$'\n 1 2\n 4 KiB delta:0 * 0.500 0.0%\n'* ]] || { cat told; return 1; }
  [[ $squeezed == *$'\nhead: '*$'\n 0 64\n 4 KiB delta:0 0.800 0.0% *\n'* ]] || { cat told; return 1; }
  [[ $squeezed == *$'\n 4 KiB delta:0 2.500 0.0% lines=1 head=64; 0.800 0.0% lines=1 head=0\n'* ]] || { cat told; return 1; }
  stored_race 50 50 50 50
  [[ $(lab_py report . | tr -s ' ') == *$'\n 4 KiB delta:0 *'*'= 1.000 0.0%'* ]]
}

@test "a member that could not run is named, and the others are told of" {
  stored_race 50 40 100 80
  sed -i 's/"m003"/"elsewhere"/; s/"implementations": \[/&{"name": "m003", "missing": "avx2", "certificate": null}/' result.json
  lab_py report . >told
  grep -qx 'm003 lines=2 head=64: not run: needs avx2' told
  [ "$(grep -c 'not all members were measured$' told)" -eq 2 ]
  grep -q 'lines=1 head=64; 0.800' told
}

@test "a wrong member is named, the others are raced, and the status is that of a wrong one" {
  {
    echo ';@ wrong no no,yes  whether it forgets the last line'
    echo '        contract copy, "may be wrong"'
    printf '        mov rax, rdi\n        mov rcx, rdx\n%%ifidn lab_wrong, yes\n        sub rcx, 64\n%%endif\n        rep movsb\n        ret\n'
  } >template
  TEMPLATE=template run -3 --separate-stderr lab -o made wrong=no,yes -- --sizes 4K --quick
  [ -z "$stderr" ]
  [[ $output == *"not all members were measured"*" wrong=no"$'\n\nm001 wrong=yes: WRONG: '* ]]
}

@test "a plan is printed, and nothing told of a race that was not" {
  mkdir made
  echo '{"benchmarks": []}' >made/result.json # of an older race
  touch -d yesterday made/result.json
  run -0 --separate-stderr lab -o made lines=1,2 width=16 -- --sizes 4K --dry-run
  [ -z "$stderr" ]
  [[ $output == *m000*m001* && $output != *"2 members"* ]]
}

@test "every parameter is listed with its default and what it may be" {
  lab --parameters >listed
  grep -qE '^lines +4 +1,2,4,8: lines a turn of the loop$' listed
  grep -qE '^ahead +1K +bytes: ' listed
  while read -r name; do
    [ "$name" = isa ] || grep -q "^$name " listed || { echo "$name is not listed"; return 1; }
  done < <(grep -oE 'lab_[a-z_]+' "$SOURCE_DIR/scripts/lab/copy.asm.in" | sed 's/^lab_//' | sort -u)
}

# A member: of each parameter that has a list of values the one of that number, over and over; then what is fixed.
one_member() { # DIRECTORY NUMBER FIXED...
  local directory=$1 number=$2 words=("${@:3}") name values each
  while read -r name _ values _; do
    [[ $values == bytes: || " ${words[*]}" == *" $name="* ]] && continue
    IFS=, read -ra each <<<"${values%:}"
    words+=("$name=${each[number % ${#each[@]}]}")
  done < <(lab --parameters)
  mkdir "$directory"
  lab_py members "$SOURCE_DIR/scripts/lab/copy.asm.in" "$directory" "${words[@]}"
}

@test "whatever is turned, the copy is right" {
  specs=()
  for number in {0..5}; do # no parameter has more values
    one_member "plain$number" "$number" rep_from=8K rep_to=16K ahead=512 fetch_from=2K
    one_member "nt$number" "$number" head=64 nt_from=1K kept=4K
    specs+=(--impl "asm:plain$number/m000.asm,name=plain$number" --impl "asm:nt$number/m000.asm,name=nt$number")
  done
  while read -r name _ values _; do
    [ "$values" = bytes: ] && continue
    for value in $(tr -d : <<<"$values" | tr , ' '); do
      grep -q " $name=$value\( \|\$\)" ./*/members || { echo "nobody has $name=$value"; return 1; }
    done
  done < <(lab --parameters)
  run -0 memcpybench verify --quick --sizes 64,256K "${specs[@]}"
}

@test "what is asked wrongly is refused in one line, and nothing is raced" {
  refused 2 "lines=3: no such value (one of 1, 2, 4, 8)" lines=3
  refused 2 "'colour=red': no parameter" colour=red
  refused 2 "'lines': no parameter" lines
  refused 2 "'lines=2': no parameter, or twice" lines=1 lines=2
  refused 2 "'lines=1,2,1': a value twice" lines=1,2,1
  refused 2 "'ahead=1K,1024': a value twice" ahead=1K,1024
  refused 2 "ahead=lots: no number of bytes" ahead=lots
  refused 2 "ahead=: no number of bytes" ahead=
  refused 2 "ahead=2000000M: no number of bytes" ahead=2000000M
  refused 2 "72 members: too many" width=16,32,64 lines=1,2,4,8 loop=16,32,64 order=loads,paired
  refused 2 "-o: no directory" -o
  refused 2 "holds a comma" -o a,b lines=1
  MEMCPYBENCH=nowhere refused 5 "nowhere: not there (build it" lines=1
  echo ';@' >bad
  TEMPLATE=bad refused 2 "';@': not a parameter" lines=1
  echo 'ret' >bad
  TEMPLATE=bad refused 2 "bad: no line that begins with ;@" lines=1
  TEMPLATE=nowhere refused 2 "nowhere: no template there" lines=1
  TEMPLATE=. refused 2 ".: no template there" lines=1
}
