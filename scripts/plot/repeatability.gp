# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# How far runs of the same race differ: a point a cell, the median and the 95th percentile of each size. From cells.dat
# and sizes.dat of scripts/repeatability.sh, in the directory it is in.
set encoding utf8
set title 'memcpy: how far runs of the same race differ' font ',15'
set xlabel 'bytes per call'
set ylabel 'CV of the ratio to the reference over the runs, %'
set logscale x 2
set logscale y 10
set grid xtics ytics lc rgb '#d0d0d0'
set key top left
set xtics ('64 B' 64, '256 B' 256, '1 KiB' 1024, '4 KiB' 4096, '16 KiB' 16384, '64 KiB' 65536, '256 KiB' 262144, \
           '1 MiB' 1048576, '4 MiB' 4194304, '16 MiB' 16777216, '64 MiB' 67108864)
goal(x) = x <= 1048576 ? 0.3 : 2
do for [format in 'png svg'] {
  if (format eq 'png') { set terminal pngcairo size 1200, 700 font ',11' background '#ffffff' }
  if (format eq 'svg') { set terminal svg size 1200, 700 font ',13' background '#ffffff' }
  set output 'repeatability.'.format
  plot 'cells.dat' using 1:(100 * $2) with points pt 7 ps 0.5 lc rgb '#8fb8de' title 'a cell', \
       'sizes.dat' using 1:(100 * $2) with linespoints pt 7 ps 0.8 lw 2 lc rgb '#0072b2' title 'median of a size', \
       'sizes.dat' using 1:(100 * $3) with lines lw 1.5 dt 2 lc rgb '#0072b2' title '95th percentile', \
       'sizes.dat' using 1:(goal($1)) with steps lc rgb '#009e73' dashtype 2 lw 1.5 title 'what is aimed at for the median'
}
