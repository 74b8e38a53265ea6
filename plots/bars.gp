# Bars: groups from top to bottom, in each the bars in the order of the key,
# from dark to light; a thin line is an interval, a diamond a measurement.
array shade[8] = ['#3b0f55', '#414287', '#30698e', '#238b8d', '#2fb07c', '#78d151', '#bbde28', '#fdea5e']
colour(i) = shade[n_series < 2 ? 4 : 1 + int(0.5 + 7.0 * (i - 1) / (n_series - 1))]
name(i) = value(sprintf('key_series_%d', i))
unset label 2
set ytics nomirror scale 0,0 textcolor rgb ink offset (is_dumb ? 0 : 0.4),0
if (!is_dumb) set grid xtics back linetype 1 linewidth 0.5 linecolor rgb grid_grey
if (!is_dumb) do for [i = 1:n_groups - 1] {
    set arrow 40 + i from graph 0,first i + 0.5 to graph 1,first i + 0.5 nohead linewidth 0.5 linecolor rgb grid_grey back
}
if (baseline > 0) set arrow 40 from first baseline,graph 0 to first baseline,graph 1 nohead front linewidth (is_dumb ? 1 : 1.2) linecolor rgb accent
set style fill solid 1 border rgb ink
if (!is_dumb) set bars 0.4

# The key, in columns over the whole width: the bars, then what signs mean.
unset key
array entry[n_series + 2]
n_entries = n_series
do for [i = 1:n_series] { entry[i] = name(i) }
at_misfit = strlen(key_misfit) > 0 ? n_entries + 1 : 0
if (at_misfit) { n_entries = n_entries + 1; entry[n_entries] = key_misfit }
at_measured = strlen(key_measured) > 0 ? n_entries + 1 : 0
if (at_measured) { n_entries = n_entries + 1; entry[n_entries] = key_measured }
columns = int(own('key_columns'))
key_row(k) = (k - 1) / columns
key_u(k) = edge + (1 - 2 * edge) * ((k - 1) % columns) / columns
key_v(k) = own('key_y') - (key_row(k) + 0.5) * 1.35 * own('small_size') / own('height')
half_u = 0.8 / own('width')
half_v = 0.3 * own('small_size') / own('height')
if (!is_dumb) do for [k = 1:n_entries] {
    set label 60 + k entry[k] at screen key_u(k) + 2.2 / own('width'),key_v(k) left font small textcolor rgb ink
    if (k <= n_series && !x_log) { set object 60 + k rectangle center screen key_u(k) + half_u,key_v(k) size screen 2 * half_u,2 * half_v front fillcolor rgb colour(k) fillstyle solid 1 border linecolor rgb ink linewidth 0.4 }
    if (k <= n_series && x_log) { set label 80 + k '' at screen key_u(k) + half_u,key_v(k) point pt 7 ps 0.3 * p lc rgb colour(k) }
    if (k == at_misfit && !x_log) { set object 60 + k rectangle center screen key_u(k) + half_u,key_v(k) size screen 2 * half_u,2 * half_v front fillcolor rgb '#8c8c8c' fillstyle pattern 4 border linecolor rgb ink linewidth 0.4 }
    if (k == at_misfit && x_log) { set label 80 + k '' at screen key_u(k) + half_u,key_v(k) point pt 2 ps 0.3 * p lw 1.2 lc rgb ink }
    if (k == at_measured) { set label 80 + k '' at screen key_u(k) + half_u,key_v(k) point pt 12 ps 0.44 * p lw 1.2 lc rgb (x_log ? accent : ink) }
}

if (is_dumb) plot \
    data using (X('bar')):3 with points pt '#' notitle, \
    data using (X('misfit')):3 with points pt 'x' title key_misfit, \
    data using (X('measured')):3 with points pt 'o' title key_measured

if (!is_dumb && !x_log) plot \
    for [i = 1:n_series] data using (XZ('bar', i)):3:5:6:7:8 with boxxyerror fc rgb colour(i) lw 0.4 notitle, \
    for [i = 1:n_series] data using (XZ('misfit', i)):3:5:6:7:8 with boxxyerror fs pattern 4 border rgb ink fc rgb '#8c8c8c' lw 0.4 notitle, \
    data using (X('interval')):3:5:6 with xerrorbars pt 7 ps 0.01 lw 1.7 lc rgb 'white' notitle, \
    data using (X('interval')):3:5:6 with xerrorbars pt 7 ps 0.01 lw 0.8 lc rgb ink notitle, \
    data using (X('measured')):3 with points pt 13 ps 0.44 * p lc rgb ink notitle, \
    data using (X('measured')):3 with points pt 13 ps 0.28 * p lc rgb 'white' notitle

if (!is_dumb && x_log) plot \
    data using (X('interval')):3:5:6 with xerrorbars pt 7 ps 0.01 lw 0.9 lc rgb '#707070' notitle, \
    data using (X('bar')):3 with points pt 7 ps 0.34 * p lc rgb ink notitle, \
    for [i = 1:n_series] data using (XZ('bar', i)):3 with points pt 7 ps 0.26 * p lc rgb colour(i) notitle, \
    data using (X('misfit')):3 with points pt 2 ps 0.3 * p lw 1.2 lc rgb ink notitle, \
    data using (X('measured')):3 with points pt 12 ps 0.5 * p lw 1.2 lc rgb accent notitle
