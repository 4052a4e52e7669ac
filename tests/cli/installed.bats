#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Other libraries' copies: what they are, and that they are theirs.
load helpers

# Names of the rows of kind library that can run.
present() { memcpybench list --json | jq_names 'i["kind"] == "library" and i["can_run"]'; }
jq_names() { python3 -c "import json, sys; print('\n'.join(i['name'] for i in json.load(sys.stdin) if $1))"; }

@test "every row says where it is from, or what to install" {
  memcpybench list --json >list.json
  python3 - <<'END'
import json
rows = [i for i in json.load(open("list.json")) if i["kind"] == "library"]
assert len(rows) >= 20, len(rows)
for row in rows:
    there = "from" in row
    assert there != ("absent" in row), row
    assert row["can_run"] == (there and not row["missing"]), row
    assert "package" not in row or row["absent"] == "the package " + row["package"], row
END
  memcpybench list | grep ' library ' >table
  [ "$(wc -l <table)" -ge 20 ]
  run ! grep -Ev '\(from [a-z0-9.-]+ |CANNOT RUN HERE: needs ' table
}

@test "each glibc variant out of libc.a is code that libc.so has, but for addresses, and so is the program's" {
  archive=$("${CC:-cc}" -print-file-name=libc.a)
  [ -f "$archive" ] || skip "no libc.a here (install libc6-dev)"
  memcpybench list | grep -q '^glibc_.*(from' || skip "built without libc.a"
  library=$(ldd "$MEMCPYBENCH" | awk '$1 == "libc.so.6" { print $3 }')
  python3 - "$archive" "$library" "$MEMCPYBENCH" <<'END'
import re, subprocess, sys

archive, library, program = sys.argv[1:]
def tool(*words):
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout

texts = {"libc.so": open(library, "rb").read(), "the program": open(program, "rb").read()}
seen = 0
for member in tool("ar", "t", archive).split():
    if not re.match(r"memmove-.*\.o$", member):
        continue
    open("member.o", "wb").write(subprocess.run(["ar", "p", archive, member], capture_output=True, check=True).stdout)
    sections = re.findall(r"\] (\.text\S*) +PROGBITS +\S+ +\S+ +(\S+) \S+ +AX", tool("readelf", "-SW", "member.o"))
    section = next(name for name, size in sections if int(size, 16) > 0)
    tool("objcopy", "-O", "binary", "-j", section, "member.o", "code")
    code = open("code", "rb").read()
    sites = sorted(int(at, 16) for at in re.findall(r"^([0-9a-f]+) R_X86_64_P", tool("objdump", "-r", "-j", section, "member.o"), re.M))
    # What stands before the first whole function differs: libc.so has its checked forms there too.
    functions = re.findall(r"^([0-9a-f]+) ([0-9a-f]+) T (__memcpy_(?!chk)\S+)", tool("nm", "-S", "member.o"), re.M)
    begin, size, name = max(functions, key=lambda f: int(f[1], 16))
    begin, end = int(begin, 16), int(begin, 16) + int(size, 16)
    pattern, at = b"", begin
    for site in (s for s in sites if begin <= s < end):
        pattern += re.escape(code[at:site]) + b"[\\s\\S]{4}"
        at = site + 4
    pattern += re.escape(code[at:end])
    for where, text in texts.items():
        found = len(re.findall(pattern, text))
        print(f"{name}: {end - begin} bytes, {found} in {where}")
        assert found == 1, (name, where, found)
    seen += 1
assert seen >= 6, seen
END
}

@test "the variant that runs is there as one of ours and keeps its contract" {
  variant=$(memcpybench list --json | python3 -c 'import json, sys; print([i for i in json.load(sys.stdin) if i["name"] == "glibc"][0]["variant"])')
  present | grep -Fqx "glibc_$variant" || skip "built without libc.a"
  run -0 memcpybench verify --quick --impl "glibc_$variant" --sizes 64,4K
  [[ $output == *"glibc_$variant"*" ok "* ]]
}

@test "they pass verification" {
  mapfile -t names < <(present)
  [ ${#names[@]} -gt 0 ] || skip "no other library is installed"
  options=()
  for name in "${names[@]}"; do options+=(--impl "$name"); done
  run -0 memcpybench verify --quick "${options[@]}" --sizes 64,4K
  [ "$(grep -c ' ok ' <<<"$output")" -eq ${#names[@]} ]
}

@test "nobody but the best known is raced where nobody is asked for" {
  memcpybench run --dry-run --seed 1 >default
  memcpybench run --dry-run --seed 1 --impl '*' >all
  left=$(comm -13 <(grep -E '^  [a-z0-9_.-]+$' default | sort) <(grep -E '^  [a-z0-9_.-]+$' all | sort) | wc -l)
  run ! grep -E 'needs|glibc_erms$|^  musl$' default
  if [ "$left" -gt 0 ]; then
    grep -qx "  and not $left more that --impl '\*' races" default
  else
    run ! grep -q 'and not' default
  fi
  run ! grep -q 'and not' all
  for name in glibc rep_movsb avx2_inline c_bytes; do grep -qx "  $name" default; done
}

@test "who is absent cannot be the reference" {
  absent=$(memcpybench list --json | jq_names '"absent" in i' | head -n 1)
  [ -n "$absent" ] || skip "all of them are installed"
  fails_with 2 "cannot run here, it needs" memcpybench run --dry-run --ref "$absent" --sizes 64
  fails_with 77 "nothing selected can run here" memcpybench run --dry-run --impl "$absent" --sizes 64
}

@test "a build without other libraries lists each as absent" {
  command -v cmake >/dev/null || skip "cmake is not installed"
  cmake -S "$SOURCE_DIR" -B without -G Ninja -DMEMCPYBENCH_FIELD=OFF -DBUILD_TESTING=OFF >log 2>&1 || { cat log; return 1; }
  rows=without/bench/installed/installed_rows.c
  [ "$(grep -c '\.absent = "a build with' "$rows")" -ge 20 ]
  run ! grep -qF '.fn' "$rows"
  run ! grep -qF 'installed_musl' without/build.ninja
}
