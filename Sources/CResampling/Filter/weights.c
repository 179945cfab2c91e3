#include "weights.h"

#include <math.h>

static const double pi = 3.14159265358979323846;
static const double lobes = 3;

static double filter_scale(const ic_axis *axis) {
    return axis->step > 1 ? axis->step : 1;
}

int ic_axis_max_taps(const ic_axis *axis) {
    int taps = (int)ceil(2 * lobes * filter_scale(axis)) + 1;
    return taps < IC_MAX_TAPS ? taps : IC_MAX_TAPS;
}

/* Lanczos3 at `count` points from x on, `delta` apart: 3 sin(pi x) sin(pi x / 3) / (pi x)^2. The sines of equidistant
 * points follow from each other by rotation, several times faster than calling sin for each. */
static void lanczos(double x, double delta, int count, double *values) {
    double sin1 = sin(pi * x), cos1 = cos(pi * x), sin3 = sin(pi * x / lobes), cos3 = cos(pi * x / lobes);
    double turn_sin1 = sin(pi * delta), turn_cos1 = cos(pi * delta);
    double turn_sin3 = sin(pi * delta / lobes), turn_cos3 = cos(pi * delta / lobes);
    for (int i = 0; i < count; i++) {
        double at = x + i * delta;
        if (at <= -lobes || at >= lobes) {
            values[i] = 0;
        } else if (fabs(at) < 1e-6) {
            values[i] = 1;
        } else {
            values[i] = lobes * sin1 * sin3 / (pi * pi * at * at);
        }
        double next = sin1 * turn_cos1 + cos1 * turn_sin1;
        cos1 = cos1 * turn_cos1 - sin1 * turn_sin1;
        sin1 = next;
        next = sin3 * turn_cos3 + cos3 * turn_sin3;
        cos3 = cos3 * turn_cos3 - sin3 * turn_sin3;
        sin3 = next;
    }
}

void ic_axis_taps(const ic_axis *axis, uint32_t index, ic_taps *taps) {
    double scale = filter_scale(axis);
    double center = axis->origin + (index + 0.5) * axis->step;
    double low = floor(center - lobes * scale + 0.5), high = floor(center + lobes * scale + 0.5);
    if (low < 0) low = 0;
    if (high > axis->count) high = axis->count;
    if (high - low > IC_MAX_TAPS) high = low + IC_MAX_TAPS;
    if (!(high - low >= 1)) {
        /* The filter lies wholly outside: use the nearest sample. */
        taps->first = center > 0 ? axis->count - 1 : 0;
        taps->count = 1;
        taps->weights[0] = IC_WEIGHT_UNIT;
        return;
    }
    double values[IC_MAX_TAPS], sum = 0;
    int count = (int)(high - low);
    lanczos((low + 0.5 - center) / scale, 1 / scale, count, values);
    for (int i = 0; i < count; i++) sum += values[i];
    /* Rounding the running sum instead of each weight makes the total exact, and no weight is off by more than one unit. */
    double running = 0;
    int before = 0;
    for (int i = 0; i < count; i++) {
        running += values[i];
        int now = (int)floor(running / sum * IC_WEIGHT_UNIT + 0.5);
        taps->weights[i] = (int16_t)(now - before);
        before = now;
    }
    int skipped = 0;
    while (skipped < count - 1 && taps->weights[skipped] == 0) skipped++;
    while (count > skipped + 1 && taps->weights[count - 1] == 0) count--;
    for (int i = skipped; i < count; i++) taps->weights[i - skipped] = taps->weights[i];
    taps->first = (uint32_t)low + (uint32_t)skipped;
    taps->count = count - skipped;
}
