# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# What the same bytes lose where they begin badly in a cache line: a row an implementation whose code was mapped at
# several places, a column a size, in each cell a strip a place. Beforehand: $strips (column, row from the top, ends of the
# strip as shares of the cell, percent that a copy takes longer than at the fastest place), $losses (column, row, percent
# at the slowest), columns, rows, row_names, column_names as for the heat map.
heading = 'memcpy: what a bad place of the code costs, in percent of the time at the best one'
numbered = rows <= 36
caption = 'strips: where the entry lies in a cache line, low to high from left to right; white: level, or not told apart from noise'
if (numbered) { caption = caption . '; below 1 % no number' }
thick = ''
eval(titles)
unset key
unset logscale
unset grid
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
set palette defined (0 '#ffffff', 2 '#fee391', 12 '#fe9929', 30 '#cc4c02', 50 '#662506')
set cbrange [0 : 50]
set cbtics ('0 %%' 0, '10 %%' 10, '20 %%' 20, '30 %%' 30, '50 %%' 50) font ',11'
set colorbox user origin screen 0.952, screen 0.2 size screen 0.012, screen 0.55
# Numbers stand under the strips, where nothing is behind them; rows of more implementations have no room for any.
bottom = numbered ? -0.02 : 0.42
left(c, share) = c - 0.45 + 0.9 * share
shade(percent) = percent > 50 ? 50 : percent
digits(percent) = !numbered || percent < 1 ? '' : sprintf('%.0f', percent)
size_of_digits = rows > 24 || columns > 22 ? ',8' : ',11'
set style fill solid noborder
plot $strips using 1:2:(left($1, $3)):(left($1, $4)):($2 - 0.42):($2 + bottom):(shade($5)) with boxxyerror fillcolor palette, \
     $losses using 1:2:(left($1, 0)):(left($1, 1)):($2 - 0.42):($2 + bottom) with boxxyerror fillstyle empty border rgb '#d0d0d0' \
         linecolor rgb '#d0d0d0' linewidth 0.8, \
     $losses using 1:($2 + 0.22):(digits($3)) with labels font size_of_digits textcolor rgb '#101010'
