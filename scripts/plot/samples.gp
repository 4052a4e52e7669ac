# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# How the rounds of every cell lie about their median: a small histogram a cell, so that a cell with two modes shows two
# humps. Beforehand: $samples (column, row from the top, bin from 0, rounds in it / those in the fullest bin of its cell),
# bins, bins_low, bins_high; columns, rows, row_names, column_names as for the heat map.
heading = 'memcpy: how the rounds of each cell are spread'
caption = sprintf('in each cell, from left to right: time from %g to %g times its median (the line), what is beyond at the ends; disturbed rounds left out', bins_low, bins_high)
thick = ''
eval(titles)
unset key
unset logscale
unset grid
unset colorbox
set xrange [-0.5 : columns - 0.5]
set yrange [rows - 0.5 : -0.5]
set border 0
set xtics scale 0 ()
set ytics scale 0 ()
do for [c = 1:columns] { column_name = word(column_names, c); blank = strstrt(column_name, '~')
    set xtics add (column_name[1:blank-1] . ' ' . column_name[blank+1:*] c - 1) }
do for [r = 1:rows] { set ytics add (word(row_names, r) r - 1) }
set xtics rotate by 45 right font ',11'
row_font = rows > 24 ? ',11' : ',13'
set ytics font row_font
set xlabel size_label offset 0, 0.3
unset ylabel
do for [c = 1:columns] {
    middle = c - 1.44 + 0.88 * log(1 / bins_low) / log(bins_high / bins_low)
    set arrow from middle, -0.5 to middle, rows - 0.5 nohead back lw 0.6 lc rgb '#c0c0c0'
}
left(c, b) = c - 0.44 + 0.88 * b / bins
set style fill solid noborder
plot $samples using 1:2:(left($1, $3)):(left($1, $3 + 1)):($2 + 0.42 - 0.84 * $4):($2 + 0.42) with boxxyerror \
     fillcolor rgb '#0072b2'
