# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Several results over each other: a panel an implementation, in each a line a result. Beforehand: $together (a data set a
# panel and result, panel by panel: bytes, GB/s), panels, results, panel_names (space-separated), result_names[1..results];
# first, last, gb_low, gb_high; heading, caption.
unset key
unset label
unset arrow
colours = '#000000 #0072b2 #d1420a #009e73 #cf9000 #d45fa6 #4a9fe0 #6a6a6a'
points = '7 5 9 13 11 4 6 8'
# Dashes tell them apart in grey, where points are too small.
set dashtype 12 (12, 5)
set dashtype 13 (4, 4)
set dashtype 14 (12, 4, 3, 4)
dash(i) = i <= 1 ? 1 : 12 + (i - 2) % 3
do for [i = 1:results] {
    set style line 100 + i linecolor rgb word(colours, 1 + (i - 1) % 8) dashtype dash(i) linewidth 1.6 \
        pointtype int(word(points, 1 + (i - 1) % 8)) pointsize 0.45
}
across = panels < 4 ? panels : panels < 10 ? 3 : panels < 17 ? 4 : panels < 26 ? 5 : 6
down = (panels + across - 1) / across
left = 0.055
bottom = 0.085
width = (0.99 - left) / across
height = (0.905 - 0.022 * (results > 4 ? 1 + (results - 1) / 4 : 1) - bottom) / down
top = bottom + height * down
set logscale x 2
set logscale y 10
set xrange [first * 0.9 : last * 1.1]
set yrange [gb_low : gb_high]
set grid xtics ytics lw 0.6 lt 1 lc rgb '#e6e6e6'
set border 3 lc rgb '#404040'
set tics nomirror scale 0.5 font ',10'
set format y '%g'
set ytics (0.1, 0.5, 2, 10, 50, 200, 1000)
unset xlabel
unset ylabel
set multiplot
set label 9001 heading at screen left, screen 0.965 left font ',18'
do for [i = 1:results] {
    x = left + 0.24 * ((i - 1) % 4)
    y = 0.925 - 0.026 * int((i - 1) / 4)
    set arrow 9000 + i from screen x, screen y to screen x + 0.03, screen y nohead ls 100 + i
    set label 9010 + 2 * i '' at screen x + 0.015, screen y point ls 100 + i
    set label 9011 + 2 * i result_names[i] at screen x + 0.035, screen y left font ',12'
}
set label 9003 caption at screen left, screen 0.02 left font ',11' textcolor rgb '#606060'
do for [p = 1:panels] {
    column = (p - 1) % across
    row = (p - 1) / across
    set lmargin at screen left + column * width + 0.004
    set rmargin at screen left + (column + 1) * width - 0.012
    set tmargin at screen top - row * height - 0.028
    set bmargin at screen top - (row + 1) * height + 0.012
    set format x (p + across > panels ? '%g' : '')
    eval(p + across > panels ? xtics : xtics_bare)
    set format y (column == 0 ? '%g' : '')
    set label 9100 word(panel_names, p) at graph 0.01, graph 1.0 left offset 0, 0.55 font ',12'
    plot for [i = 1:results] $together index (p-1)*results+i-1 using 1:2 with linespoints linestyle 100 + i
    unset label
    do for [i = 1:results] { unset arrow 9000 + i }
}
unset multiplot
