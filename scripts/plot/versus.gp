# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# One implementation against the best of all others at each size. Beforehand: versus, its name; rivals, how many; $versus (three data sets:
# bytes and the interval; bytes and ratio; the same of those that shared the core), versus_low, versus_high; sizes;
# $marks (a data set a winner: bytes, the half of the placements that picked it), winners, and winner[i], its line style.
heading = versus . ' against the best of ' . rivals . ' at each size'
thick = ''
caption = 'band: 95 % interval, as far as in sight, none of too few placements; dotted: 0.99; hollow: the core was shared; marks below: the best by either half of the placements'
eval(titles)
set ylabel 'time of the best / time of ' . versus . ', above 1 is faster'
set logscale y 10
set ytics (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 7, 10)
if (versus_high / versus_low < 1.5) { set ytics add (0.96, 0.98, 1.02, 1.04, 1.06, 0.92, 0.94, 1.15, 0.85) }
# The marks have the lowest tenth for themselves.
floor_of(share) = versus_low * (versus_high / versus_low) ** (share - 0.12)
set yrange [floor_of(0) : versus_high]
set arrow 9001 from graph 0, first 1 to graph 1, first 1 nohead back lw 1.4 lc rgb '#606060'
set arrow 9002 from graph 0, first 0.99 to graph 1, first 0.99 nohead back lw 1 dt 3 lc rgb '#b03030'
dots = sizes > 60 ? 0.35 : 0.7
plot $versus index 0 using 1:2:3 with filledcurves fillcolor rgb '#0072b2' fillstyle transparent solid 0.2 noborder, \
     $versus index 1 using 1:2 with linespoints lw 1.8 pt 7 ps dots lc rgb '#0072b2', \
     $versus index 2 using 1:2 with points lw 1.4 pt 6 ps 1.2 * dots lc rgb '#0072b2', \
     for [k = 1:winners] $marks index k-1 using 1:(floor_of(0.05 - 0.03 * $2)) with points ls winner[k] ps dots
unset arrow 9001
unset arrow 9002
