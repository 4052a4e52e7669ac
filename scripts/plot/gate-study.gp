# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What the gate's verdicts are worth: power against the slowdown that was injected, false alarms, time. From NAME.dat of
# scripts/gate-study.sh (a data set a series, its name first; injected %, found slower % with its interval, undecided %,
# seconds a suite, compare.py above the tolerance %), in the directory it is in; `name` and `heading` are said beforehand.
set encoding utf8
data = name . '.dat'
stats data using 1:2 nooutput
count = STATS_blocks
right = STATS_max_x < 5 ? 5.5 : STATS_max_x + 0.5
colours = '#0072b2 #d1420a #009e73 #6a6a6a #cf9000 #d45fa6'
points = '7 9 13 5 11 15'
do for [i = 1:6] {
    set style line i linecolor rgb word(colours, i) linewidth 1.6 pointtype int(word(points, i)) pointsize 0.9
}
# Beside each other where they would lie upon each other.
aside(i) = 0.06 * (i - 1 - (count - 1) / 2.0)
set border 3 lc rgb '#404040'
set tics nomirror out
set grid ytics lc rgb '#e0e0e0'
# Of suites of equal code; the others have no place in that picture, nor a say in its scale.
equal(injected, value) = injected == 0 ? value : NaN
do for [format in 'png svg'] {
  if (format eq 'png') { set terminal pngcairo size 1500, 640 font ',11' background '#ffffff' noenhanced }
  if (format eq 'svg') { set terminal svg size 1500, 640 font ',13' background '#ffffff' noenhanced }
  set output name . '.' . format
  set multiplot layout 1, 3 title heading font ',15'
  set bmargin 7 + count
  set key below left vertical maxrows 6
  set xrange [-0.5 : right]
  set xlabel 'injected slowdown, %'
  set title 'found slower, % of the cells'
  set ylabel '95 % interval: Clopper-Pearson'
  set yrange [0 : 103]
  plot for [i = 1:count] data index i-1 using ($1 + aside(i)):2:3:4 with yerrorbars ls i title columnheader(1), \
       for [i = 1:count] data index i-1 using ($1 + aside(i)):7 with points ls i pointtype 2 pointsize 1.2 title i == 1 ? 'compare.py, above the tolerance' : ''
  set title 'false alarms and undecided, % of the cells'
  set yrange [0 : 5 < *]
  unset key
  set ylabel 'nothing injected; crosses: undecided'
  plot for [i = 1:count] data index i-1 using (aside(i)):(equal($1, $2)):(equal($1, $3)):(equal($1, $4)) with yerrorbars ls i, \
       for [i = 1:count] data index i-1 using ($1 + aside(i)):5 with points ls i pointtype 1 pointsize 1.2
  set title 'time a suite'
  set ylabel 'seconds, median'
  set yrange [0 : *]
  plot for [i = 1:count] data index i-1 using ($1 + aside(i)):6 with points ls i
  unset multiplot
}
