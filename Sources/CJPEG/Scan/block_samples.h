#ifndef BLOCK_SAMPLES_H
#define BLOCK_SAMPLES_H

#include <string.h>

#include "../Entropy/bit_reader.h"
#include "scan.h"

IC_FAST_INLINE uint8_t centered(int value) {
    value += 128;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* A block with only a DC coefficient: gives what its kernel would. Writes eight samples a row. */
IC_FAST_INLINE void fill_flat(const ic_fast_plane *plane, int16_t coefficient, uint8_t *samples) {
    int32_t quadrupled = 4 * (int16_t)((uint32_t)(uint16_t)coefficient * (uint16_t)plane->quant[0]);
    if (plane->size == 8) quadrupled = (int16_t)quadrupled; /* wraps, as in libjpeg */
    else quadrupled = quadrupled < INT16_MIN ? INT16_MIN : quadrupled > INT16_MAX ? INT16_MAX : quadrupled;
    uint64_t eight = centered((quadrupled + 16) >> 5) * 0x0101010101010101u;
    for (int row = 0; row < plane->size; row++) memcpy(samples + plane->stride * (size_t)row, &eight, 8);
}

/* A block of more than one sample a side; `last` is the zigzag position of its last coefficient. */
IC_FAST_INLINE void ic_fast_write_samples(
    const ic_fast_plane *plane, const int16_t *block, int last, uint8_t *samples) {
    if (last == 0) fill_flat(plane, block[0], samples);
    else plane->idct(block, plane->quant, samples, plane->stride);
}

#endif
