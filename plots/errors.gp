
# The error on each GPU: names at the left, a sign for each predictor, their
# medians as upright lines.
array colour[5] = ['#024469', '#d9822b', '#09958d', '#b5305c', '#7a3b8f']
array sign[5] = [7, 9, 4, 11, 13]
array letter[5] = ['A', 'B', 'C', 'D', 'E']
array dash[5] = [1, 2, 3, 4, 5]
unset ytics
set border 1 linecolor rgb ink linewidth 0.8
key_of(i) = value(sprintf('key_%d', i))
MEDIAN(z) = strcol(1) eq 'median' && column(4) == z ? column(5) : NaN
if (!is_dumb) set grid xtics back linetype 1 linewidth 0.5 linecolor rgb grid_grey

if (is_dumb) plot \
    data using (X('name-dumb')):3:9 with labels right notitle, \
    for [i = 1:n_series] data using (XZ('dot', n_series + 1 - i)):3 with points pt letter[n_series + 1 - i] title key_of(n_series + 1 - i)

if (!is_dumb) plot \
    data using (LOW('range')):7:($6-$5):($8-$7) with vectors nohead lw 1.4 lc rgb '#c8c8c8' notitle, \
    for [i = 1:n_series] data using (MEDIAN(i)):7:($6-$5):($8-$7) with vectors nohead lw 1.1 dt dash[i] lc rgb colour[i] notitle, \
    for [i = n_series:1:-1] data using (XZ('dot', i)):3 with points pt sign[i] ps (i == 2 ? 0.38 : 0.32) * p lw 1.2 lc rgb colour[i] notitle, \
    for [i = 1:n_series] NaN with linespoints lw 1.1 dt dash[i] pt sign[i] ps (i == 2 ? 0.38 : 0.32) * p lc rgb colour[i] title key_of(i), \
    data using (X('name')):3:9 with labels right offset -0.6,0 font font(own('name_size')) tc rgb ink notitle
