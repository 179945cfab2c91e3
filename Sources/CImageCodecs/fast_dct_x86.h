/* The kernels in SSE2 intrinsics, compiled once for each instruction set: the file that includes this defines
 * IC_FAST_KERNEL(size). */

#include "fast_dct_constants.h"
#include "fast_jpeg_scan.h"

typedef __m128i v128;

static inline v128 pair_of(int first, int second) {
    return _mm_set1_epi32((int)((uint32_t)(uint16_t)first | (uint32_t)(uint16_t)second << 16));
}

/* 32-bit values of eight columns. */
typedef struct {
    v128 low, high;
} wide;

static inline wide interleave(v128 a, v128 b) {
    return (wide){_mm_unpacklo_epi16(a, b), _mm_unpackhi_epi16(a, b)};
}

static inline wide dot(wide pairs, int first, int second) {
    v128 factors = pair_of(first, second);
    return (wide){_mm_madd_epi16(pairs.low, factors), _mm_madd_epi16(pairs.high, factors)};
}

static inline wide add(wide a, wide b) {
    return (wide){_mm_add_epi32(a.low, b.low), _mm_add_epi32(a.high, b.high)};
}

static inline wide subtract(wide a, wide b) {
    return (wide){_mm_sub_epi32(a.low, b.low), _mm_sub_epi32(a.high, b.high)};
}

/* Sign-extended and shifted left by 16 - `right`. */
static inline wide widened(v128 value, int right) {
    wide pairs = interleave(_mm_setzero_si128(), value);
    return (wide){_mm_srai_epi32(pairs.low, right), _mm_srai_epi32(pairs.high, right)};
}

static inline v128 descaled(wide value, int bits) {
    v128 half = _mm_set1_epi32(1 << (bits - 1));
    return _mm_packs_epi32(
        _mm_srai_epi32(_mm_add_epi32(value.low, half), bits), _mm_srai_epi32(_mm_add_epi32(value.high, half), bits));
}

static inline v128 row_of(const int16_t *block, const int16_t *quant, int row) {
    return _mm_mullo_epi16(
        _mm_load_si128((const v128 *)(block + 8 * row)), _mm_loadu_si128((const v128 *)(quant + 8 * row)));
}

static inline int is_one_row(const int16_t *block, int ignored) {
    v128 any = _mm_setzero_si128();
    for (int row = 1; row < 8; row++)
        if (row != ignored) any = _mm_or_si128(any, _mm_load_si128((const v128 *)(block + 8 * row)));
    return _mm_movemask_epi8(_mm_cmpeq_epi8(any, _mm_setzero_si128())) == 0xFFFF;
}

static inline void pass_8(v128 r[8], int bits) {
    wide t0 = widened(_mm_add_epi16(r[0], r[4]), 3), t1 = widened(_mm_sub_epi16(r[0], r[4]), 3);
    wide r26 = interleave(r[2], r[6]);
    wide t3 = dot(r26, F_0_541 + F_0_765, F_0_541), t2 = dot(r26, F_0_541, F_0_541 - F_1_847);
    wide z = interleave(_mm_add_epi16(r[7], r[3]), _mm_add_epi16(r[5], r[1]));
    wide z3 = dot(z, F_1_175 - F_1_961, F_1_175), z4 = dot(z, F_1_175, F_1_175 - F_0_390);
    wide r71 = interleave(r[7], r[1]), r53 = interleave(r[5], r[3]);
    wide o0 = add(dot(r71, F_0_298 - F_0_899, -F_0_899), z3), o3 = add(dot(r71, -F_0_899, F_1_501 - F_0_899), z4);
    wide o1 = add(dot(r53, F_2_053 - F_2_562, -F_2_562), z4), o2 = add(dot(r53, -F_2_562, F_3_072 - F_2_562), z3);
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

static inline void transpose(v128 r[8]) {
    v128 a[8], b[8];
    for (int i = 0; i < 4; i++) {
        a[2 * i] = _mm_unpacklo_epi16(r[i], r[i + 4]);
        a[2 * i + 1] = _mm_unpackhi_epi16(r[i], r[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        b[2 * i] = _mm_unpacklo_epi16(a[i], a[i + 4]);
        b[2 * i + 1] = _mm_unpackhi_epi16(a[i], a[i + 4]);
    }
    for (int i = 0; i < 4; i++) {
        r[2 * i] = _mm_unpacklo_epi16(b[i], b[i + 4]);
        r[2 * i + 1] = _mm_unpackhi_epi16(b[i], b[i + 4]);
    }
}

void IC_FAST_KERNEL(8)(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    v128 r[8];
    if (is_one_row(block, 0)) {
        v128 first = _mm_slli_epi16(row_of(block, quant, 0), 2);
        for (int row = 0; row < 8; row++) r[row] = first;
    } else {
        for (int row = 0; row < 8; row++) r[row] = row_of(block, quant, row);
        pass_8(r, DESCALE_8_1);
    }
    transpose(r);
    pass_8(r, DESCALE_8_2);
    transpose(r);
    v128 center = _mm_set1_epi8((char)128);
    for (int row = 0; row < 8; row += 2) {
        v128 two = _mm_add_epi8(_mm_packs_epi16(r[row], r[row + 1]), center);
        _mm_storel_epi64((v128 *)(samples + stride * (size_t)row), two);
        _mm_storel_epi64((v128 *)(samples + stride * (size_t)(row + 1)), _mm_unpackhi_epi64(two, two));
    }
}

/* Gives rows 0...3; r[4] is not read. */
static inline void pass_4(v128 r[8], int bits) {
    wide t0 = widened(r[0], 2), t2 = dot(interleave(r[2], r[6]), F_1_847, -F_0_765);
    wide r13 = interleave(r[1], r[3]), r57 = interleave(r[5], r[7]);
    wide o2 = add(dot(r13, F_2_562, F_0_899), dot(r57, -F_0_601, -F_0_509));
    wide o0 = add(dot(r13, F_1_061, -F_2_172), dot(r57, F_1_451, -F_0_211));
    wide e0 = add(t0, t2), e1 = subtract(t0, t2);
    r[0] = descaled(add(e0, o2), bits);
    r[3] = descaled(subtract(e0, o2), bits);
    r[1] = descaled(add(e1, o0), bits);
    r[2] = descaled(subtract(e1, o0), bits);
}

void IC_FAST_KERNEL(4)(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    v128 r[8];
    if (is_one_row(block, 4)) {
        v128 first = _mm_slli_epi16(row_of(block, quant, 0), 2);
        for (int row = 0; row < 4; row++) r[row] = first;
    } else {
        for (int row = 0; row < 8; row++)
            if (row != 4) r[row] = row_of(block, quant, row);
        pass_4(r, DESCALE_4_1);
    }
    for (int row = 4; row < 8; row++) r[row] = _mm_setzero_si128();
    transpose(r);
    pass_4(r, DESCALE_4_2);
    /* Four columns of four rows each, in the low halves: to rows. */
    v128 a = _mm_unpacklo_epi16(r[0], r[2]), b = _mm_unpacklo_epi16(r[1], r[3]);
    v128 four = _mm_packs_epi16(_mm_unpacklo_epi16(a, b), _mm_unpackhi_epi16(a, b));
    four = _mm_add_epi8(four, _mm_set1_epi8((char)128));
    for (int row = 0; row < 4; row++) {
        int32_t samples_of_row = _mm_cvtsi128_si32(four);
        memcpy(samples + stride * (size_t)row, &samples_of_row, 4);
        four = _mm_srli_si128(four, 4);
    }
}

void IC_FAST_KERNEL(2)(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    wide r13 = interleave(row_of(block, quant, 1), row_of(block, quant, 3));
    wide r57 = interleave(row_of(block, quant, 5), row_of(block, quant, 7));
    wide odd = add(dot(r13, F_3_624, -F_1_272), dot(r57, F_0_850, -F_0_720));
    wide even = widened(row_of(block, quant, 0), 1);
    wide upper = add(even, odd), lower = subtract(even, odd);
    v128 half = _mm_set1_epi32(1 << (DESCALE_2_1 - 1));
    /* The first column stays in 32 bits. */
    int32_t upper_0 = _mm_cvtsi128_si32(_mm_srai_epi32(_mm_add_epi32(upper.low, half), DESCALE_2_1));
    int32_t lower_0 = _mm_cvtsi128_si32(_mm_srai_epi32(_mm_add_epi32(lower.low, half), DESCALE_2_1));
    v128 factors = _mm_setr_epi16(0, F_3_624, 0, -F_1_272, 0, F_0_850, 0, -F_0_720);
    v128 a = _mm_madd_epi16(descaled(upper, DESCALE_2_1), factors);
    v128 b = _mm_madd_epi16(descaled(lower, DESCALE_2_1), factors);
    v128 sums = _mm_add_epi32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
    sums = _mm_add_epi32(sums, _mm_unpackhi_epi64(sums, sums)); /* odd part of the upper row, of the lower row */
    v128 evens = _mm_slli_epi32(_mm_unpacklo_epi32(_mm_cvtsi32_si128(upper_0), _mm_cvtsi32_si128(lower_0)), 15);
    v128 out = _mm_unpacklo_epi32(_mm_add_epi32(evens, sums), _mm_sub_epi32(evens, sums));
    out = _mm_srai_epi32(_mm_add_epi32(out, _mm_set1_epi32(1 << (DESCALE_2_2 - 1))), DESCALE_2_2);
    out = _mm_packs_epi32(out, out);
    out = _mm_add_epi8(_mm_packs_epi16(out, out), _mm_set1_epi8((char)128));
    uint32_t four = (uint32_t)_mm_cvtsi128_si32(out);
    memcpy(samples, &four, 2);
    four >>= 16;
    memcpy(samples + stride, &four, 2);
}
