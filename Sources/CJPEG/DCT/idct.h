#ifndef IDCT_H
#define IDCT_H

#include <stddef.h>
#include <stdint.h>

/* Writes a block's samples. `block` and `quant` are in natural order. */
typedef void (*ic_fast_idct)(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);

/* Kernels by size: 2...6 or 8; NULL for 1. `level` is an ic_cpu_level. Those below 8 may write up to eight samples a row. */
ic_fast_idct ic_fast_idct_for(int size, int level);
#define IC_FAST_DECLARE(level)                                                                                            \
    void ic_fast_idct_2_##level(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);             \
    void ic_fast_idct_3_##level(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);             \
    void ic_fast_idct_4_##level(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);             \
    void ic_fast_idct_5_##level(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);             \
    void ic_fast_idct_6_##level(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);             \
    void ic_fast_idct_8_##level(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);
IC_FAST_DECLARE(portable)
IC_FAST_DECLARE(sse2)
IC_FAST_DECLARE(v3)
IC_FAST_DECLARE(neon)
#undef IC_FAST_DECLARE

/* The only sample of a block at 1/8, as libjpeg's jpeg_idct_1x1 computes it. */
static inline uint8_t ic_fast_dc_sample(int16_t coefficient, int16_t quant) {
    int value = ((coefficient * quant + 4) >> 3) & 1023;
    value = (value ^ 512) - 512 + 128;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

#endif
