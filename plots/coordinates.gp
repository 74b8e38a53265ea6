
# Parallel coordinates of designs: an axis a column, each with its own range.
line_em = is_dumb ? 1 : 1.3 * own('small_size')
lower(i) = staggered && layout eq 'column' && i % 2 == 0 ? 2 : 0
do for [i = 1:n_axes] { do for [k = 1:2] {
    set label 60 + 2 * i + k value(sprintf('axis_%d_%d', i, k)) at first i,screen own('bottom') - ((k - 0.4 + lower(i)) * line_em + 0.2) / own('height') center font small textcolor rgb ink
} }
unset xtics
unset ytics
unset label 1
unset label 2
set border 0
set cbrange [0:1]

if (is_dumb) plot \
    data using (X('behind')):3 with points pt '.' title key_behind, \
    data using (X('front')):3 with points pt '#' title key_front

if (!is_dumb) plot \
    NaN with lines lw 1.6 lc rgb front_colour title key_front, \
    NaN with lines lw 0.8 lc rgb dominated_grey title key_behind, \
    data using (X('behind')):3 with lines lw 0.5 lc rgb '#a0b4b4b4' notitle, \
    for [k = 0:n_colours - 1] data using (XZ('front', k)):3 with lines lw 0.9 lc palette frac ((k + 0.5) / n_colours) notitle, \
    data using (LOW('axis')):7:($6-$5):($8-$7) with vectors nohead lw 1 lc rgb ink notitle, \
    data using (X('tic')):3:9 with labels left offset 0.3,0 font small tc rgb ink boxed notitle
