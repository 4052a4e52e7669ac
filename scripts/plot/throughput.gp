# SPDX-FileCopyrightText: the memcpybench authors
# SPDX-License-Identifier: MIT

# Throughput against size; the bands are the middle half of the rounds.
heading = 'memcpy throughput'
caption = 'bands: the middle half of the rounds'
ceiling_line = ''
if (has_ceilings) {
    ceiling_line = "$ceilings using 1:2 title 'ceiling' noenhanced with lines linewidth 1.2 dashtype (24, 12) linecolor rgb '#808080', "
    caption = caption . '; ceiling: if reading alone and writing alone overlapped entirely'
    set label 9004 'ceiling' at ceiling_bytes, ceiling_gb center offset 0, 0.6 font ',11' textcolor rgb '#606060'
}
eval(titles)
set ylabel 'GB/s (1e9 payload bytes a second)'
set logscale y 10
set ytics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
if (gb_high / gb_low < 12) { set ytics add (0.3, 0.7, 1.5, 3, 7, 15, 30, 40, 70, 150, 300, 400, 700) }
set yrange [gb_low : gb_high]
plot @ceiling_line for [k = 1:count] $data index at(k)-1 using 1:3:4 title name[at(k)] noenhanced with filledcurves fillcolor rgb colour(at(k)) \
         fillstyle transparent solid band noborder, \
     for [k = 1:count] $data index at(k)-1 using 1:2 title name[at(k)] noenhanced with lines linestyle at(k), \
     for [k = 1:count] $data index at(k)-1 every step(at(k))::at(k)%step(at(k)) using 1:2 title name[at(k)] noenhanced with points linestyle at(k)
