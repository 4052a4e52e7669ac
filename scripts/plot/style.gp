# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What the pictures share. `memcpybench plot` defines beforehand: $data (a data set an implementation: bytes, GB/s with
# low and high, ratio with low and high); count, and of each implementation name, kind, rank (which of its kind it is, from
# 0), length (sizes it has) and is_best; has_reference, and then it is number 1; first, last; gb_low, gb_high,
# ratio_low, ratio_high, best_low, best_high; size_label, what the axis of sizes says; reference, machine, condition (empty:
# the default); $ceilings (bytes, GB/s), has_ceilings, and then ceiling_bytes and ceiling_gb, where their name goes. It sets
# names and margins by itself.

# A kind is a hue of its own, the C library black; where colour-blind readers see two hues alike, their lightness
# differs. The first word is the kind's first point. No colour is lighter than a line or a name on white may be.
look(kind) = kind eq 'libc' ? '1 #000000' : \
             kind eq 'blob' ? '0 #0072b2 #08306b #4a9fe0 #4a4fd0' : \
             kind eq 'object' ? '2 #d1420a #7f1d00' : \
             kind eq 'inline-asm' ? '3 #d45fa6 #6f1155' : \
             kind eq 'intrinsic' ? '4 #cf9000 #7a5600' : \
             kind eq 'c' ? '5 #009e73 #00543d' : '6 #6a6a6a #9a9a9a'

# Members of a kind take its shades in turn, then the next dashes; points run on beside them. There are eleven, prime to
# shades and dashes: who has another's point has another shade, and of a hundred no two look alike.
set dashtype 2 (16, 6)
set dashtype 3 (6, 5)
set dashtype 4 (2.5, 5)
set dashtype 5 (16, 5, 2.5, 5)
points = '7 5 9 11 13 15 6 4 8 10 12'
shades(i) = words(look(kind[i])) - 1
shade(i) = word(look(kind[i]), 2 + rank[i] % shades(i))
colour(i) = int('0x' . substr(shade(i), 2, 7))
dash(i) = 1 + int(rank[i] / shades(i)) % 5
point(i) = int(word(points, 1 + int(rank[i] + int(word(look(kind[i]), 1))) % words(points)))
width(i) = has_reference && i == 1 ? 3.5 : 1.7
do for [i = 1:count] {
    set style line i linecolor rgb colour(i) dashtype dash(i) linewidth width(i) pointtype point(i) pointsize 0.6
}

# Dashes over whole lines, where both still show; the reference over all.
order = ''
do for [d = 1:5] {
    do for [i = 1 + has_reference:count] { if (dash(i) == d) { order = order . i . ' ' } }
}
if (has_reference) { order = order . '1' }
best = ''
do for [i in order] { if (is_best[int(i)]) { best = best . i . ' ' } }
at(k) = int(word(order, k))
best_at(k) = int(word(best, k))

# Many bands are fog, and points at every size a thicket: these then stand at every third size, each implementation's
# at others than its neighbour's.
band = count > 8 ? 0.05 : 0.16
step(i) = count > 8 && length[i] > 8 ? 3 : 1

set logscale x 2
set xrange [first * 0.9 : last * 1.1]
set xlabel size_label offset 0, 0.5
set grid xtics ytics lw 0.7 lt 1 lc rgb '#e6e6e6'
set border 3 lc rgb '#404040'
set tics nomirror
unset key

# What a picture's script evaluates when it has said heading and caption. The tags: it runs once a format, and is to
# replace its own labels. No bold: gnuplot's SVG has it only where it would take names' underscores for subscripts.
if (condition ne '') { machine = condition . '; ' . machine }
thick = has_reference ? 'thick: the reference; ' : ''
titles = "set label 9001 heading at graph 0, screen 0.962 left font ',18';"
titles = titles . "set label 9002 machine at graph 0, screen 0.928 left font ',12' textcolor rgb '#505050';"
titles = titles . "set label 9003 thick . caption at graph 0, screen 0.02 left font ',11' textcolor rgb '#606060'"
