
# Layer times, stacked in the order of the network.
array colour[6] = ['#012869', '#b5305c', '#4fa3a5', '#b79bd0', '#fbd66b', '#c4c4c4']
unset label 2
set ytics nomirror scale 0,0 textcolor rgb ink offset (is_dumb ? 0 : 0.4),0
if (!is_dumb) set grid xtics back linetype 1 linewidth 0.5 linecolor rgb grid_grey
if (!is_dumb) do for [i = 1:n_stacks - 1] {
    set arrow 40 + i from graph 0,first i * n_parts - 0.5 to graph 1,first i * n_parts - 0.5 nohead linewidth 0.5 linecolor rgb grid_grey back
}
# Seams between layers, but not where there is nothing else to see.
seam = n_pieces / n_stacks > 60 ? 0.1 : layout eq 'slide' ? 0.5 : 0.2
set style fill solid 1 border rgb 'white'
array key_of[6] = [key_conv, key_dense, key_pool, key_norm, key_act, key_other]

if (is_dumb) plot \
    for [k = 1:6] data using (XZ('piece', k - 1)):3:5:6:7:8 with boxxyerror title key_of[k]

if (!is_dumb) plot \
    for [k = 1:6] NaN with boxes fc rgb colour[k] title key_of[k], \
    for [k = 1:6] data using (XZ('piece', k - 1)):3:5:6:7:8 with boxxyerror lw seam fc rgb colour[k] notitle, \
    data using (X('on-dark-'.layout)):3:9 with labels center font small tc rgb 'white' notitle, \
    data using (X('on-light-'.layout)):3:9 with labels center font small tc rgb ink notitle
