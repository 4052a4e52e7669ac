# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What a copy costs where its code lies, all else staying where it is: a panel a size.
# `memcpybench plot` defines beforehand: $places (a data set a panel: the entry's address mod 4096, GB/s with low and
# high); panels, and of each titles, low and high; heading, machine.
unset key
unset label
unset logscale
unset arrow
set label 9001 heading at screen 0.07, screen 0.962 left font ',18'
set label 9002 machine at screen 0.07, screen 0.928 left font ',12' textcolor rgb '#505050'
set label 9003 'points: the median of the undisturbed rounds at a place; bars: their middle half; vertical lines: where a cache line begins' \
    at screen 0.07, screen 0.022 left font ',11' textcolor rgb '#606060'
columns = panels < 4 ? 1 : panels < 9 ? 2 : panels < 16 ? 3 : 4
rows = ceil(panels / real(columns))
# What the picture before has left would keep places out.
set xrange [*:*]
set yrange [*:*]
stats $places using 1 nooutput
first_line = 64 * floor(STATS_min / 64)
last_line = 64 * floor(STATS_max / 64 + 1)
apart = last_line - first_line > 2048 ? 512 : columns > 2 ? 256 : 128
set xrange [first_line - 16 : last_line]
set xtics apart
set mxtics apart / 64
set grid xtics mxtics lw 0.6 lt 1 lc rgb '#d0d0d0', lw 0.6 lt 1 lc rgb '#d0d0d0'
set grid ytics lw 0.6 lt 1 lc rgb '#e6e6e6'
set border 3 lc rgb '#404040'
set tics nomirror out
small = columns > 2 ? ',11' : ',13'
set xtics font small
set ytics autofreq font small
set tmargin
set bmargin
set multiplot
set xlabel font ',13'
set ylabel font ',13'
width = 0.91 / columns
height = 0.82 / rows
do for [p = 1:panels] {
    row = (p - 1) / columns
    column = (p - 1) % columns
    set lmargin at screen 0.07 + column * width
    set rmargin at screen 0.07 + (column + 1) * width - 0.05
    set tmargin at screen 0.875 - row * height
    set bmargin at screen 0.875 - (row + 1) * height + (rows > 3 ? 0.06 : 0.085)
    set title titles[p] font ',13' offset 0, -0.6
    set yrange [low[p] - 0.04 * (high[p] - low[p]) : high[p] + 0.04 * (high[p] - low[p])]
    bottom = p + columns > panels
    set xlabel bottom ? 'entry of the code, mod 4096' : ''
    if (column == 0) { set ylabel 'GB/s' } else { unset ylabel }
    plot $places index p-1 using 1:2 with lines lw 0.8 lc rgb '#9cc4e4', \
         $places index p-1 using 1:3:(0):($4-$3) with vectors nohead lw 1.6 lc rgb '#0072b2', \
         $places index p-1 using 1:2 with points pt 7 ps 0.55 lc rgb '#0072b2'
    unset label
}
unset multiplot
unset xlabel
unset title
