#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "unfilter.h"

/* The predictor on 16-bit lanes. Ties go to the left, then to above (PNG, 9.4). */
#define PAETH(type, prefix, wide) \
    static inline __attribute__((always_inline)) type paeth_##wide(type left, type above, type corner) { \
        type by_left = prefix##_sub_epi16(above, corner), by_above = prefix##_sub_epi16(left, corner); \
        type by_corner = prefix##_add_epi16(by_left, by_above); \
        by_left = ABSOLUTE(prefix, by_left); \
        by_above = ABSOLUTE(prefix, by_above); \
        by_corner = ABSOLUTE(prefix, by_corner); \
        type least = prefix##_min_epi16(by_corner, prefix##_min_epi16(by_left, by_above)); \
        type is_left = prefix##_cmpeq_epi16(by_left, least), is_above = prefix##_cmpeq_epi16(by_above, least); \
        return CHOOSE_##wide(is_left, left, CHOOSE_##wide(is_above, above, corner)); \
    }

#define ABSOLUTE(prefix, value) prefix##_max_epi16(value, prefix##_sub_epi16(prefix##_xor_zero(), value))
#define _mm_xor_zero _mm_setzero_si128
#define CHOOSE_128(mask, yes, no) _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no))
PAETH(__m128i, _mm, 128)

static inline __m128i load_pixel(const uint8_t *from) {
    int32_t four;
    memcpy(&four, from, 4);
    return _mm_unpacklo_epi8(_mm_cvtsi32_si128(four), _mm_setzero_si128());
}

void ic_fast_png_paeth_sse2(uint8_t *row, size_t bytes, size_t size, const uint8_t *above) {
    __m128i left = _mm_setzero_si128(), corner = left;
    for (size_t at = 0; at < bytes; at += size) {
        __m128i up = load_pixel(above + at);
        left = _mm_add_epi8(load_pixel(row + at), paeth_128(left, up, corner));
        corner = up;
        int32_t pixel = _mm_cvtsi128_si32(_mm_packus_epi16(left, left));
        if (size == 4) {
            memcpy(row + at, &pixel, 4);
        } else {
            memcpy(row + at, &pixel, 3);
        }
    }
}

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)

#undef ABSOLUTE
#define ABSOLUTE(prefix, value) prefix##_abs_epi16(value)
#define CHOOSE_256(mask, yes, no) _mm256_blendv_epi8(no, yes, mask)
PAETH(__m256i, _mm256, 256)

static inline uint32_t pixel_at(const uint8_t *from) {
    uint32_t pixel;
    memcpy(&pixel, from, 4);
    return pixel;
}

/* Each row has a quarter of the vector and is one pixel behind the row above it. So the last pixel of that row is what is
 * above now, and what was above is the corner. Outside of a row its quarter is zero. */
void ic_fast_png_paeth_4_v3(uint8_t *rows, size_t bytes, size_t size, const uint8_t *above) {
    const __m256i low_bytes = _mm256_set1_epi16(255);
    uint8_t *row[4];
    for (int i = 0; i < 4; i++) row[i] = rows + (bytes + 1) * (size_t)i + 1;
    __m256i left = _mm256_setzero_si256(), corner = left;
    size_t pixels = bytes / size;
    for (size_t step = 0; step < pixels + 3; step++) {
        uint32_t raw[4] = {0, 0, 0, 0};
        int is_inside[4];
        for (size_t i = 0; i < 4; i++) {
            is_inside[i] = step >= i && step - i < pixels;
            if (is_inside[i]) raw[i] = pixel_at(row[i] + (step - i) * size);
        }
        uint32_t top = is_inside[0] ? pixel_at(above + step * size) : 0;
        __m256i values = _mm256_cvtepu8_epi16(
            _mm_setr_epi32((int32_t)raw[0], (int32_t)raw[1], (int32_t)raw[2], (int32_t)raw[3]));
        __m256i top_values = _mm256_castsi128_si256(_mm_cvtepu8_epi16(_mm_cvtsi32_si128((int32_t)top)));
        __m256i up = _mm256_blend_epi32(_mm256_permute4x64_epi64(left, 0x90), top_values, 0x03);
        __m256i out = _mm256_and_si256(_mm256_add_epi16(values, paeth_256(left, up, corner)), low_bytes);
        corner = up;
        /* A row's left neighbor is zero before its first pixel, whatever was computed there. */
        if (step < 3) out = _mm256_and_si256(out, _mm256_setr_epi64x(-1, step >= 1 ? -1 : 0, step >= 2 ? -1 : 0, 0));
        left = out;
        __m128i packed = _mm_packus_epi16(_mm256_castsi256_si128(out), _mm256_extracti128_si256(out, 1));
        uint32_t done[4];
        memcpy(done, &packed, 16);
        for (size_t i = 0; i < 4; i++) {
            if (!is_inside[i]) continue;
            uint8_t *to = row[i] + (step - i) * size;
            if (size == 4) memcpy(to, &done[i], 4);
            else memcpy(to, &done[i], 3);
        }
    }
}

#pragma clang attribute pop
#endif
