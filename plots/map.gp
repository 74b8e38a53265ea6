
# Map: a metric over two axes as colour and lines of equal value.
set cbrange [z_low:z_high]
if (z_log) set logscale cb
set border 15 front
set style fill solid 1 noborder
set cbtics out scale 0.4,0 textcolor rgb ink offset (is_dumb ? 0 : -0.6),0
set colorbox vertical user origin screen own('right') + 0.9 / own('width'),own('bottom') size screen 1.1 / own('width'),own('top') - own('bottom') noborder front
if (!is_dumb) set label 5 z_label at screen 1 - 1.1 / own('width'),0.5 * (own('bottom') + own('top')) center rotate front textcolor rgb ink
if (is_dumb) unset colorbox

if (is_dumb) plot \
    data using (X('contour')):3 with lines lt 3 notitle, \
    data using (X('infeasible')):3 with points pt '/' title key_infeasible, \
    data using (X('level-dumb')):3:9 with labels center notitle, \
    data using (X('mark')):3 with points pt 'o' title key_mark, \
    data using (X('mark-name-dumb')):3:9 with labels center notitle, \
    data using (X('reference')):3 with points pt '*' notitle, \
    data using (X('reference-name-dumb')):3:9 with labels center notitle

if (!is_dumb) plot \
    data using (X('cell')):3:5:6:7:8:4 with boxxyerror lc palette notitle, \
    data using (X('infeasible')):3:5:6:7:8 with boxxyerror fc rgb '#e4e4e4' notitle, \
    data using (LOW('hatch')):7:($6-$5):($8-$7) with vectors nohead lw 0.9 lc rgb '#8c8c8c' notitle, \
    data using (LOW('border')):7:($6-$5):($8-$7) with vectors nohead lw 5 lc rgb 'white' notitle, \
    data using (LOW('border')):7:($6-$5):($8-$7) with vectors nohead lw 2.8 lc rgb accent notitle, \
    data using (X('iso-1')):3 with lines lw 2 lc rgb '#90000000' notitle, \
    data using (X('iso-1')):3 with lines lw 1.1 dt (9,6) lc rgb 'white' notitle, \
    data using (X('iso-2')):3 with lines lw 2 lc rgb '#90000000' notitle, \
    data using (X('iso-2')):3 with lines lw 1.3 dt (2,4) lc rgb 'white' notitle, \
    data using (X('contour')):3 with lines lw 2.6 lc rgb '#60ffffff' notitle, \
    data using (X('contour')):3 with lines lw 1 lc rgb 'black' notitle, \
    data using (LOW('leader-'.layout)):7:($6-$5):($8-$7) with vectors nohead lw 0.8 lc rgb ink notitle, \
    NaN with lines lw 2.8 lc rgb accent title key_border, \
    NaN with boxes lc rgb '#8c8c8c' fs pattern 4 border title key_infeasible, \
    data using (X('mark')):3 with points pt 7 ps 0.36 * p lc rgb 'white' notitle, \
    data using (X('mark')):3 with points pt 7 ps 0.28 * p lc rgb ink title key_mark, \
    '+' using (star_u($0)):(star_v($0)) axes x2y2 with filledcurves closed fs solid 1 border lc rgb 'white' fc rgb accent notitle, \
    data using (X('level-'.layout)):3:9 with labels center font small tc rgb ink boxed notitle, \
    data using (X('mark-name-'.layout)):3:9 with labels center font small tc rgb ink boxed notitle, \
    data using (X('reference-name-'.layout)):3:9 with labels center font bold(1) tc rgb ink boxed notitle
