#ifndef PNG_PALETTE_H
#define PNG_PALETTE_H

#include <stddef.h>
#include <stdint.h>

/* Gives each pixel of 1...4 channels its index in a palette of at most 256 RGBA entries, to which new colors are
 * added. Answers 0 as soon as there is no room for one. */
typedef struct {
    uint32_t entries[256]; /* as in memory: R, G, B, A */
    int count;
    uint16_t slots[1024]; /* open addressing: index + 1 */
} ic_palette;
int ic_palette_index(ic_palette *palette, const uint8_t *pixels, int channels, uint8_t *indices, size_t count);

#endif
