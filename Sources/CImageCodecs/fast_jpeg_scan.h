#ifndef FAST_JPEG_SCAN_H
#define FAST_JPEG_SCAN_H

#include <stddef.h>
#include <stdint.h>

#include "fast_huffman.h"

/* Entropy-coded data without its stuffing, and the planes they decode to. */

enum {
    IC_FAST_WINDOW = 16384, /* clean bytes held: little enough to stay in the first caches */
    IC_FAST_MARGIN = 2048,  /* more than one MCU of six blocks can take: 6 * 64 * 31 bits, and a load beyond */
    IC_FAST_MAX_PLANES = 3
};

/* Most significant bit first. Bits of `bits` beyond `count` are either zero or those that follow in the data. */
typedef struct {
    uint64_t bits;
    const uint8_t *next;
    unsigned count;
} ic_fast_reader;

/* Writes a block's samples. `block` and `quant` are in natural order. */
typedef void (*ic_fast_idct)(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride);

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
    struct ic_fast_recoder *recoders; /* those who want the file anew, besides its samples */
    int has_no_memory;                /* for what they write */
    int plane_count;
    uint32_t mcus_across;
    uint32_t mcu; /* the next one in its row */
    _Alignas(16) int16_t block[64 + 16]; /* zero between blocks, but for the trash behind the 64 */
} ic_fast_scan;

/* Decodes up to `count` MCUs of the row, as long as the next unread byte is not beyond `stop`; behind it stand at least
 * IC_FAST_MARGIN readable bytes. Answers 0 when a code is not in its table or a prediction overflows. */
typedef int (*ic_fast_decode_mcus)(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);
int ic_fast_decode_mcus_base(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);
int ic_fast_decode_mcus_v3(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);

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

/* The sample of a block of one sample a side, as libjpeg's jpeg_idct_1x1 gives it. */
static inline uint8_t ic_fast_dc_sample(int16_t coefficient, int16_t quant) {
    int value = ((coefficient * quant + 4) >> 3) & 1023;
    value = (value ^ 512) - 512 + 128;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* Zigzag to natural order; what lies beyond the block leads to its trash. */
extern const uint8_t ic_fast_natural_order[64 + IC_FAST_NO_STORE];

#endif
