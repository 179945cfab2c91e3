#ifndef FAST_JPEG_SAMPLES_H
#define FAST_JPEG_SAMPLES_H

#include <string.h>

#include "fast_jpeg_reader.h"

IC_FAST_INLINE uint8_t centered(int value) {
    value += 128;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* A block of which only the DC coefficient is there, with the overflows that libjpeg's SIMD kernels have. */
IC_FAST_INLINE void fill_flat(const ic_fast_plane *plane, int16_t coefficient, uint8_t *samples) {
    int16_t value = (int16_t)((uint32_t)(uint16_t)coefficient * (uint16_t)plane->quant[0]);
    if (plane->size == 2) {
        int32_t scaled = (int32_t)((uint32_t)(int32_t)value << 17);
        uint8_t sample = centered((int32_t)((uint32_t)scaled + (1u << 19)) >> 20);
        memset(samples, sample, 2);
        memset(samples + plane->stride, sample, 2);
        return;
    }
    int16_t quadrupled = (int16_t)((uint16_t)value << 2);
    uint64_t eight = centered((quadrupled + 16) >> 5) * 0x0101010101010101u;
    if (plane->size == 8) {
        for (int row = 0; row < 8; row++) memcpy(samples + plane->stride * (size_t)row, &eight, 8);
    } else {
        for (int row = 0; row < 4; row++) memcpy(samples + plane->stride * (size_t)row, &eight, 4);
    }
}

/* A block of more than one sample a side; `last` is the zigzag position of its last coefficient. */
IC_FAST_INLINE void ic_fast_write_samples(
    const ic_fast_plane *plane, const int16_t *block, int last, uint8_t *samples) {
    if (last == 0) fill_flat(plane, block[0], samples);
    else plane->idct(block, plane->quant, samples, plane->stride);
}

#endif
