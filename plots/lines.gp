
# Scaling lines: a metric along one axis, one line for each value of another.
# Colour and sign tell the lines apart, the names stand at their ends.
array colour[8] = ['#012869', '#c8641e', '#09958d', '#b5305c', '#5a9a3c', '#7a3b8f', '#a8871a', '#3c3c3c']
array sign[8] = [7, 5, 9, 11, 13, 6, 4, 8]
array letter[8] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
name(i) = value(sprintf('series_%d', i))
at(i) = value(sprintf('series_%s_%d', layout, i))
end_u(i) = value(sprintf('series_x_%d', i))
end_v(i) = value(sprintf('series_y_%d', i))
beside = own('right') + 1.1 / own('width')
screen_v(v) = own('bottom') + v * (own('top') - own('bottom'))
named = strlen(key_series) > 0
if (named && is_dumb) do for [i = 1:n_series] {
    set label 20 + i letter[i].' '.name(i) at screen own('right'),screen_v(at(i)) left
}
if (named && !is_dumb) do for [i = 1:n_series] {
    set label 20 + i name(i) at screen beside,screen_v(at(i)) left font small textcolor rgb colour[i]
    set arrow 20 + i from graph end_u(i),end_v(i) to screen beside - 0.25 / own('width'),screen_v(at(i)) nohead linewidth 0.6 linecolor rgb colour[i]
}
if (named && !is_dumb) set label 6 key_series at screen 1 - edge,own('top') right font small textcolor rgb ink offset 0,0.9
if (!is_dumb) set grid xtics ytics back linetype 1 linewidth 0.5 linecolor rgb grid_grey

if (is_dumb) plot \
    for [i = 1:n_series] data using (XZ('sign', i)):3 with points pt letter[i] notitle, \
    data using (X('infeasible')):3 with points pt 'x' title key_infeasible, \
    data using (X('reference')):3 with points pt '*' notitle, \
    data using (X('reference-name-dumb')):3:9 with labels center notitle

if (!is_dumb) plot \
    for [i = 1:n_series] data using (XZ('band', i)):7:8 with filledcurves fs solid noborder fc rgb '#d0'.substr(colour[i], 2, 7) notitle, \
    for [i = 1:n_series] data using (XZ('line', i)):3 with lines lw 1.8 lc rgb colour[i] notitle, \
    for [i = 1:n_series] data using (XZ('second', i)):3 with lines lw 1.4 dt (8,5) lc rgb colour[i] notitle, \
    for [i = 1:n_series] data using (XZ('sign', i)):3 with points pt sign[i] ps 0.3 * p lc rgb colour[i] notitle, \
    data using (X('infeasible')):3 with points pt 7 ps 0.36 * p lc rgb 'white' notitle, \
    data using (X('infeasible')):3 with points pt 2 ps 0.24 * p lw 1 lc rgb infeasible_grey title key_infeasible, \
    data using (LOW('leader-'.layout)):7:($6-$5):($8-$7) with vectors nohead lw 0.8 lc rgb ink notitle, \
    data using (X('mark')):3 with points pt 7 ps 0.34 * p lc rgb ink notitle, \
    data using (X('mark')):3 with points pt 7 ps 0.22 * p lc rgb 'white' notitle, \
    '+' using (star_u($0)):(star_v($0)) axes x2y2 with filledcurves closed fs solid 1 border lc rgb ink fc rgb accent notitle, \
    data using (X('mark-name-'.layout)):3:9 with labels center font small tc rgb ink boxed notitle, \
    data using (X('reference-name-'.layout)):3:9 with labels center font bold(1) tc rgb ink boxed notitle
