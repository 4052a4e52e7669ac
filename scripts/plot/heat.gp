# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# The ratio to the reference of every implementation (a row) at every size (a column), the highest of each column in a
# frame. Beforehand: $heat (column, row from the top, ratio, 2 highest / 1 not told apart from it / 0 else), columns, rows,
# row_names, column_names (space-separated, sizes with ~ for a blank).
heading = 'memcpy time of ' . reference . ' / time of each, paired'
caption = 'framed: the highest of its size; =: not told apart from it; white: within 3 % of ' . reference
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
# Slower is orange, faster is blue, which every reader can tell; in grey both are darker than what is level.
set palette defined (-2 '#a63603', -1 '#fd8d3c', -0.3 '#fee6ce', -0.04 '#ffffff', 0.04 '#ffffff', 0.3 '#deebf7', 1 '#4292c6', 2 '#08306b')
set cbrange [-2 : 2]
set cbtics ('1/4' -2, '1/2' -1, '1' 0, '2' 1, '4' 2)
set colorbox user origin screen 0.955, screen 0.2 size screen 0.012, screen 0.55
shade(r) = log(r) / log(2) < -2 ? -2 : log(r) / log(2) > 2 ? 2 : log(r) / log(2)
ink(r) = abs(shade(r)) > 1.2 ? 0xffffff : 0x101010
digits(r, mark) = columns > 26 ? (mark == 1 ? '=' : '') : (mark == 1 ? '=' : '') . sprintf(r < 9.995 ? '%.2f' : '%.0f', r)
size_of_digits = rows > 40 || columns > 22 ? ',8' : ',10'
set style fill solid noborder
plot $heat using 1:2:($1-0.5):($1+0.5):($2-0.5):($2+0.5):(shade($3)) with boxxyerror fillcolor palette, \
     $heat using 1:2:(digits($3, $4)):(ink($3)) with labels font size_of_digits textcolor rgb variable, \
     $heat using ($4 == 2 ? $1 : NaN):2:($1-0.46):($1+0.46):($2-0.44):($2+0.44) with boxxyerror \
         fillstyle empty border rgb '#000000' linecolor rgb '#000000' linewidth 2
