#ifndef RESAMPLE_KERNELS_H
#define RESAMPLE_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "../Filter/weights.h"

/* Samples between the two passes have this many fractional bits, so that the overshoot of both passes fits in 16 bits. */
enum { IC_FRACTION_BITS = 6 };

/* Horizontal taps come in groups of this many. */
enum { IC_TAP_GROUP = 8 };

/* The inner loops. All implementations give the same bits. */
typedef struct {
    /* out[x] = sum of rows[k][x] * weights[k], with IC_FRACTION_BITS; `taps` is even. */
    void (*vertical)(const uint8_t *const *rows, const int16_t *weights, int taps, int16_t *out, size_t count);

    /* out[i] = sum of in[first[i] + k] * weights[i * taps + k]; `taps` is a multiple of IC_TAP_GROUP. */
    void (*horizontal)(
        const int16_t *in, const uint32_t *first, const int16_t *weights, int taps, int16_t *out, size_t count);

    /* sums[x] += row[x] */
    void (*add)(uint32_t *sums, const uint8_t *row, size_t count);

    /* Multiplies color of 1 or 3 channels by the alpha after it. */
    void (*weigh)(const uint8_t *in, int channels, uint8_t *out, size_t pixels);

    /* Splits interleaved samples into `channels` planes, `stride` apart. */
    void (*split)(const int16_t *in, int channels, int16_t *planes, size_t stride, size_t count);

    /* Rounds planes to bytes and interleaves them. */
    void (*join)(const int16_t *planes, size_t stride, int channels, uint8_t *out, size_t count);
} ic_kernels;

extern const ic_kernels ic_portable_kernels;

/* The fastest that this processor has. */
const ic_kernels *ic_best_kernels(void);

#endif
