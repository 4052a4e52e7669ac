# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# A gate's cells, worst first: effect and interval over the tolerance. `memcpybench plot --only forest` defines beforehand:
# $forest (a data set a panel; row, effect, interval, verdict, tolerance from and to, all but row and verdict as places on the
# scale); panels, rows, cell_tics[1..panels], slowdown_tics, low, high; verdicts (NAME:COUNT, space-separated, in the order of
# their numbers); heading, machine, caption; font, tic_font; margin, label_width, panel_width, top, bottom, of the picture.
unset key
unset label
unset arrow
# pass, improved, regression, inconclusive: each has a mark of its own, for who sees no colours.
colours = '#00724f #0072b2 #c8102e #8a5a00'
points = '7 11 9 12'
do for [v = 1:4] {
    set style line 20 + v linecolor rgb word(colours, v) linewidth 1.4 pointtype int(word(points, v)) pointsize 0.55
}
set style fill transparent solid 0.5 noborder
set border 1 lc rgb '#404040'
set xrange [low : high]
set yrange [rows - 0.5 : -0.5]
set tics nomirror scale 0
set grid xtics lw 0.6 lt 1 lc rgb '#dddddd'
set grid back
set xlabel 'slower to the right, %' font ',11' offset 0, 0.4 textcolor rgb '#404040'
unset ylabel
set tmargin at screen top
set bmargin at screen bottom
set multiplot
set label 9001 heading at screen margin, screen 0.962 left font ',16'
set label 9002 machine at screen margin, screen 0.928 left font ',11' textcolor rgb '#505050'
set label 9003 caption at screen margin, screen 0.022 left font ',11' textcolor rgb '#606060'
do for [v = 1:4] {
    said = word(verdicts, v)
    parted = strstrt(said, ':')
    set label 9010 + v '' at screen margin + 0.01 + 0.15 * (v - 1), screen 0.893 point ls 20 + v ps 0.9
    set label 9020 + v said[1:parted - 1] . ' ' . said[parted + 1:*] at screen margin + 0.02 + 0.15 * (v - 1), screen 0.893 \
        left font ',12' textcolor rgb word(colours, v)
}
do for [p = 1:panels] {
    left = margin + (p - 1) * (label_width + panel_width + margin) + label_width
    set lmargin at screen left
    set rmargin at screen left + panel_width
    eval(cell_tics[p])
    eval(slowdown_tics)
    eval(sprintf("set ytics font ',%g'; set xtics font ',%g'", font, tic_font))
    set arrow 1 from 0, graph 0 to 0, graph 1 nohead lw 1 lc rgb '#808080' back
    plot $forest index p-1 using (0):1:6:7:($1 - 0.5):($1 + 0.5) with boxxyerror fillcolor rgb '#d6d6d6', \
         for [v = 1:4] $forest index p-1 using ($5 == v - 1 ? $2 : NaN):1:3:4 with xerrorbars ls 20 + v
    unset label
}
unset multiplot
