
# Predicted against measured: a dot a row, filled where the GPU was left out,
# in one colour for kernels and another for sessions, lines of equal error.
# Light enough for the lines to stand out, apart in lightness too.
kernels_colour = '#2b7bba'; sessions_colour = '#f2a541'
# One pass over the rows keeps their order, in which no kind covers another.
of_layer(z) = int(z) % 2 == 0 ? 0x2b7bba : 0xf2a541
veil = (n_rows < 1000 ? 0x00 : n_rows < 6000 ? 0x40 : 0x70) << 24
size = n_rows < 300 ? 0.26 : n_rows < 3000 ? 0.18 : 0.12
FILLED(layer) = strcol(1) eq layer && column(4) < 2 ? column(2) : NaN
OPEN(layer) = strcol(1) eq layer && column(4) >= 2 ? column(2) : NaN
if (!is_dumb) set grid xtics ytics back linetype 1 linewidth 0.5 linecolor rgb grid_grey

if (is_dumb) plot \
    data using (XZ('row', 0)):3 with points pt 'k' title key_kernels, \
    data using (XZ('row', 1)):3 with points pt 's' title key_sessions, \
    data using (XZ('row', 2)):3 with points pt 'K' title key_kernels_seen, \
    data using (XZ('row', 3)):3 with points pt 'S' title key_sessions_seen, \
    data using (LOW('line-0')):7:($6-$5):($8-$7) with vectors nohead lt 3 notitle

if (!is_dumb) plot \
    NaN with points pt 7 ps 0.26 * p lc rgb kernels_colour title key_kernels, \
    NaN with points pt 7 ps 0.26 * p lc rgb sessions_colour title key_sessions, \
    NaN with points pt 6 ps 0.26 * p lw 1 lc rgb kernels_colour title key_kernels_seen, \
    NaN with points pt 6 ps 0.26 * p lw 1 lc rgb sessions_colour title key_sessions_seen, \
    data using (OPEN('row')):3:(of_layer($4) + veil) with points pt 6 ps size * p lw 0.8 lc rgb variable notitle, \
    data using (FILLED('row')):3:(of_layer($4) + veil) with points pt 7 ps size * p lc rgb variable notitle, \
    data using (LOW('line-0')):7:($6-$5):($8-$7) with vectors nohead lw 1.2 lc rgb ink notitle, \
    data using (LOW('line-10')):7:($6-$5):($8-$7) with vectors nohead lw 1.1 dt (6,4) lc rgb ink notitle, \
    data using (LOW('line-25')):7:($6-$5):($8-$7) with vectors nohead lw 1.1 dt (2,3) lc rgb ink notitle, \
    NaN with lines lw 1.1 dt (6,4) lc rgb ink title key_10, \
    NaN with lines lw 1.1 dt (2,3) lc rgb ink title key_25
