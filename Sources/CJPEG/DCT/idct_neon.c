#if defined(__aarch64__)
#include <arm_neon.h>

#include "idct.h"
#include "idct_constants.h"

/* The arithmetic of idct_x86.h: sums wrap, and narrowing to 16 bits saturates. */

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

/* The rounding shifts of NEON do not wrap. */
static inline int32x4_t shifted(int32x4_t value, int bits) {
    return vshlq_s32(vaddq_s32(value, vdupq_n_s32(1 << (bits - 1))), vdupq_n_s32(-bits));
}

static inline int16x8_t descaled(wide value, int bits) {
    return vqmovn_high_s32(vqmovn_s32(shifted(value.low, bits)), shifted(value.high, bits));
}

static inline int16x8_t row_of(const int16_t *block, const int16_t *quant, int row) {
    return vmulq_s16(vld1q_s16(block + 8 * row), vld1q_s16(quant + 8 * row));
}

static inline int is_one_row(const int16_t *block) {
    int16x8_t any = vdupq_n_s16(0);
    for (int row = 1; row < 8; row++) any = vorrq_s16(any, vld1q_s16(block + 8 * row));
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
    if (is_one_row(block)) {
        int16x8_t first = vshlq_n_s16(row_of(block, quant, 0), 2);
        for (int row = 0; row < 8; row++) r[row] = first;
    } else {
        for (int row = 0; row < 8; row++) r[row] = row_of(block, quant, row);
        pass_8(r, DESCALE_1);
    }
    transpose(r);
    pass_8(r, DESCALE_2);
    transpose(r);
    for (int row = 0; row < 8; row++) vst1_u8(samples + stride * (size_t)row, centered(r[row]));
}

/* One pass of a truncated transform over the first `n` of `r`. Inlined for each n, so that the loops unroll. */
static inline __attribute__((always_inline)) void truncated_pass(int n, int16x8_t r[8], int bits) {
    const short(*factors)[IC_FAST_MOST_TRUNCATED] = ic_fast_truncated[n];
    int16x8_t in[8];
    for (int k = 0; k < n; k++) in[k] = r[k];
    for (int i = 0; i < (n + 1) / 2; i++) {
        wide even = product(in[0], factors[i][0]), odd = product(in[1], factors[i][1]);
        for (int k = 2; k < n; k += 2) even = add_product(even, in[k], factors[i][k]);
        for (int k = 3; k < n; k += 2) odd = add_product(odd, in[k], factors[i][k]);
        r[i] = descaled(add(even, odd), bits);
        r[n - 1 - i] = descaled(subtract(even, odd), bits);
    }
}

static inline __attribute__((always_inline)) void truncated(
    int n, const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16x8_t r[8];
    for (int row = 0; row < 8; row++) r[row] = row < n ? row_of(block, quant, row) : vdupq_n_s16(0);
    truncated_pass(n, r, DESCALE_1);
    transpose(r);
    truncated_pass(n, r, DESCALE_2);
    transpose(r);
    for (int row = 0; row < n; row++) vst1_u8(samples + stride * (size_t)row, centered(r[row]));
}

#define TRUNCATED(n)                                                                                                      \
    void ic_fast_idct_##n##_neon(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {           \
        truncated(n, block, quant, samples, stride);                                                                      \
    }
TRUNCATED(2)
TRUNCATED(3)
TRUNCATED(4)
TRUNCATED(5)
TRUNCATED(6)
#undef TRUNCATED
#endif
