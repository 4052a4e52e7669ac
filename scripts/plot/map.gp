# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Where src and dst lie in a cache line, and what a copy takes there: one panel a distance of their pages.
# `memcpybench plot` defines beforehand: $apart and $aliased (src and dst mod 64, time against the fastest cell), how many
# cells each has (apart, aliased); step; slowest; heading, machine, caption.
unset key
unset label
set label 9001 heading at screen 0.07, screen 0.955 left font ',18'
set label 9002 machine at screen 0.07, screen 0.913 left font ',12' textcolor rgb '#505050'
set label 9003 caption at screen 0.07, screen 0.025 left font ',11' textcolor rgb '#606060'
set palette defined (0 '#fffbe6', 0.25 '#fed98e', 0.5 '#fe9929', 0.75 '#cc4c02', 1 '#591f04')
unset logscale cb
if (slowest > 3) { set logscale cb 2 }
set cbrange [1 : slowest < 1.1 ? 1.1 : slowest]
set cblabel "time / the fastest cell's"
half = step / 2.0
set xrange [-half : 64 - step + half]
set yrange [-half : 64 - step + half]
set xtics 0, step < 8 ? 8 : step, 63
set ytics 0, step < 8 ? 8 : step, 63
set tics nomirror out
set border 3 lc rgb '#404040'
set xlabel 'src mod 64'
set style fill solid noborder
# Dark ink on light cells, light ink on dark ones.
dark(t) = slowest > 3 ? log(t) > 0.6 * log(slowest) : (t - 1) > 0.6 * ((slowest < 1.1 ? 1.1 : slowest) - 1)
ink(t) = dark(t) ? 0xffffff : 0x202020
digits(t) = step < 8 ? '' : sprintf(t < 9.995 ? '%.2f' : '%.1f', t)
set tmargin at screen 0.83
set bmargin at screen 0.14
set multiplot
set lmargin at screen 0.07
set rmargin at screen 0.475
set ylabel 'dst mod 64'
set title 'lines 2048 bytes apart mod 4096'
unset colorbox
if (apart > 0) {
    plot $apart using 1:2:($1-half):($1+half):($2-half):($2+half):3 with boxxyerror fillcolor palette, \
         $apart using 1:2:(digits($3)):(ink($3)) with labels font ',12' textcolor rgb variable
}
unset label
unset ylabel
set lmargin at screen 0.515
set rmargin at screen 0.92
set colorbox user origin screen 0.935, screen 0.14 size screen 0.015, screen 0.69
set title 'lines at the same place mod 4096 (4 KiB aliasing)'
if (aliased > 0) {
    plot $aliased using 1:2:($1-half):($1+half):($2-half):($2+half):3 with boxxyerror fillcolor palette, \
         $aliased using 1:2:(digits($3)):(ink($3)) with labels font ',12' textcolor rgb variable
}
unset multiplot
