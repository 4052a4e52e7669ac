# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What the pictures share. `memcpybench plot` defines beforehand: $data (a data set an implementation: bytes, GB/s with
# low and high, ratio with low and high), names, count, first, last, gb_low, gb_high, ratio_low, ratio_high,
# best (numbers of the fastest), best_low, best_high, reference,
# has_reference, machine.

# Okabe and Ito's colours, told apart by colour-blind readers; the reference is black. Beyond eight, dashes.
array palette[8] = [0x000000, 0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x8a8a2a]
colour(i) = palette[1 + (i - 1 + (has_reference ? 0 : 1)) % 8]
dashes(i) = 1 + int((i - 1) / 8)
points(i) = 4 + (i - 1) % 8
width(i) = has_reference && i == 1 ? 3.5 : 1.8

set logscale x 2
set xrange [first * 0.9 : last * 1.1]
set xlabel 'bytes copied by a call'
set grid xtics ytics lw 0.5 lc rgb '#cccccc'
set border 3 lc rgb '#404040'
set tics nomirror
set key outside right top Left reverse samplen 2 spacing (count > 16 ? 0.95 : 1.3)
set lmargin 9
set bmargin 4
set tmargin 4
