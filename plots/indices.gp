
# Sobol indices: the share of the variance that each parameter accounts for,
# alone and together with all others, with intervals.
first_colour = '#024469'; total_colour = '#77c9be'
set border 1 linecolor rgb ink linewidth 0.8
if (!is_dumb) set grid xtics back linetype 1 linewidth 0.5 linecolor rgb grid_grey
if (!is_dumb) set ytics scale 0
set style fill solid 1 noborder
set bars 0.6

if (is_dumb) plot \
    data using (X('first')):3 with points pt '1' title key_first, \
    data using (X('total')):3 with points pt 'T' title key_total

if (!is_dumb) plot \
    data using (X('first')):3:5:6:7:8 with boxxyerror lc rgb first_colour title key_first, \
    data using (X('total')):3:5:6:7:8 with boxxyerror lc rgb total_colour title key_total, \
    data using (X('interval')):3:5:6 with xerrorbars pt 7 ps 0 lw 3 lc rgb '#ffffff' notitle, \
    data using (X('interval')):3:5:6 with xerrorbars pt 7 ps 0 lw 0.8 lc rgb ink notitle
