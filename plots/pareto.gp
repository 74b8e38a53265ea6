
# Pareto scatter: all points, the front as a step line, where better lies.
to_x = x_better ? 0.985 : 0.015
to_y = y_better ? 0.975 : 0.025
from_x = x_better ? 0.945 : 0.055
from_y = y_better ? 0.905 : 0.095
if (!is_dumb) set arrow 1 from graph from_x,from_y to graph to_x,to_y filled head size screen 0.012,20,60 linewidth 2 linecolor rgb ink
if (!is_dumb) set label 5 'better' at graph from_x,from_y front font small textcolor rgb ink
if (!is_dumb && x_better) set label 5 right offset -0.6,0
if (!is_dumb && !x_better) set label 5 left offset 0.6,0
if (is_dumb) set label 5 (x_better ? 'better >' : '< better') at graph (x_better ? 1 : 0.02),(y_better ? 0.97 : 0.05)
if (is_dumb && x_better) set label 5 right
if (!is_dumb) set grid xtics ytics back linetype 1 linewidth 0.5 linecolor rgb grid_grey

if (is_dumb) plot \
    data using (X('infeasible')):3 with points pt 'x' title key_infeasible, \
    data using (X('dominated')):3 with points pt '.' title key_dominated, \
    data using (X('front-by-others')):3 with points pt '+' title key_by_others, \
    data using (X('front')):3 with points pt '#' title key_front, \
    data using (X('mark')):3 with points pt 'o' notitle, \
    data using (X('mark-name-dumb')):3:9 with labels center notitle, \
    data using (X('reference')):3 with points pt '*' notitle, \
    data using (X('reference-name-dumb')):3:9 with labels center notitle

# Many points small, few points large.
cloud = n_behind < 300 ? 0.2 : n_behind < 3000 ? 0.14 : 0.09
if (!is_dumb) plot \
    NaN with linespoints lw 1.6 pt 7 ps 0.26 * p lc rgb front_colour title key_front, \
    NaN with points pt 7 ps 0.2 * p lc rgb front_pale title key_by_others, \
    NaN with boxes fs solid noborder fc rgb '#d0'.substr(front_colour, 2, 7) title key_band, \
    NaN with points pt 7 ps 0.2 * p lc rgb dominated_grey title key_dominated, \
    NaN with points pt 2 ps 0.26 * p lw 1 lc rgb infeasible_grey title key_infeasible, \
    data using (X('infeasible')):3 with points pt 2 ps (cloud + 0.05) * p lw 0.8 lc rgb infeasible_grey notitle, \
    data using (X('dominated')):3 with points pt 7 ps cloud * p lc rgb dominated_grey notitle, \
    data using (X('band')):7:8 with filledcurves fs solid noborder fc rgb '#d0'.substr(front_colour, 2, 7) notitle, \
    data using (X('front-by-others')):3 with points pt 7 ps (n_by_others < 3000 ? 0.2 : 0.09) * p lc rgb front_pale notitle, \
    data using (X('step')):3 with lines lw 1.6 lc rgb front_colour notitle, \
    data using (X('front')):3 with points pt 7 ps 0.24 * p lc rgb front_colour notitle, \
    data using (LOW('leader-'.layout)):7:($6-$5):($8-$7) with vectors nohead lw 0.8 lc rgb ink notitle, \
    data using (X('mark')):3 with points pt 7 ps 0.34 * p lc rgb ink notitle, \
    data using (X('mark')):3 with points pt 7 ps 0.22 * p lc rgb 'white' notitle, \
    '+' using (star_u($0)):(star_v($0)) axes x2y2 with filledcurves closed fs solid 1 border lc rgb ink fc rgb accent notitle, \
    data using (X('mark-name-'.layout)):3:9 with labels center font small tc rgb ink boxed notitle, \
    data using (X('reference-name-'.layout)):3:9 with labels center font bold(1) tc rgb ink boxed notitle
