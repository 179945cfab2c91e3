/* The layers in vectors of FD_LANES floats, included once for each set of instructions. Channel counts are multiples of 8. */

#include <stddef.h>
#include <string.h>

#include "face_layers.h"

/* One multiply-add where the processor has it: nobody needs the rounding between, and it is twice as fast. */
#pragma clang fp contract(fast)

/* Unaligned, and whatever the memory was declared as. */
typedef float vector __attribute__((vector_size(FD_LANES * 4), aligned(4), may_alias));
typedef int32_t mask __attribute__((vector_size(FD_LANES * 4), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

enum {
    LANES = FD_LANES,
    PIXELS = FD_PIXELS,   /* that a tile of a convolution computes at once */
    COLUMNS = 4,          /* that a depthwise one does */
    RUN = 3 * 3           /* floats of three input pixels */
};

INLINE vector load(const float *from) {
    return *(const vector *)from;
}

INLINE void store(float *to, vector value) {
    *(vector *)to = value;
}

INLINE vector larger(vector a, vector b) {
    mask is_larger = a > b;
    return (vector)(((mask)a & is_larger) | ((mask)b & ~is_larger));
}

/* The sums of `pixels` neighbors, `step` floats apart, over `vectors` vectors of outputs; inlined for constants of both, so that
 * all sums stay in registers. */
INLINE void accumulate(
    vector sums[PIXELS][8], int pixels, int vectors,
    const float *in, size_t step, int count, const float *weights, size_t stride
) {
    for (int k = 0; k < count; k++, weights += stride) {
        UNROLLED for (int p = 0; p < pixels; p++) {
            vector value = in[(size_t)p * step + (size_t)k] - (vector){0};
            UNROLLED for (int v = 0; v < vectors; v++) sums[p][v] += value * load(weights + v * LANES);
        }
    }
}

INLINE void begin(vector sums[PIXELS][8], int pixels, int vectors, const float *bias) {
    UNROLLED for (int p = 0; p < pixels; p++) {
        UNROLLED for (int v = 0; v < vectors; v++) sums[p][v] = load(bias + v * LANES);
    }
}

INLINE void pointwise_tile(
    int pixels, int vectors, const float *in, int in_channels, const fd_unit *unit, int channel, float *out
) {
    vector sums[PIXELS][8];
    size_t stride = (size_t)unit->out_channels;
    begin(sums, pixels, vectors, unit->pointwise_bias + channel);
    accumulate(
        sums, pixels, vectors, in, (size_t)in_channels, in_channels, unit->pointwise + channel, stride);
    UNROLLED for (int p = 0; p < pixels; p++) {
        UNROLLED for (int v = 0; v < vectors; v++) store(out + (size_t)p * stride + channel + v * LANES, sums[p][v]);
    }
}

/* The last tile begins where it ends with the row: a few pixels are computed twice, and none alone. */
INLINE int tile_start(int x, int size, int width) {
    return x + size <= width ? x : width - size;
}

INLINE void pointwise_row(
    int pixels, int outputs, const float *in, int width, int in_channels, const fd_unit *unit, float *out
) {
    for (int next = 0; next < width; next += pixels) {
        int x = tile_start(next, pixels, width);
        for (int channel = 0; channel < unit->out_channels; channel += outputs) {
            pointwise_tile(
                pixels, outputs / LANES, in + x * in_channels, in_channels, unit, channel,
                out + (size_t)x * (size_t)unit->out_channels);
        }
    }
}

static void pointwise(const float *in, int width, int in_channels, const fd_unit *unit, float *out) {
    if (width < PIXELS) {
        pointwise_row(1, 8, in, width, in_channels, unit, out);
    } else if (unit->out_channels == 8) {
        pointwise_row(PIXELS, 8, in, width, in_channels, unit, out);
    } else {
        pointwise_row(PIXELS, FD_TILE, in, width, in_channels, unit, out);
    }
}

INLINE void depthwise_tile(
    int columns, const float *const rows[3], const fd_unit *unit, int channel, int is_linear, float *out
) {
    size_t stride = (size_t)unit->out_channels;
    vector sums[COLUMNS];
    UNROLLED for (int c = 0; c < columns; c++) sums[c] = load(unit->depthwise_bias + channel);
    UNROLLED for (int ky = 0; ky < 3; ky++) {
        const float *from = rows[ky] + channel, *weights = unit->depthwise + (size_t)ky * 3 * stride + channel;
        vector left = load(weights), middle = load(weights + stride), right = load(weights + 2 * stride);
        UNROLLED for (int column = 0; column < columns + 2; column++) {
            vector value = load(from + (size_t)column * stride);
            if (column < columns) sums[column] += value * left;
            if (column > 0 && column <= columns) sums[column - 1] += value * middle;
            if (column > 1) sums[column - 2] += value * right;
        }
    }
    UNROLLED for (int c = 0; c < columns; c++) {
        store(out + (size_t)c * stride + channel, is_linear ? sums[c] : larger(sums[c], (vector){0}));
    }
}

/* One row of outputs; `rows` begin with the pixel at the left of the first. */
INLINE void depthwise_row(
    int columns, const float *const rows[3], int width, const fd_unit *unit, int is_linear, float *out
) {
    for (int next = 0; next < width; next += columns) {
        size_t at = (size_t)tile_start(next, columns, width) * (size_t)unit->out_channels;
        const float *const from[3] = {rows[0] + at, rows[1] + at, rows[2] + at};
        for (int channel = 0; channel < unit->out_channels; channel += LANES) {
            depthwise_tile(columns, from, unit, channel, is_linear, out + at);
        }
    }
}

static void depthwise(const float *const rows[3], int width, const fd_unit *unit, float *out) {
    if (width < COLUMNS || unit->is_linear) {
        depthwise_row(1, rows, width, unit, unit->is_linear, out);
    } else {
        depthwise_row(COLUMNS, rows, width, unit, 0, out);
    }
}

static void unit(fd_tensor in, const fd_unit *unit, float *ring, float *out) {
    size_t edge = (size_t)unit->out_channels, row = ((size_t)in.width + 2) * edge;
    size_t in_row = (size_t)in.width * (size_t)in.channels, out_row = (size_t)in.width * edge;
    float *zeros = ring + 3 * row;
    memset(ring, 0, 4 * row * sizeof(float));
    for (int y = 0; y <= in.height; y++) {
        if (y < in.height) {
            pointwise(in.at + (size_t)y * in_row, in.width, in.channels, unit, ring + (size_t)(y % 3) * row + edge);
        }
        if (y > 0) {
            const float *const rows[3] = {
                y > 1 ? ring + (size_t)((y - 2) % 3) * row : zeros,
                ring + (size_t)((y - 1) % 3) * row,
                y < in.height ? ring + (size_t)(y % 3) * row : zeros,
            };
            depthwise(rows, in.width, unit, out + (size_t)(y - 1) * out_row);
        }
    }
}

static void stem(const float *const rows[3], const float *weights, int width, float *out) {
    enum { OUTPUTS = FD_STEM_CHANNELS, STEP = 2 * 3 };
    for (int next = 0; next < width; next += PIXELS) {
        int x = tile_start(next, PIXELS, width);
        for (int channel = 0; channel < OUTPUTS; channel += FD_TILE) {
            vector sums[PIXELS][8];
            begin(sums, PIXELS, FD_TILE / LANES, weights + 3 * RUN * OUTPUTS + channel);
            UNROLLED for (int ky = 0; ky < 3; ky++) {
                accumulate(
                    sums, PIXELS, FD_TILE / LANES,
                    rows[ky] + (size_t)x * STEP, STEP, RUN, weights + ky * RUN * OUTPUTS + channel, OUTPUTS);
            }
            UNROLLED for (int p = 0; p < PIXELS; p++) {
                UNROLLED for (int v = 0; v < FD_TILE / LANES; v++) {
                    store(out + (size_t)(x + p) * OUTPUTS + channel + v * LANES, larger(sums[p][v], (vector){0}));
                }
            }
        }
    }
}

static void pool(fd_tensor in, float *out) {
    size_t pixel = (size_t)in.channels, row = (size_t)in.width * pixel;
    for (int y = 0; y + 1 < in.height; y += 2) {
        const float *from = in.at + (size_t)y * row;
        for (int x = 0; x + 1 < in.width; x += 2, from += 2 * pixel) {
            for (size_t c = 0; c < pixel; c += LANES, out += LANES) {
                vector upper = larger(load(from + c), load(from + pixel + c));
                vector lower = larger(load(from + row + c), load(from + row + pixel + c));
                store(out, larger(upper, lower));
            }
        }
    }
}

static void add_doubled(fd_tensor sum, const float *half) {
    size_t pixel = (size_t)sum.channels;
    float *to = sum.at;
    for (int y = 0; y < sum.height; y++) {
        const float *row = half + (size_t)(y / 2) * (size_t)(sum.width / 2) * pixel;
        for (int x = 0; x < sum.width; x++) {
            const float *from = row + (size_t)(x / 2) * pixel;
            for (size_t c = 0; c < pixel; c += LANES, to += LANES) store(to, load(to) + load(from + c));
        }
    }
}

const fd_layers FD_LAYERS = {stem, unit, pool, add_doubled};
