# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Ratio to the reference of the five that are fastest over all sizes; the bands are 95 % intervals.
set title 'memcpy: the fastest by geometric mean against ' . reference . "\n" . machine
set ylabel 'ratio, above 1 is faster than ' . reference
set logscale y 10
set ytics (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5)
set yrange [best_low / 1.05 : best_high * 1.05]
at(k) = int(word(best, k))
plot for [k = 1:words(best)] $data index at(k)-1 using 1:6:7 with filledcurves fillcolor rgb colour(k) \
         fillstyle transparent solid 0.18 noborder notitle, \
     for [k = 1:words(best)] $data index at(k)-1 using 1:5 with linespoints linecolor rgb colour(k) \
         dashtype 1 pointtype points(k) pointsize 0.7 linewidth width(k) \
         title word(names, at(k))
