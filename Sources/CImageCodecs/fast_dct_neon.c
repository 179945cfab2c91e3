#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "fast_dct_constants.h"
#include "fast_jpeg_scan.h"

/* The arithmetic of fast_dct_x86.h; sums wrap, and what becomes 16 bits again is saturated. */

/* 32-bit values of eight columns. */
typedef struct {
    int32x4_t low, high;
} wide;

static inline wide product(int16x8_t a, int16_t factor) {
    return (wide){vmull_n_s16(vget_low_s16(a), factor), vmull_high_n_s16(a, factor)};
}

static inline wide add_product(wide sum, int16x8_t a, int16_t factor) {
    return (wide){vmlal_n_s16(sum.low, vget_low_s16(a), factor), vmlal_high_n_s16(sum.high, a, factor)};
}

static inline wide dot(int16x8_t a, int16_t first, int16x8_t b, int16_t second) {
    return add_product(product(a, first), b, second);
}

static inline wide add(wide a, wide b) {
    return (wide){vaddq_s32(a.low, b.low), vaddq_s32(a.high, b.high)};
}

static inline wide subtract(wide a, wide b) {
    return (wide){vsubq_s32(a.low, b.low), vsubq_s32(a.high, b.high)};
}

#define WIDENED(value, left) ((wide){vshll_n_s16(vget_low_s16(value), left), vshll_high_n_s16(value, left)})

/* Not the rounding shifts: those do not wrap. */
static inline int32x4_t shifted(int32x4_t value, int bits) {
    return vshlq_s32(vaddq_s32(value, vdupq_n_s32(1 << (bits - 1))), vdupq_n_s32(-bits));
}

static inline int16x8_t descaled(wide value, int bits) {
    return vqmovn_high_s32(vqmovn_s32(shifted(value.low, bits)), shifted(value.high, bits));
}

static inline int16x8_t row_of(const int16_t *block, const int16_t *quant, int row) {
    return vmulq_s16(vld1q_s16(block + 8 * row), vld1q_s16(quant + 8 * row));
}

static inline int is_one_row(const int16_t *block, int ignored) {
    int16x8_t any = vdupq_n_s16(0);
    for (int row = 1; row < 8; row++)
        if (row != ignored) any = vorrq_s16(any, vld1q_s16(block + 8 * row));
    return vmaxvq_u16(vreinterpretq_u16_s16(any)) == 0;
}

static inline void pass_8(int16x8_t r[8], int bits) {
    int16x8_t even = vaddq_s16(r[0], r[4]), odd = vsubq_s16(r[0], r[4]);
    wide t0 = WIDENED(even, 13), t1 = WIDENED(odd, 13);
    wide t3 = dot(r[2], F_0_541 + F_0_765, r[6], F_0_541), t2 = dot(r[2], F_0_541, r[6], F_0_541 - F_1_847);
    int16x8_t z73 = vaddq_s16(r[7], r[3]), z51 = vaddq_s16(r[5], r[1]);
    wide z3 = dot(z73, F_1_175 - F_1_961, z51, F_1_175), z4 = dot(z73, F_1_175, z51, F_1_175 - F_0_390);
    wide o0 = add_product(add_product(z3, r[7], F_0_298 - F_0_899), r[1], -F_0_899);
    wide o3 = add_product(add_product(z4, r[7], -F_0_899), r[1], F_1_501 - F_0_899);
    wide o1 = add_product(add_product(z4, r[5], F_2_053 - F_2_562), r[3], -F_2_562);
    wide o2 = add_product(add_product(z3, r[5], -F_2_562), r[3], F_3_072 - F_2_562);
    wide e0 = add(t0, t3), e3 = subtract(t0, t3), e1 = add(t1, t2), e2 = subtract(t1, t2);
    r[0] = descaled(add(e0, o3), bits);
    r[7] = descaled(subtract(e0, o3), bits);
    r[1] = descaled(add(e1, o2), bits);
    r[6] = descaled(subtract(e1, o2), bits);
    r[2] = descaled(add(e2, o1), bits);
    r[5] = descaled(subtract(e2, o1), bits);
    r[3] = descaled(add(e3, o0), bits);
    r[4] = descaled(subtract(e3, o0), bits);
}

static inline void transpose(int16x8_t r[8]) {
    int16x8_t a[8], b[8];
    for (int i = 0; i < 4; i++) {
        a[2 * i] = vzip1q_s16(r[i], r[i + 4]);
        a[2 * i + 1] = vzip2q_s16(r[i], r[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        b[2 * i] = vzip1q_s16(a[i], a[i + 4]);
        b[2 * i + 1] = vzip2q_s16(a[i], a[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        r[2 * i] = vzip1q_s16(b[i], b[i + 4]);
        r[2 * i + 1] = vzip2q_s16(b[i], b[i + 4]);
    }
}

static inline uint8x8_t centered(int16x8_t value) {
    return vadd_u8(vreinterpret_u8_s8(vqmovn_s16(value)), vdup_n_u8(128));
}

void ic_fast_idct_8_neon(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16x8_t r[8];
    if (is_one_row(block, 0)) {
        int16x8_t first = vshlq_n_s16(row_of(block, quant, 0), 2);
        for (int row = 0; row < 8; row++) r[row] = first;
    } else {
        for (int row = 0; row < 8; row++) r[row] = row_of(block, quant, row);
        pass_8(r, DESCALE_8_1);
    }
    transpose(r);
    pass_8(r, DESCALE_8_2);
    transpose(r);
    for (int row = 0; row < 8; row++) vst1_u8(samples + stride * (size_t)row, centered(r[row]));
}

/* Gives rows 0...3; r[4] is not read. */
static inline void pass_4(int16x8_t r[8], int bits) {
    wide t0 = WIDENED(r[0], 14), t2 = dot(r[2], F_1_847, r[6], -F_0_765);
    wide o2 = add(dot(r[1], F_2_562, r[3], F_0_899), dot(r[5], -F_0_601, r[7], -F_0_509));
    wide o0 = add(dot(r[1], F_1_061, r[3], -F_2_172), dot(r[5], F_1_451, r[7], -F_0_211));
    wide e0 = add(t0, t2), e1 = subtract(t0, t2);
    r[0] = descaled(add(e0, o2), bits);
    r[3] = descaled(subtract(e0, o2), bits);
    r[1] = descaled(add(e1, o0), bits);
    r[2] = descaled(subtract(e1, o0), bits);
}

void ic_fast_idct_4_neon(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16x8_t r[8];
    if (is_one_row(block, 4)) {
        int16x8_t first = vshlq_n_s16(row_of(block, quant, 0), 2);
        for (int row = 0; row < 4; row++) r[row] = first;
    } else {
        for (int row = 0; row < 8; row++)
            if (row != 4) r[row] = row_of(block, quant, row);
        pass_4(r, DESCALE_4_1);
    }
    for (int row = 4; row < 8; row++) r[row] = vdupq_n_s16(0);
    transpose(r);
    pass_4(r, DESCALE_4_2);
    /* Four columns of four rows each, in the low halves: to rows. */
    int16x8_t a = vzip1q_s16(r[0], r[2]), b = vzip1q_s16(r[1], r[3]);
    uint8x16_t four = vcombine_u8(centered(vzip1q_s16(a, b)), centered(vzip2q_s16(a, b)));
    uint8_t bytes[16];
    vst1q_u8(bytes, four);
    for (int row = 0; row < 4; row++) memcpy(samples + stride * (size_t)row, bytes + 4 * row, 4);
}

void ic_fast_idct_2_neon(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    wide odd = add(dot(row_of(block, quant, 1), F_3_624, row_of(block, quant, 3), -F_1_272),
        dot(row_of(block, quant, 5), F_0_850, row_of(block, quant, 7), -F_0_720));
    int16x8_t first = row_of(block, quant, 0);
    wide even = WIDENED(first, 15);
    wide upper = add(even, odd), lower = subtract(even, odd);
    /* The first column stays in 32 bits. */
    int32_t evens[2] = {vgetq_lane_s32(shifted(upper.low, DESCALE_2_1), 0), vgetq_lane_s32(shifted(lower.low, DESCALE_2_1), 0)};
    static const int16_t by_column[8] = {0, F_3_624, 0, -F_1_272, 0, F_0_850, 0, -F_0_720};
    int16x8_t factors = vld1q_s16(by_column), a = descaled(upper, DESCALE_2_1), b = descaled(lower, DESCALE_2_1);
    int32x4_t of_upper = vmlal_high_s16(vmull_s16(vget_low_s16(a), vget_low_s16(factors)), a, factors);
    int32x4_t of_lower = vmlal_high_s16(vmull_s16(vget_low_s16(b), vget_low_s16(factors)), b, factors);
    int32x2_t odds = vpadd_s32(vadd_s32(vget_low_s32(of_upper), vget_high_s32(of_upper)),
        vadd_s32(vget_low_s32(of_lower), vget_high_s32(of_lower)));
    int32x2_t scaled = vshl_n_s32(vld1_s32(evens), 15);
    int32x4_t out = vcombine_s32(vadd_s32(scaled, odds), vsub_s32(scaled, odds));
    int16x4_t halves = vqmovn_s32(shifted(out, DESCALE_2_2));
    uint8x8_t four = centered(vcombine_s16(halves, halves));
    /* Left samples of both rows, then the right ones. */
    samples[0] = vget_lane_u8(four, 0);
    samples[1] = vget_lane_u8(four, 2);
    samples[stride] = vget_lane_u8(four, 1);
    samples[stride + 1] = vget_lane_u8(four, 3);
}
#endif
