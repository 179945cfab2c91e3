/* The kernels for x86-64-v3 (since Haswell and Zen), chosen at run time. An attribute sets the target, not a flag of the
 * file: the package has one set of flags, and the binary must start on any x86-64. */

#if defined(__x86_64__)

#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)

#include "resample_scalar.h"

static void vertical(const uint8_t *const *rows, const int16_t *weights, int taps, int16_t *out, size_t count) {
    enum { shift = IC_WEIGHT_BITS - IC_FRACTION_BITS };
    const __m256i zero = _mm256_setzero_si256();
    const __m256i half = _mm256_set1_epi32(1 << (shift - 1));
    size_t x = 0;
    for (; x + 32 <= count; x += 32) {
        __m256i sum0 = half, sum1 = half, sum2 = half, sum3 = half;
        for (int k = 0; k < taps; k += 2) {
            __m256i a = _mm256_loadu_si256((const __m256i *)(rows[k] + x));
            __m256i b = _mm256_loadu_si256((const __m256i *)(rows[k + 1] + x));
            uint32_t pair = (uint16_t)weights[k] | (uint32_t)(uint16_t)weights[k + 1] << 16;
            __m256i weight = _mm256_set1_epi32((int32_t)pair);
            __m256i low = _mm256_unpacklo_epi8(a, b), high = _mm256_unpackhi_epi8(a, b);
            sum0 = _mm256_add_epi32(sum0, _mm256_madd_epi16(_mm256_unpacklo_epi8(low, zero), weight));
            sum1 = _mm256_add_epi32(sum1, _mm256_madd_epi16(_mm256_unpackhi_epi8(low, zero), weight));
            sum2 = _mm256_add_epi32(sum2, _mm256_madd_epi16(_mm256_unpacklo_epi8(high, zero), weight));
            sum3 = _mm256_add_epi32(sum3, _mm256_madd_epi16(_mm256_unpackhi_epi8(high, zero), weight));
        }
        /* Lane by lane the sums hold samples 0-3, 4-7, 8-11, 12-15 of each half: packing restores their order. */
        __m256i first = _mm256_packs_epi32(_mm256_srai_epi32(sum0, shift), _mm256_srai_epi32(sum1, shift));
        __m256i second = _mm256_packs_epi32(_mm256_srai_epi32(sum2, shift), _mm256_srai_epi32(sum3, shift));
        _mm256_storeu_si256((__m256i *)(out + x), _mm256_permute2x128_si256(first, second, 0x20));
        _mm256_storeu_si256((__m256i *)(out + x + 16), _mm256_permute2x128_si256(first, second, 0x31));
    }
    vertical_from(x, rows, weights, taps, out, count);
}

static inline __m128i dot(const int16_t *samples, const int16_t *weights, int taps) {
    __m128i sum = _mm_madd_epi16(
        _mm_loadu_si128((const __m128i *)samples), _mm_loadu_si128((const __m128i *)weights));
    for (int k = IC_TAP_GROUP; k < taps; k += IC_TAP_GROUP) {
        __m128i s = _mm_loadu_si128((const __m128i *)(samples + k));
        __m128i w = _mm_loadu_si128((const __m128i *)(weights + k));
        sum = _mm_add_epi32(sum, _mm_madd_epi16(s, w));
    }
    return sum;
}

/* Inlined for each number of taps, so that the loop over them is unrolled. */
static inline __attribute__((always_inline)) void horizontal_of(
    int taps, const int16_t *in, const uint32_t *first, const int16_t *weights, int16_t *out, size_t count
) {
    const __m128i half = _mm_set1_epi32(1 << (IC_WEIGHT_BITS - 1));
    size_t stride = (size_t)taps, i = 0;
    for (; i + 4 <= count; i += 4) {
        const int16_t *own = weights + i * stride;
        __m128i a = _mm_hadd_epi32(dot(in + first[i], own, taps), dot(in + first[i + 1], own + stride, taps));
        own += 2 * stride;
        __m128i b = _mm_hadd_epi32(dot(in + first[i + 2], own, taps), dot(in + first[i + 3], own + stride, taps));
        __m128i sums = _mm_srai_epi32(_mm_add_epi32(_mm_hadd_epi32(a, b), half), IC_WEIGHT_BITS);
        _mm_storel_epi64((__m128i *)(out + i), _mm_packs_epi32(sums, sums));
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

#pragma clang attribute pop

static const ic_kernels avx2_kernels = {vertical, horizontal, add, weigh, split, join};

const ic_kernels *ic_best_kernels(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v3") ? &avx2_kernels : &ic_portable_kernels;
}

#endif
