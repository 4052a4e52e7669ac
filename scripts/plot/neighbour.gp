# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# A core of one's own and a shared one: what the probe reads, and how far ratios move with it. From probes.dat, states.dat
# (the limit between the two, the ends of the axis, a bar's width) and bins.dat of scripts/neighbour.sh, in the directory it
# is in.
set encoding utf8
unset key
set border 3 lc rgb '#404040'
set tics nomirror out
set grid ytics lc rgb '#e0e0e0'
stats 'states.dat' using (limit = $1, low = $2, high = $3, width = $4, $1) nooutput
do for [format in 'png svg'] {
  if (format eq 'png') { set terminal pngcairo size 1200, 560 font ',11' background '#ffffff' }
  if (format eq 'svg') { set terminal svg size 1200, 560 font ',13' background '#ffffff' }
  set output 'neighbour.'.format
  set multiplot layout 1, 2
  set xrange [low - 0.03 : high + 0.01]
  set xlabel 'probe of a round: cycles an independent lea takes'
  set arrow 1 from limit, graph 0 to limit, graph 1 nohead dt 2 lc rgb '#606060'
  set label 1 'alone' at limit, graph 0.97 right offset -0.6, 0 tc rgb '#606060'
  set label 2 'shared' at limit, graph 0.97 left offset 0.6, 0 tc rgb '#606060'
  set title 'the two states of the core' font ',14'
  set ylabel 'share of the rounds, %'
  set logscale y 10
  set yrange [0.001 : 500]
  set boxwidth width
  set style fill solid 0.8 noborder
  plot 'probes.dat' using 1:2 with boxes lc rgb '#0072b2'
  unset logscale y
  set title 'ln(reference / candidate) against what it is alone, to 1 MiB' font ',14'
  set ylabel 'deviation, %: median, quartiles, 5 to 95 %'
  set yrange [*:*]
  set xzeroaxis lt 1 lc rgb '#808080'
  set boxwidth 0.008
  set style fill solid 0.35 border
  plot 'bins.dat' using 1:3:2:6:5 with candlesticks lw 1.3 lc rgb '#0072b2' whiskerbars 0.5, \
       'bins.dat' using 1:4:4:4:4 with candlesticks lw 2.5 lc rgb '#d1420a', \
       'bins.dat' using 1:4 with lines lw 1 lc rgb '#d1420a'
  unset xzeroaxis
  unset multiplot
}
