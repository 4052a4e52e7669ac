# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Throughput against size; the bands are the middle half of the rounds.
set title "memcpy throughput\n" . machine
set ylabel 'GB/s (1e9 payload bytes a second)'
set logscale y 10
set ytics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
set yrange [gb_low / 1.15 : gb_high * 1.15]
plot for [i = 1:count] $data index i-1 using 1:3:4 with filledcurves fillcolor rgb colour(i) \
         fillstyle transparent solid 0.18 noborder notitle, \
     for [i = 1:count] $data index i-1 using 1:2 with linespoints linecolor rgb colour(i) \
         dashtype dashes(i) pointtype points(i) pointsize 0.7 linewidth width(i) title word(names, i)
