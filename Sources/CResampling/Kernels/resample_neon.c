/* The kernels for arm64, which always has NEON. The compiler vectorizes the others as well by itself. */

#if defined(__aarch64__)

#include <arm_neon.h>

#include "resample_scalar.h"

/* The sums of 32 samples stay in registers over all taps. */
static void vertical(const uint8_t *const *rows, const int16_t *weights, int taps, int16_t *out, size_t count) {
    enum { shift = IC_WEIGHT_BITS - IC_FRACTION_BITS };
    const int32x4_t half = vdupq_n_s32(1 << (shift - 1));
    size_t x = 0;
    for (; x + 32 <= count; x += 32) {
        int32x4_t sums[8];
        for (int i = 0; i < 8; i++) sums[i] = half;
        for (int k = 0; k < taps; k++) {
            uint8x16x2_t row = {{vld1q_u8(rows[k] + x), vld1q_u8(rows[k] + x + 16)}};
            for (int i = 0; i < 2; i++) {
                int16x8_t low = vreinterpretq_s16_u16(vmovl_u8(vget_low_u8(row.val[i])));
                int16x8_t high = vreinterpretq_s16_u16(vmovl_high_u8(row.val[i]));
                sums[4 * i] = vmlal_n_s16(sums[4 * i], vget_low_s16(low), weights[k]);
                sums[4 * i + 1] = vmlal_high_n_s16(sums[4 * i + 1], low, weights[k]);
                sums[4 * i + 2] = vmlal_n_s16(sums[4 * i + 2], vget_low_s16(high), weights[k]);
                sums[4 * i + 3] = vmlal_high_n_s16(sums[4 * i + 3], high, weights[k]);
            }
        }
        for (int i = 0; i < 4; i++)
            vst1q_s16(out + x + 8 * i,
                vqmovn_high_s32(vqmovn_s32(vshrq_n_s32(sums[2 * i], shift)), vshrq_n_s32(sums[2 * i + 1], shift)));
    }
    vertical_from(x, rows, weights, taps, out, count);
}

static inline int32x4_t dot(const int16_t *samples, const int16_t *weights, int taps) {
    int32x4_t low = vdupq_n_s32(0), high = low;
    for (int k = 0; k < taps; k += IC_TAP_GROUP) {
        int16x8_t s = vld1q_s16(samples + k), w = vld1q_s16(weights + k);
        low = vmlal_s16(low, vget_low_s16(s), vget_low_s16(w));
        high = vmlal_high_s16(high, s, w);
    }
    return vaddq_s32(low, high);
}

/* Inlined for each number of taps, so that the loop over them is unrolled. */
static inline __attribute__((always_inline)) void horizontal_of(
    int taps, const int16_t *in, const uint32_t *first, const int16_t *weights, int16_t *out, size_t count
) {
    const int32x4_t half = vdupq_n_s32(1 << (IC_WEIGHT_BITS - 1));
    size_t stride = (size_t)taps, i = 0;
    for (; i + 4 <= count; i += 4) {
        const int16_t *own = weights + i * stride;
        int32x4_t a = vpaddq_s32(dot(in + first[i], own, taps), dot(in + first[i + 1], own + stride, taps));
        own += 2 * stride;
        int32x4_t b = vpaddq_s32(dot(in + first[i + 2], own, taps), dot(in + first[i + 3], own + stride, taps));
        int32x4_t sums = vaddq_s32(vpaddq_s32(a, b), half);
        vst1_s16(out + i, vqmovn_s32(vshrq_n_s32(sums, IC_WEIGHT_BITS)));
    }
    horizontal_from(i, in, first, weights, taps, out, count);
}

static void horizontal(
    const int16_t *in, const uint32_t *first, const int16_t *weights, int taps, int16_t *out, size_t count
) {
    switch (taps) {
    case 8: horizontal_of(8, in, first, weights, out, count); break;
    case 16: horizontal_of(16, in, first, weights, out, count); break;
    case 24: horizontal_of(24, in, first, weights, out, count); break;
    case 32: horizontal_of(32, in, first, weights, out, count); break;
    default: horizontal_of(taps, in, first, weights, out, count); break;
    }
}

static void add(uint32_t *sums, const uint8_t *row, size_t count) {
    add_row(sums, row, count);
}

static void weigh(const uint8_t *in, int channels, uint8_t *out, size_t pixels) {
    weigh_pixels(in, channels, out, pixels);
}

static void split(const int16_t *in, int channels, int16_t *planes, size_t stride, size_t count) {
    split_planes(in, channels, planes, stride, count);
}

static void join(const int16_t *planes, size_t stride, int channels, uint8_t *out, size_t count) {
    join_planes(planes, stride, channels, out, count);
}

static const ic_kernels neon_kernels = {vertical, horizontal, add, weigh, split, join};

const ic_kernels *ic_best_kernels(void) {
    return &neon_kernels;
}

#endif
