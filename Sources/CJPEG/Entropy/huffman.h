#ifndef HUFFMAN_H
#define HUFFMAN_H

#include <stdint.h>

/* Huffman tables as JPEG defines them (ITU-T T.81, annexes C and F), unfolded so that one lookup decodes several symbols. */

typedef struct {
    uint8_t counts[17]; /* codes of each length, 1...16 */
    uint8_t symbols[256];
    int is_defined;
} ic_fast_huffman_spec;

enum {
    IC_FAST_CODE_BITS = 12,  /* bits that `codes` and `skips` look at */
    IC_FAST_VALUE_BITS = 10  /* bits that `pairs` and `differences` look at: they must fit the first-level cache */
};

/* Up to two coefficients, and the end of the block if it follows. */
typedef struct {
    int16_t values[2];
    uint8_t offsets[2]; /* distances of their positions from the last one */
    uint8_t advance;    /* how far the position moves; plus 64 at the end of the block; 63 without bits: see `codes` */
    uint8_t bits;
} ic_fast_pair;

typedef struct {
    uint32_t limits[17]; /* the first code longer than the index, left-aligned to 16 bits */
    int32_t bases[17];   /* index of a length's symbols less its first code */
    uint8_t symbols[256];
    uint16_t codes[1 << IC_FAST_CODE_BITS]; /* length << 8 | symbol; 0: longer, or none */
    union {
        ic_fast_pair pairs[1 << IC_FAST_VALUE_BITS];     /* AC coefficients */
        int32_t differences[1 << IC_FAST_VALUE_BITS];    /* DC: value << 8 | bits; 0: see `codes` */
    };
    uint16_t skips[1 << IC_FAST_CODE_BITS]; /* AC coefficients to skip: advance << 6 | bits, as in a pair */
    int has_pairs, has_skips;
} ic_fast_huffman;

/* Fills limits, bases, symbols and codes. Returns 0 for a table that libjpeg would refuse. */
int ic_fast_huffman_make(ic_fast_huffman *table, const ic_fast_huffman_spec *spec, int is_dc);

/* Fill the member of that name. Pairs and skips are filled only once. */
void ic_fast_huffman_make_pairs(ic_fast_huffman *table);
void ic_fast_huffman_make_differences(ic_fast_huffman *table);
void ic_fast_huffman_make_skips(ic_fast_huffman *table);

#endif
