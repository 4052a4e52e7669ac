# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Ratio to the reference against size; the bands are 95 % intervals.
set title 'memcpy time of ' . reference . " / time of each, paired\n" . machine
set ylabel 'ratio, above 1 is faster than ' . reference
set logscale y 10
set ytics (0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 5, 10)
set yrange [ratio_low / 1.15 : ratio_high * 1.15]
plot for [i = 1:count] $data index i-1 using 1:6:7 with filledcurves fillcolor rgb colour(i) \
         fillstyle transparent solid 0.18 noborder notitle, \
     for [i = 1:count] $data index i-1 using 1:5 with linespoints linecolor rgb colour(i) \
         dashtype dashes(i) pointtype points(i) pointsize 0.7 linewidth width(i) title word(names, i)
