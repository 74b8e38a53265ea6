
# Tornado: what each parameter alone changes, from the base device at zero.
low_colour = '#c8641e'; high_colour = '#024469'
set border 1 linecolor rgb ink linewidth 0.8
if (!is_dumb) set grid xtics back linetype 1 linewidth 0.5 linecolor rgb grid_grey
if (!is_dumb) set ytics scale 0
set style fill solid 1 noborder
set arrow 1 from 0,graph 0 to 0,graph 1 nohead front linewidth 1 linecolor rgb ink

if (is_dumb) plot \
    data using (LOW('low')):3:($6-$5):(0) with vectors nohead title key_low, \
    data using (LOW('high')):3:($6-$5):(0) with vectors nohead title key_high, \
    data using (X('end-left')):3:9 with labels right offset -1,0 notitle, \
    data using (X('end-right')):3:9 with labels left offset 1,0 notitle

if (!is_dumb) plot \
    data using (X('low')):3:5:6:7:8 with boxxyerror lc rgb low_colour title key_low, \
    data using (X('high')):3:5:6:7:8 with boxxyerror lc rgb high_colour title key_high, \
    data using (X('end-left')):3:9 with labels right offset -0.5,0 font small tc rgb ink notitle, \
    data using (X('end-right')):3:9 with labels left offset 0.5,0 font small tc rgb ink notitle
