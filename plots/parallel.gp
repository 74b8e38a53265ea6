# Parallel coordinates: an axis for each quantity, up is better on all of them.
array colour[4] = ['#012869', '#c8641e', '#09958d', '#a8871a']
array sign[4] = [7, 5, 9, 13]
array letter[4] = ['A', 'B', 'C', 'D']
name(i) = value(sprintf('key_line_%d', i))
# The names of the axes, in em below the plot area.
line_em = is_dumb ? 1 : 1.3 * own('small_size')
lower(i) = staggered && layout eq 'column' && i % 2 == 0 ? 2 : 0
do for [i = 1:n_axes] { do for [k = 1:2] {
    set label 60 + 2 * i + k value(sprintf('axis_%d_%d', i, k)) at first i,screen own('bottom') - ((k - 0.4 + lower(i)) * line_em + 0.2) / own('height') center font small textcolor rgb ink
} }
unset xtics
unset label 1
set border 2
if (!is_dumb) set grid ytics back linetype 1 linewidth 0.5 linecolor rgb grid_grey
if (baseline > 0) set arrow 40 from graph 0,first baseline to graph 1,first baseline nohead back linewidth (is_dumb ? 1 : 1.2) linecolor rgb accent

if (is_dumb) plot \
    for [i = 1:n_lines] data using (XZ('line', i)):3 with points pt letter[i] title name(i)

if (!is_dumb) plot \
    data using (LOW('axis')):7:($6-$5):($8-$7) with vectors nohead lw 0.8 lc rgb faint notitle, \
    for [i = 1:n_lines] data using (XZ('line', i)):3 with lines lw 3 lc rgb 'white' notitle, \
    for [i = 1:n_lines] data using (XZ('line', i)):3 with linespoints lw 1.8 pt sign[i] ps 0.34 * p lc rgb colour[i] title name(i)
