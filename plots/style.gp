
# The style all figures share.  `terminal` says which picture; lengths of the
# layout (slide, column or dumb) come from the variables above, in em.
if (!exists("terminal")) terminal = 'png'
if (!exists("picture")) picture = figure_name.'.'.terminal
layout = terminal eq 'png' ? 'slide' : terminal eq 'dumb' ? 'dumb' : 'column'
own(variable) = value(variable.'_'.layout)
# 32 pixels an em on the slide, 7 points in the column; cairo's point is 4/3
# of a unit of the picture.
pt_of_em = terminal eq 'png' ? 24 : terminal eq 'svg' ? 28.0 / 3 : 5.25
family = terminal eq 'svg' ? 'sans-serif' : 'DejaVu Sans'
font(size) = sprintf('%s,%.2f', family, size * pt_of_em)
# The svg terminal writes the family as it stands, and no viewer has a 'X:Bold'.
bold(size) = sprintf('%s%s,%.2f', family, terminal eq 'svg' ? '' : ':Bold', size * pt_of_em)
small = font(own('small_size'))
is_dumb = terminal eq 'dumb'

set encoding utf8
if (terminal eq 'png') set terminal pngcairo noenhanced size 1920,1080 font font(1) fontscale 1 linewidth 2.4 background '#ffffff'
if (terminal eq 'svg') set terminal svg noenhanced size 321.26,(own('height') * 28.0 / 3) font font(1) linewidth 0.8 background '#ffffff'
if (terminal eq 'pdf') set terminal pdfcairo noenhanced size (85 / 25.4),(own('height') * 7 / 72) font font(1) fontscale 1 linewidth 0.8
if (is_dumb) set terminal dumb noenhanced size 79,24
if (!is_dumb) set output picture

# Point sizes are in units of the terminal; `p` makes one as large as an em.
p = terminal eq 'png' ? 4.3 : terminal eq 'svg' ? 1.9 : 1.15
ink = '#222222'; faint = '#8a8a8a'; grid_grey = '#dcdcdc'
front_colour = '#024469'; front_pale = '#5f93b5'; accent = '#c8102e'
dominated_grey = '#b4b4b4'; infeasible_grey = '#d98c7a'

# Lightness rises evenly from 18 to 93 (CIELAB) while the hue goes from blue
# over green to yellow: in order on a grey print and to colour-blind eyes.
set palette defined (0 '#012869', 1 '#024469', 2 '#035e78', 3 '#057985', 4 '#09958d', 5 '#3fb08a', 6 '#77c97e', 7 '#b6de70', 8 '#fbee75')

set datafile separator comma
set datafile columnheaders
# Coordinates of the rows of one layer; those of all others are not drawn.
X(layer) = strcol(1) eq layer ? column(2) : NaN
XZ(layer, z) = strcol(1) eq layer && column(4) == z ? column(2) : NaN
LOW(layer) = strcol(1) eq layer ? column(5) : NaN

set lmargin at screen own('left')
set rmargin at screen own('right')
set tmargin at screen own('top')
set bmargin at screen own('bottom')
set border 3 linecolor rgb ink linewidth 0.8
set xrange [x_low:x_high] noextend
set yrange [y_low:y_high] noextend
if (x_log) set logscale x
if (y_log) set logscale y
set x2range [0:1]
set y2range [0:1]
set xtics nomirror out scale 0.5,0 textcolor rgb ink offset 0,(is_dumb ? 0 : 0.3)
set ytics nomirror out scale 0.5,0 textcolor rgb ink offset (is_dumb ? 0 : 0.4),0
# In em, not in characters: those differ between terminals.
if (is_dumb) set label 1 x_label at screen 0.5 * (own('left') + own('right')),own('bottom') center offset 0,-2
if (!is_dumb) set label 1 x_label at screen 0.5 * (own('left') + own('right')),(own('bottom') - 2.6 / own('height')) center front textcolor rgb ink
if (is_dumb) set label 2 y_label at screen 0,own('top') left offset 0,1
if (!is_dumb) set label 2 own('y_label') at screen (1.0 / own('width')),0.5 * (own('bottom') + own('top')) center rotate front textcolor rgb ink

edge = is_dumb ? 0 : 0.6 / own('width')
set label 3 own('title') at screen edge,own('title_y') left font bold(own('title_size')) textcolor rgb ink
set label 4 own('caption') at screen edge,own('caption_y') left font font(own('caption_size')) textcolor rgb faint
set key at screen own('left'),own('key_y') left top horizontal Left reverse noenhanced font small textcolor rgb ink samplen 1.6 spacing 1.1 width 0 maxrows 4
unset colorbox

# The reference is a star, drawn as a polygon since fonts differ: eleven
# points around (reference_u, reference_v) of the plot area.
set samples 11
star(t) = has_reference ? 0.75 * (int(t) % 2 ? 0.4 : 1) : NaN
star_u(t) = reference_u + star(t) * sin(pi * t / 5) / (own('width') * (own('right') - own('left')))
star_v(t) = reference_v + star(t) * cos(pi * t / 5) / (own('height') * (own('top') - own('bottom')))

# Names lie on a white box so that nothing behind disturbs them.
if (!is_dumb) set style textbox opaque fillcolor rgb '#30ffffff' noborder margins 0.4,0.3
