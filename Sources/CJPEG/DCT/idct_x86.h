/* The kernels in SSE2 intrinsics, compiled once for each instruction set: the file that includes this defines
 * IC_FAST_KERNEL(size). */

#include "idct.h"
#include "idct_constants.h"

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

static inline int is_one_row(const int16_t *block) {
    v128 any = _mm_setzero_si128();
    for (int row = 1; row < 8; row++) any = _mm_or_si128(any, _mm_load_si128((const v128 *)(block + 8 * row)));
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
    if (is_one_row(block)) {
        v128 first = _mm_slli_epi16(row_of(block, quant, 0), 2);
        for (int row = 0; row < 8; row++) r[row] = first;
    } else {
        for (int row = 0; row < 8; row++) r[row] = row_of(block, quant, row);
        pass_8(r, DESCALE_1);
    }
    transpose(r);
    pass_8(r, DESCALE_2);
    transpose(r);
    v128 center = _mm_set1_epi8((char)128);
    for (int row = 0; row < 8; row += 2) {
        v128 two = _mm_add_epi8(_mm_packs_epi16(r[row], r[row + 1]), center);
        _mm_storel_epi64((v128 *)(samples + stride * (size_t)row), two);
        _mm_storel_epi64((v128 *)(samples + stride * (size_t)(row + 1)), _mm_unpackhi_epi64(two, two));
    }
}

/* One pass of a truncated transform over the first `n` of `r`, in all columns or in the first four. Inlined for each n, so
 * that the loops unroll and zero factors vanish. */
static inline __attribute__((always_inline)) void truncated_pass(int n, v128 r[8], int bits) {
    const short(*factors)[IC_FAST_MOST_TRUNCATED] = ic_fast_truncated[n];
    v128 zero = _mm_setzero_si128();
    v128 in[8] = {r[0], r[1], n > 2 ? r[2] : zero, n > 3 ? r[3] : zero, n > 4 ? r[4] : zero, n > 5 ? r[5] : zero, zero, zero};
    wide even = interleave(in[0], in[2]), odd = interleave(in[1], in[3]);
    wide even_4 = interleave(in[4], zero), odd_5 = interleave(in[5], zero);
    for (int i = 0; i < (n + 1) / 2; i++) {
        wide e = dot(even, factors[i][0], factors[i][2]), o = dot(odd, factors[i][1], factors[i][3]);
        if (n > 4) e = add(e, dot(even_4, factors[i][4], 0));
        if (n > 5) o = add(o, dot(odd_5, factors[i][5], 0));
        r[i] = descaled(add(e, o), bits);
        r[n - 1 - i] = descaled(subtract(e, o), bits);
    }
}

/* Writes eight samples a row: those beyond the block belong to the next one, which overwrites them, or to the padding. */
static inline __attribute__((always_inline)) void truncated(
    int n, const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    v128 r[8];
    for (int row = 0; row < 8; row++) r[row] = row < n ? row_of(block, quant, row) : _mm_setzero_si128();
    truncated_pass(n, r, DESCALE_1);
    transpose(r);
    truncated_pass(n, r, DESCALE_2);
    transpose(r);
    v128 center = _mm_set1_epi8((char)128);
    for (int row = 0; row < n; row += 2) {
        v128 two = _mm_add_epi8(_mm_packs_epi16(r[row], r[row + 1]), center);
        _mm_storel_epi64((v128 *)(samples + stride * (size_t)row), two);
        if (row + 1 < n) _mm_storel_epi64((v128 *)(samples + stride * (size_t)(row + 1)), _mm_unpackhi_epi64(two, two));
    }
}

#define TRUNCATED(n)                                                                                              \
    void IC_FAST_KERNEL(n)(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {         \
        truncated(n, block, quant, samples, stride);                                                              \
    }
TRUNCATED(2)
TRUNCATED(3)
TRUNCATED(4)
TRUNCATED(5)
TRUNCATED(6)
#undef TRUNCATED
