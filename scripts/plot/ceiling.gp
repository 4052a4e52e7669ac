# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Percent of the ceiling against size. Beforehand: $of_ceiling, a data set an implementation: bytes, percent.
heading = 'memcpy: how much of the ceiling each reaches'
caption = 'ceiling: if reading alone and writing alone overlapped entirely; by paired ratios'
eval(titles)
set ylabel 'percent of the ceiling'
unset logscale y
set ytics 0, 20
set yrange [0 : percent_high]
plot for [k = 1:count] $of_ceiling index at(k)-1 using 1:2 title name[at(k)] noenhanced with lines linestyle at(k), \
     for [k = 1:count] $of_ceiling index at(k)-1 every step(at(k))::at(k)%step(at(k)) using 1:2 title name[at(k)] noenhanced \
         with points linestyle at(k)
