# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Ratio to the reference against size; the bands are 95 % intervals.
heading = 'memcpy time of ' . reference . ' / time of each, paired'
caption = 'bands: 95 % intervals'
if (!has_reference) { set arrow 9001 from graph 0, first 1 to graph 1, first 1 nohead lw 1.2 lc rgb '#808080' }
eval(titles)
set ylabel 'ratio, above 1 is faster than ' . reference
set logscale y 10
set ytics (0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1, 1.2, 1.5, 2, 3, 5, 10)
set yrange [ratio_low : ratio_high]
plot for [k = 1:count] $data index at(k)-1 using 1:6:7 title name[at(k)] noenhanced with filledcurves fillcolor rgb colour(at(k)) \
         fillstyle transparent solid band noborder, \
     for [k = 1:count] $data index at(k)-1 using 1:5 title name[at(k)] noenhanced with lines linestyle at(k), \
     for [k = 1:count] $data index at(k)-1 every step(at(k))::at(k)%step(at(k)) using 1:5 title name[at(k)] noenhanced with points linestyle at(k)
