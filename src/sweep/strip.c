/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "sweep/strip.h"

#include "base/mem.h"
#include "cost/power.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Fields that only laws, area and power read, each in a form that the loops
 * know. */
static bool is_strip_field(size_t field) {
    static const char *const keys[] = {"boost_clock_mhz",
                                       "memory_bandwidth_gbs", "host_link_gbs"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (strcmp(device_fields[field].key, keys[i]) == 0)
            return true;
    return false;
}

/* What is solved for hangs on every axis. */
static bool is_linked(const struct plan *p, size_t axis) {
    for (size_t i = 0; i < p->sweep->n_links; i++)
        if (p->sweep->links[i].kind == LINK_SOLVE ||
            (p->ties[i].axes >> axis & 1) != 0)
            return true;
    return false;
}

void strip_plan(struct plan *p) {
    const struct sweep *s = p->sweep;
    size_t first = s->n_axes, period = 1;

    while (s->sampling.points == 0 && first > 0 && period < STRIP_LANES &&
           !is_linked(p, first - 1)) {
        const struct axis *a = &s->axes[first - 1];

        if (p->structure_stride[first - 1] != 0 ||
            (a->kind != AXIS_PARAMETER &&
             (a->kind != AXIS_FIELD || !is_strip_field(a->field))))
            break;
        period *= a->n;
        first--;
    }
    /* A short strip does not pay. */
    p->strip_axis = period >= 8 ? first : s->n_axes;
    p->strip_period = period;
}

static size_t axis_of(const struct plan *p, const char *key) {
    size_t axis = sweep_axis(p->sweep, key);

    return axis >= p->strip_axis ? axis : p->sweep->n_axes;
}

static void find_inputs(struct strip *s) {
    static const char *const keys[STRIP_N_INPUTS] = {
        "boost_clock_mhz", "boost_clock_mhz",      "boost_clock_mhz",
        "boost_clock_mhz", "memory_bandwidth_gbs", "memory_bandwidth_gbs",
        "host_link_gbs"};
    const struct sweep *w = s->p->sweep;

    for (size_t i = 0; i < STRIP_N_INPUTS; i++) {
        size_t axis = axis_of(s->p, keys[i]);

        s->input_axis[i] = axis;
        if (axis < w->n_axes)
            s->table[i] = mem_alloc_lines(w->axes[axis].n, sizeof **s->table);
    }
}

struct strip *strip_new(const struct plan *p, const struct batch *b) {
    const struct sweep *w = p->sweep;
    size_t n_metrics = (w->n_workloads + 1) * METRIC_N;
    size_t n = n_metrics + w->n_axes + w->n_links + STRIP_N_INPUTS + 3;
    struct strip *s;
    double *room;

    if (p->strip_axis >= w->n_axes)
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->p = p;
    s->room = room = mem_alloc_lines(n * STRIP_ROOM, sizeof *room);
    s->metric = mem_alloc(n_metrics, sizeof *s->metric);
    s->special_lane = mem_alloc(STRIP_LANES, sizeof *s->special_lane);
    s->simple = mem_alloc(w->n_constraints, sizeof *s->simple);
    for (size_t i = 0; i < n_metrics; i++, room += STRIP_ROOM)
        s->metric[i].x = room;
    for (size_t i = 0; i < w->n_axes; i++, room += STRIP_ROOM)
        s->axis[i].x = room;
    for (size_t i = 0; i < w->n_links; i++, room += STRIP_ROOM)
        s->link[i].x = room;
    for (size_t i = 0; i < STRIP_N_INPUTS; i++, room += STRIP_ROOM)
        s->input_room[i] = room;
    s->index.x = room;
    s->reason = room + STRIP_ROOM;
    s->verdict = s->reason + STRIP_ROOM;
    for (size_t i = 0; i < w->n_constraints; i++)
        s->simple[i] = simple_of(w->constraints[i], b);
    find_inputs(s);
    return s;
}

void strip_free(struct strip *s) {
    if (s == NULL)
        return;
    for (size_t i = 0; i < STRIP_N_INPUTS; i++)
        free(s->table[i]);
    free(s->room);
    free(s->metric);
    free(s->special_lane);
    free(s->simple);
    free(s);
}

const struct lane *lane_fill(struct lane *lane, double value) {
    for (size_t i = 0; i < STRIP_LANES; i++)
        lane->x[i] = value;
    lane->state = LANE_OF_RUN;
    return lane;
}

/* Where on each axis of the strip the base's own value is. */
static void find_base(struct strip *s, const struct device *base) {
    const struct sweep *w = s->p->sweep;

    if (s->base == base)
        return;
    s->base = base;
    for (size_t a = s->p->strip_axis; a < w->n_axes; a++) {
        const struct axis *x = &w->axes[a];

        s->special[a] = x->n;
        /* An axis of one value is the same for all lanes. */
        for (size_t i = 0; x->kind == AXIS_FIELD && x->n > 1 && i < x->n; i++)
            if (x->values[i] == device_get(base, x->field))
                s->special[a] = i;
    }
}

/* A lane of the run whose fields all differ from the base's. */
static size_t usual_index(const struct strip *s) {
    size_t index = s->run_first;

    for (size_t a = s->p->strip_axis; a < s->p->sweep->n_axes; a++)
        index += s->special[a] == 0 ? s->p->stride[a] : 0;
    return index;
}

/* Whether what is possible for one usual lane is for all. */
static bool is_plain(const struct strip *s) {
    const struct device *d = &s->point.device;
    const struct device *base = s->point.structure->base;
    const struct plan *p = s->p;
    size_t n = p->sweep->n_axes;

    if (s->point.unset != 0 ||
        (s->input_axis[STRIP_BANDWIDTH] < n && !isnan(d->memory_bus_bits)) ||
        !isnan(d->host_link_efficiency))
        return false;
    if (s->input_axis[STRIP_BOOST] == n)
        return true;
    if (!isnan(d->base_clock_mhz) || !isnan(d->fp32_tflops))
        return false;
    return isnan(d->sustained_clock_mhz) ||
           (p->shares_sustained &&
            base->sustained_clock_mhz < 1.99 * base->boost_clock_mhz);
}

/* Tables of what follows from each clock alone; structures mostly agree. */
static void fill_clock(struct strip *s) {
    const struct device *base = s->point.structure->base;
    const struct cost_params *cost = &s->point.structure->cost;
    const struct axis *a = &s->p->sweep->axes[s->input_axis[STRIP_BOOST]];
    bool shared = !isnan(s->point.device.sustained_clock_mhz);
    const double key[5] = {shared ? base->sustained_clock_mhz : 0,
                           shared ? base->boost_clock_mhz : 0,
                           cost->reference_clock_mhz, cost->voltage_floor,
                           cost->voltage_slope};

    if (s->has_tables && memcmp(key, s->key, sizeof key) == 0)
        return;
    memcpy(s->key, key, sizeof key);
    s->has_tables = true;
    for (size_t i = 0; i < a->n; i++) {
        double boost = a->values[i];
        double clock =
            shared ? base->sustained_clock_mhz * (boost / base->boost_clock_mhz)
                   : boost;

        s->table[STRIP_BOOST][i] = boost;
        s->table[STRIP_CLOCK][i] = clock;
        s->table[STRIP_PER_CLOCK][i] = 1 / clock;
        s->table[STRIP_VOLTAGE][i] =
            power_relative_voltage(cost, boost / cost->reference_clock_mhz);
    }
}

static void fill_plain(struct strip *s, enum strip_input value,
                       enum strip_input inverse) {
    const struct axis *a = &s->p->sweep->axes[s->input_axis[inverse]];

    for (size_t i = 0; i < a->n; i++) {
        if (value != inverse)
            s->table[value][i] = a->values[i];
        s->table[inverse][i] = 1 / a->values[i];
    }
}

static void fill_tables(struct strip *s) {
    size_t n = s->p->sweep->n_axes;
    bool again = s->has_tables;

    if (!again && s->input_axis[STRIP_BANDWIDTH] < n)
        fill_plain(s, STRIP_BANDWIDTH, STRIP_PER_BANDWIDTH);
    if (!again && s->input_axis[STRIP_PER_LINK] < n)
        fill_plain(s, STRIP_PER_LINK, STRIP_PER_LINK);
    if (s->input_axis[STRIP_BOOST] < n)
        fill_clock(s);
    s->has_tables = true;
}

/* Inputs that no axis of the strip sets. */
static void fill_common(struct strip *s) {
    const struct device *d = &s->point.device;
    const struct cost_params *cost = &s->point.structure->cost;
    const double values[STRIP_N_INPUTS] = {
        d->boost_clock_mhz,
        device_clock_mhz(d),
        1 / device_clock_mhz(d),
        power_relative_voltage(cost,
                               d->boost_clock_mhz / cost->reference_clock_mhz),
        d->memory_bandwidth_gbs,
        1 / d->memory_bandwidth_gbs,
        1 / d->host_link_gbs};

    for (size_t k = 0; k < STRIP_N_INPUTS; k++) {
        if (s->input_axis[k] < s->p->sweep->n_axes)
            continue;
        for (size_t i = 0; i < STRIP_LANES; i++)
            s->input_room[k][i] = values[k];
        s->input[k] = s->input_room[k];
        s->is_flat[k] = true;
    }
}

static void set_fits(const struct plan *p, struct point *x) {
    size_t n = p->sweep->n_workloads;

    x->fits = true;
    for (size_t w = n; w-- > 0;)
        if (p->memory_need_gib[x->structure->batch * n + w] >
            x->device.memory_capacity_gib) {
            x->fits = false;
            x->misfit = w;
        }
}

bool strip_run(struct strip *s, struct batch *b, size_t first) {
    const struct plan *p = s->p;
    const struct sweep *w = p->sweep;
    size_t structure = 0;

    s->run_first = first - first % p->strip_period;
    s->run_end = s->run_first + p->strip_period;
    for (size_t a = 0; a < w->n_axes; a++)
        structure +=
            p->structure_stride[a] * (first / p->stride[a] % w->axes[a].n);
    memset(&s->point, 0, sizeof s->point);
    find_base(s, p->structures[structure].base);
    point_set(p, usual_index(s), &s->point, s->axes, b);
    if (!is_plain(s))
        return false;
    set_fits(p, &s->point);
    fill_tables(s);
    fill_common(s);
    for (size_t i = 0; i < (w->n_workloads + 1) * METRIC_N; i++)
        s->metric[i].state = LANE_UNSET;
    for (size_t a = 0; a < w->n_axes; a++)
        s->axis[a].state = LANE_UNSET;
    for (size_t i = 0; i < w->n_links; i++)
        lane_fill(&s->link[i], s->point.link[i]);
    return true;
}

static void fill(double x[], size_t n, double value) {
    for (size_t i = 0; i < n; i++)
        x[i] = value;
}

/* The axis's share of a block: table values at the places of its lanes. */
static const double *spread(const struct strip *s, size_t axis,
                            const double table[], double out[]) {
    size_t stride = s->p->stride[axis], n = s->p->sweep->axes[axis].n;
    size_t at = s->first / stride % n, left = stride - s->first % stride;

    if (stride == 1 && at + s->n <= n)
        return table + at;
    for (size_t i = 0, many; i < s->n; i += many) {
        many = stride == 1 ? n - at : left;
        if (many > s->n - i)
            many = s->n - i;
        if (stride == 1)
            memcpy(out + i, table + at, many * sizeof *out);
        else
            fill(out + i, many, table[at]);
        left = stride;
        at = stride > 1 && at + 1 < n ? at + 1 : 0;
    }
    return out;
}

/* Marks the lanes at which an axis has the base's value; says whether there
 * are any. */
static bool mark_special(const struct strip *s, size_t axis, bool mark[]) {
    size_t stride = s->p->stride[axis], n = s->p->sweep->axes[axis].n;
    size_t period = stride * n, end = s->first + s->n;
    size_t at = s->first - s->first % period + s->special[axis] * stride;
    bool any = false;

    for (; s->special[axis] < n && at < end; at += period)
        for (size_t i = at > s->first ? at : s->first;
             i < at + stride && i < end; i++)
            mark[i - s->first] = any = true;
    return any;
}

/* The special lanes, each once, rising. */
static void find_special(struct strip *s) {
    bool mark[STRIP_LANES] = {false}, any = false;

    for (size_t a = s->p->strip_axis; a < s->p->sweep->n_axes; a++)
        any = mark_special(s, a, mark) || any;
    s->n_special = 0;
    for (size_t i = 0; any && i < s->n; i++)
        if (mark[i])
            s->special_lane[s->n_special++] = i;
}

void strip_block(struct strip *s, size_t first, size_t n) {
    const struct sweep *w = s->p->sweep;

    assert(first >= s->run_first && first + n <= s->run_end);
    s->first = first;
    s->n = n;
    for (size_t k = 0; k < STRIP_N_INPUTS; k++) {
        size_t axis = s->input_axis[k];

        if (axis == w->n_axes)
            continue;
        s->input[k] = spread(s, axis, s->table[k], s->input_room[k]);
        s->is_flat[k] =
            first / s->p->stride[axis] == (first + n - 1) / s->p->stride[axis];
    }
    for (size_t i = 0; i < (w->n_workloads + 1) * METRIC_N; i++)
        if (s->metric[i].state == LANE_OF_BLOCK)
            s->metric[i].state = LANE_UNSET;
    for (size_t a = 0; a < w->n_axes; a++)
        if (s->axis[a].state == LANE_OF_BLOCK)
            s->axis[a].state = LANE_UNSET;
    s->index.state = LANE_UNSET;
    find_special(s);
}

static const struct lane *axis_lane(struct strip *s, size_t axis) {
    struct lane *lane = &s->axis[axis];
    const double *x;

    if (lane->state != LANE_UNSET)
        return lane;
    if (axis < s->p->strip_axis)
        return lane_fill(lane, s->axes[axis]);
    x = spread(s, axis, s->p->sweep->axes[axis].values, lane->x);
    if (x != lane->x)
        memcpy(lane->x, x, s->n * sizeof *x);
    lane->state = LANE_OF_BLOCK;
    return lane;
}

const struct lane *strip_column(struct strip *s, size_t column) {
    const struct column *c = &s->p->columns[column];

    if (c->kind == COLUMN_AXIS)
        return axis_lane(s, c->axis);
    if (c->kind == COLUMN_METRIC)
        return strip_metric(s, c->workload, c->metric);
    if (c->kind == COLUMN_LINK)
        return &s->link[c->link];
    if (s->index.state != LANE_UNSET)
        return &s->index;
    for (size_t i = 0; i < s->n; i++)
        s->index.x[i] = (double)(s->first + i);
    s->index.state = LANE_OF_BLOCK;
    return &s->index;
}
