#ifndef SCAN_H
#define SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "../DCT/idct.h"
#include "../Entropy/bit_reader.h"
#include "../Entropy/huffman.h"
#include "../Markers/jpeg_headers.h"

/* The planes that entropy-coded data decode to, one row of MCUs at a time. */

typedef struct {
    uint32_t width, height; /* samples that belong to the picture, at the scale */
    uint32_t blocks_across, blocks_down; /* of which the picture needs a part; those beyond only fill MCUs */
    int h, v;               /* blocks of an MCU */
    int size;               /* samples a side of a block: 1...6, 8 */
    int last_needed;        /* zigzag position of the last coefficient that its kernel reads */
    int16_t quant[64];      /* natural order */
    const ic_fast_huffman *dc, *ac;
    int32_t prediction;
    ic_fast_idct idct;
    uint8_t *samples; /* one row of MCUs */
    size_t stride;
} ic_fast_plane;

typedef struct {
    ic_fast_reader reader;
    ic_fast_plane planes[IC_FAST_MAX_PLANES];
    struct ic_fast_recoder *recoders; /* what writes the file anew; none when only samples are wanted */
    int has_no_memory;                /* for their output */
    int plane_count;
    uint32_t mcus_across;
    uint32_t mcu; /* the next one in its row */
    _Alignas(16) int16_t block[64 + 16]; /* zero between blocks, except the trash after the 64 */
} ic_fast_scan;

#endif
