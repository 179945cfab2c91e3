#ifndef WEIGHTS_H
#define WEIGHTS_H

#include <stdint.h>

/* The unit of the fixed-point weights: large enough for a quarter of a level, small enough that sums of products with
 * samples of 6 fractional bits fit in 32 bits. */
enum { IC_WEIGHT_BITS = 14, IC_WEIGHT_UNIT = 1 << IC_WEIGHT_BITS };

/* Averaging boxes leaves factors below 6, so there are never more taps than this. */
enum { IC_MAX_TAPS = 40 };

/* One axis: target sample i is centered at origin + (i + 0.5) * step of `count` source samples. */
typedef struct {
    double origin;
    double step;
    uint32_t count;
} ic_axis;

/* The samples that one target sample depends on. */
typedef struct {
    uint32_t first;
    int count; /* 1...IC_MAX_TAPS */
    int16_t weights[IC_MAX_TAPS];
} ic_taps;

/* Fills the taps of target sample `index`. The weights sum to exactly IC_WEIGHT_UNIT and neither end is 0. */
void ic_axis_taps(const ic_axis *axis, uint32_t index, ic_taps *taps);

/* An upper bound on the taps of any target sample. */
int ic_axis_max_taps(const ic_axis *axis);

#endif
