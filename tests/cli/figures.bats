#!/usr/bin/env bats
# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2154

# scripts/readme-figures.sh makes what README.md shows of the reference races: here in trees of its own.
load helpers

figures() { MEMCPYBENCH=$MEMCPYBENCH "$SOURCE_DIR/scripts/readme-figures.sh" "$@"; }

setup_file() {
  command -v gnuplot >/dev/null || skip "gnuplot is not installed"
  cd "$BATS_FILE_TMPDIR" || return
  mkdir -p tree/results/reference/some-cpu/map tree/docs
  tiny_race -o tree/results/reference/some-cpu >/dev/null
  memcpybench run --map 32 --impl glibc --impl rep_movsb --sizes 4K --quick --no-plots --seed 1 \
    -o tree/results/reference/some-cpu/map >/dev/null
  cat >tree/README.md <<'END'
# A text

<!-- memcpybench table --impl rep_movsb -->
<!-- end of table -->

Between `*` and \n.

<!-- memcpybench table --impl glibc --format markdown -->
what an older race gave
<!-- end of table -->
the end
END
}

setup() {
  cd "$BATS_TEST_TMPDIR" || return
  cp -r "$BATS_FILE_TMPDIR/tree" .
}

@test "tables and pictures are those of the reference races, and nothing else is touched" {
  run -0 --separate-stderr figures tree
  [ "$output" = "made again: README.md
made again: docs/best.svg
made again: docs/map.svg
made again: docs/throughput.svg" ]
  [ "$stderr" = "docs/sweep.svg: left as it is, no results/reference/<cpu>/sweep/result.json" ]
  race=tree/results/reference/some-cpu
  {
    printf '# A text\n\n<!-- memcpybench table --impl rep_movsb -->\n```\n'
    memcpybench table $race --impl rep_movsb
    # shellcheck disable=SC2016
    printf '%s\n' '```' '<!-- end of table -->' '' 'Between `*` and \n.' '' '<!-- memcpybench table --impl glibc --format markdown -->' ''
    memcpybench table $race --impl glibc --format markdown
    printf '\n<!-- end of table -->\nthe end\n'
  } | diff - tree/README.md
  memcpybench plot $race -o drawn
  for name in best throughput; do cmp drawn/$name.svg tree/docs/$name.svg; done
  grep -q '<text>src mod 64</text>' tree/docs/map.svg
  run -0 --separate-stderr figures tree
  [ -z "$output" ] # it is all there
}

@test "--check says what is not as the races give it, and leaves it so" {
  run -1 --separate-stderr figures --check tree
  [ "$(grep -c 'not what the reference races give' <<<"$stderr")" -eq 4 ]
  [ ! -e tree/docs/best.svg ]
  figures tree
  run -0 figures --check tree
  sed -i '0,/GB\/s/s//MB\/s/' tree/README.md
  sed -i 's/memcpy throughput/memcpy thruput/' tree/docs/throughput.svg
  run -1 --separate-stderr figures --check tree
  [ "$(grep -c 'not what' <<<"$stderr")" -eq 2 ]
  [[ $stderr == *"README.md: not what"*"docs/throughput.svg: not what"* ]]
  grep -q MB/s tree/README.md
}

@test "another gnuplot's picture is the same where it says the same" {
  figures tree
  sed -i 's/Produced by GNUPLOT [0-9.]*/Produced by GNUPLOT 9.9/; s/stroke-linejoin:round/stroke-linejoin:bevel/' tree/docs/best.svg
  run -0 figures --check tree
  sed -i 's/<text>glibc</<text>glibd</' tree/docs/best.svg
  run -1 figures --check tree
}

@test "of several processors' races the newest by its own date counts" {
  cp -r tree/results/reference/some-cpu tree/results/reference/another-cpu
  sed -i 's/"date": *"20../"date":"21/; s/"seed": *1\b/"seed":77/' tree/results/reference/another-cpu/result.json
  touch tree/results/reference/some-cpu/result.json
  figures tree
  grep -q 'seed 77' tree/README.md
}

@test "where there is nothing to make it of, that is said in one line" {
  rm -r tree/results/reference/some-cpu/result.json
  run -2 --separate-stderr figures tree
  [ "$stderr" = "readme-figures.sh: results/reference: holds no race (put one into results/reference/<cpu>/result.json)" ]
}

@test "a table without an end is said, and README.md is left" {
  sed -i '0,/<!-- end of table -->/{/<!-- end of table -->/d}; /<!-- end/d' tree/README.md
  cp tree/README.md before
  run -2 --separate-stderr figures tree
  [ "$stderr" = "readme-figures.sh: README.md: a table has no end (<!-- end of table -->)" ]
  cmp before tree/README.md
}

@test "what README shows is what the reference race gives" {
  run -0 "$SOURCE_DIR/scripts/readme-figures.sh" --check
}
