#ifndef PNG_PALETTE_H
#define PNG_PALETTE_H

#include <stddef.h>
#include <stdint.h>

/* The colors of a picture that has at most 256. Empty when all bytes are zero. */
typedef struct {
    uint32_t entries[256]; /* R, G, B, A in memory */
    int count;
    uint16_t slots[1024]; /* a hash table with open addressing: index + 1 */
} ic_palette;

/* Writes the index of each of `count` pixels of 1...4 channels, adding new colors to the palette. Returns 0 as soon as there
 * is no room for one. */
int ic_palette_index(ic_palette *palette, const uint8_t *pixels, int channels, uint8_t *indices, size_t count);

#endif
