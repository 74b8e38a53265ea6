
# Roofline: what layers attain under the roof of each device.
array colour[4] = ['#012869', '#c8641e', '#09958d', '#a8871a']
array letter[4] = ['A', 'B', 'C', 'D']
name(i) = value(sprintf('roof_name_%d', i))
at(i) = value(sprintf('roof_%s_%d', layout, i))
roof_v(i) = value(sprintf('roof_v_%d', i))
beside = own('right') + 0.9 / own('width')
screen_v(v) = own('bottom') + v * (own('top') - own('bottom'))
if (is_dumb) do for [i = 1:n_roofs] {
    set label 20 + i letter[i].' '.name(i) at screen own('right'),screen_v(at(i)) left
}
if (!is_dumb) do for [i = 1:n_roofs] {
    set label 20 + i name(i) at screen beside,screen_v(at(i)) left font small textcolor rgb colour[i]
    set arrow 20 + i from graph 1,roof_v(i) to screen beside - 0.2 / own('width'),screen_v(at(i)) nohead linewidth 0.6 linecolor rgb colour[i]
}
if (!is_dumb) set grid xtics ytics back linetype 1 linewidth 0.5 linecolor rgb grid_grey
unset key
# The column of sizes is in em; p is the size of a sign of one em's width.
dot_size(layer, z) = strcol(1) eq layer && column(4) == z ? 2 * column(5) * 0.85 * p : 0

if (is_dumb) plot \
    for [i = 1:n_roofs] data using (XZ('roof', i)):3 with lines notitle, \
    for [i = 1:n_roofs] data using (XZ('dot', i)):3 with points pt letter[i] notitle

if (!is_dumb) plot \
    for [i = 1:n_roofs] data using (XZ('roof', i)):3 with lines lw 1.8 lc rgb colour[i] notitle, \
    for [i = 1:n_roofs] data using (XZ('ridge', i)):3 with points pt 6 ps 0.24 * p lw 1 lc rgb colour[i] notitle, \
    for [i = 1:n_roofs] data using (XZ('dot', i)):3:(dot_size('dot', i)) with points pt 7 ps variable lc rgb '#70'.substr(colour[i], 2, 7) notitle, \
    for [i = 1:n_roofs] data using (XZ('dot', i)):3:(dot_size('dot', i)) with points pt 6 ps variable lw 0.6 lc rgb colour[i] notitle, \
    for [i = 1:n_roofs] data using (XZ('name-'.layout, i)):3:9 with labels center font small tc rgb colour[i] notitle
