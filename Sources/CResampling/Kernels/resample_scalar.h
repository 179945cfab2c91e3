/* Loops that the compiler vectorizes by itself, compiled for the instruction set of each file that includes this. */

#include "resample_kernels.h"

static inline int16_t saturate(int32_t value) {
    return (int16_t)(value < INT16_MIN ? INT16_MIN : value > INT16_MAX ? INT16_MAX : value);
}

static inline uint8_t round_to_byte(int32_t value) {
    int32_t level = (value + (1 << (IC_FRACTION_BITS - 1))) >> IC_FRACTION_BITS;
    return (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : level);
}

static inline void vertical_from(
    size_t x, const uint8_t *const *rows, const int16_t *weights, int taps, int16_t *out, size_t count
) {
    enum { shift = IC_WEIGHT_BITS - IC_FRACTION_BITS, block = 64 };
    for (; x < count; x += block) {
        size_t width = count - x < block ? count - x : block;
        int32_t sums[block];
        for (size_t i = 0; i < block; i++) sums[i] = 1 << (shift - 1);
        for (int k = 0; k < taps; k++) {
            const uint8_t *row = rows[k] + x;
            int32_t weight = weights[k];
            if (width == block) {
                for (size_t i = 0; i < block; i++) sums[i] += row[i] * weight;
            } else {
                for (size_t i = 0; i < width; i++) sums[i] += row[i] * weight;
            }
        }
        for (size_t i = 0; i < width; i++) out[x + i] = saturate(sums[i] >> shift);
    }
}

static inline void horizontal_from(
    size_t i, const int16_t *in, const uint32_t *first, const int16_t *weights, int taps, int16_t *out, size_t count
) {
    for (; i < count; i++) {
        const int16_t *samples = in + first[i];
        const int16_t *own = weights + i * (size_t)taps;
        int32_t sum = 1 << (IC_WEIGHT_BITS - 1);
        for (int k = 0; k < taps; k++) sum += samples[k] * own[k];
        out[i] = saturate(sum >> IC_WEIGHT_BITS);
    }
}

static inline void add_row(uint32_t *sums, const uint8_t *row, size_t count) {
    for (size_t i = 0; i < count; i++) sums[i] += row[i];
}

/* Inlined for each number of channels, so that the compiler can vectorize it. */
static inline __attribute__((always_inline)) void weigh_of(
    size_t channels, const uint8_t *in, uint8_t *out, size_t pixels
) {
    for (size_t i = 0; i < pixels; i++) {
        uint32_t alpha = in[i * channels + channels - 1];
        for (size_t c = 0; c + 1 < channels; c++) {
            uint32_t product = in[i * channels + c] * alpha + 128;
            out[i * channels + c] = (uint8_t)((product + (product >> 8)) >> 8);
        }
        out[i * channels + channels - 1] = (uint8_t)alpha;
    }
}

static inline void weigh_pixels(const uint8_t *restrict in, int channels, uint8_t *restrict out, size_t pixels) {
    if (channels == 4) {
        weigh_of(4, in, out, pixels);
    } else {
        weigh_of(2, in, out, pixels);
    }
}

#define SPLIT(N)                                                                   \
    for (size_t i = 0; i < count; i++)                                             \
        for (int c = 0; c < N; c++) planes[(size_t)c * stride + i] = in[i * N + (size_t)c]
#define JOIN(N)                                                                    \
    for (size_t i = 0; i < count; i++)                                             \
        for (int c = 0; c < N; c++) out[i * N + (size_t)c] = round_to_byte(planes[(size_t)c * stride + i])

static inline void split_planes(const int16_t *in, int channels, int16_t *planes, size_t stride, size_t count) {
    switch (channels) {
    case 2: SPLIT(2); break;
    case 3: SPLIT(3); break;
    case 4: SPLIT(4); break;
    default: SPLIT(1); break;
    }
}

static inline void join_planes(const int16_t *planes, size_t stride, int channels, uint8_t *out, size_t count) {
    switch (channels) {
    case 2: JOIN(2); break;
    case 3: JOIN(3); break;
    case 4: JOIN(4); break;
    default: JOIN(1); break;
    }
}
