# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Ratio to the reference of the five whose geometric mean over all sizes is the highest; the bands are 95 % intervals, as far as they
# are in sight.
heading = 'memcpy: the highest geometric means against ' . reference
caption = 'bands: 95 % intervals'
if (!has_reference) { set arrow 9001 from graph 0, first 1 to graph 1, first 1 nohead lw 1.2 lc rgb '#808080' }
eval(titles)
set ylabel 'ratio, above 1 is faster than ' . reference
set logscale y 10
set ytics (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5)
if (best_high / best_low < 1.5) { set ytics add (0.95, 0.98, 1.02, 1.05, 1.15, 1.25) }
set yrange [best_low : best_high]
in_sight(y) = y < best_low ? best_low : y > best_high ? best_high : y
plot for [k = 1:words(best)] $data index best_at(k)-1 using 1:(in_sight($6)):(in_sight($7)) title name[best_at(k)] noenhanced with filledcurves \
         fillcolor rgb colour(best_at(k)) fillstyle transparent solid 0.16 noborder, \
     for [k = 1:words(best)] $data index best_at(k)-1 using 1:5 title name[best_at(k)] noenhanced with linespoints linestyle best_at(k)
