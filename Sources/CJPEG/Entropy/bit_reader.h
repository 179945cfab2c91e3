#ifndef BIT_READER_H
#define BIT_READER_H

#include <stdint.h>
#include <string.h>

#include "huffman.h"

/* Reads bits from bytes without stuffing. No function here checks where the data end: the caller keeps enough readable
 * bytes ahead of each MCU (IC_FAST_MARGIN) and checks the position after it. */

/* Most significant bit first. Bits beyond `count` are zero or those that follow in the data. */
typedef struct {
    uint64_t bits;
    const uint8_t *next;
    unsigned count;
} ic_fast_reader;

#define IC_FAST_INLINE static inline __attribute__((always_inline))

/* Leaves at least 56 bits, without a branch. */
IC_FAST_INLINE void ic_fast_refill(ic_fast_reader *reader) {
    uint64_t bytes;
    memcpy(&bytes, reader->next, sizeof bytes);
    reader->bits |= __builtin_bswap64(bytes) >> reader->count;
    reader->next += (63 - reader->count) >> 3;
    reader->count |= 56;
}

IC_FAST_INLINE void ic_fast_drop(ic_fast_reader *reader, unsigned count) {
    reader->bits <<= count;
    reader->count -= count;
}

/* A signed value of 0...15 bits (ITU-T T.81, F.2.2.1, EXTEND). */
IC_FAST_INLINE int32_t ic_fast_value(ic_fast_reader *reader, unsigned size) {
    if (size == 0) return 0;
    int32_t value = (int32_t)(reader->bits >> (64 - size));
    ic_fast_drop(reader, size);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

/* One symbol of any length, with at least 40 bits left after it; -1 when there is no such code. */
IC_FAST_INLINE int ic_fast_symbol(ic_fast_reader *reader, const ic_fast_huffman *table) {
    ic_fast_refill(reader);
    uint16_t code = table->codes[reader->bits >> (64 - IC_FAST_CODE_BITS)];
    if (code != 0) {
        ic_fast_drop(reader, code >> 8);
        return code & 255;
    }
    uint32_t window = (uint32_t)(reader->bits >> 48);
    for (int length = IC_FAST_CODE_BITS + 1; length <= 16; length++) {
        if (window >= table->limits[length]) continue;
        ic_fast_drop(reader, (unsigned)length);
        return table->symbols[((int32_t)(window >> (16 - length)) + table->bases[length]) & 255];
    }
    return -1;
}

/* Adds a DC difference to `prediction`. Returns 0 on failure. */
IC_FAST_INLINE int ic_fast_difference(ic_fast_reader *reader, const ic_fast_huffman *table, int32_t *prediction) {
    ic_fast_refill(reader);
    int32_t entry = table->differences[reader->bits >> (64 - IC_FAST_VALUE_BITS)];
    int32_t difference;
    if (entry != 0) {
        ic_fast_drop(reader, entry & 255);
        difference = entry >> 8;
    } else {
        int size = ic_fast_symbol(reader, table);
        if (size < 0) return 0;
        difference = ic_fast_value(reader, (unsigned)size);
    }
    return !__builtin_add_overflow(*prediction, difference, prediction);
}

/* Skips a block's AC coefficients after `position`. Returns 0 on failure. */
IC_FAST_INLINE int ic_fast_skip_block(ic_fast_reader *reader, const ic_fast_huffman *table, unsigned position) {
    for (;;) {
        ic_fast_reader before;
        unsigned entry;
        ic_fast_refill(reader);
        for (int twice = 0; twice < 2; twice++) {
            before = *reader;
            entry = table->skips[reader->bits >> (64 - IC_FAST_CODE_BITS)];
            ic_fast_drop(reader, entry & 63);
            position += entry >> 6;
            if (position >= 63) goto at_edge;
        }
        continue;
    at_edge:
        if (entry >> 6 >= 64 && position - 64 < 63) return 1;
        /* A long code, or the block ends within the entry: go on symbol by symbol. */
        *reader = before;
        position -= entry >> 6;
        int symbol = ic_fast_symbol(reader, table);
        if (symbol < 0) return 0;
        unsigned size = symbol & 15, run = (unsigned)symbol >> 4;
        if (size == 0 && run != 15) return 1;
        ic_fast_drop(reader, size);
        position += run + 1;
        if (position >= 63) return 1;
    }
}

/* Decodes a block's AC coefficients up to `needed`, perhaps a few more, into `block` at the places that `order` gives (the
 * trash is one of them), and skips the others. Returns the zigzag position of the last one seen, 0 when there is none, -1
 * on failure. A run beyond the block sets its last coefficient, as in libjpeg. */
IC_FAST_INLINE int ic_fast_read_block(
    ic_fast_reader *reader, const ic_fast_huffman *table, int16_t *block, const uint8_t *order, unsigned needed) {
    unsigned position = 0;
    for (;;) {
        ic_fast_reader before;
        ic_fast_pair pair;
        ic_fast_refill(reader);
        for (int thrice = 0; thrice < 3; thrice++) {
            before = *reader;
            memcpy(&pair, &table->pairs[reader->bits >> (64 - IC_FAST_VALUE_BITS)], sizeof pair);
            block[order[position + pair.offsets[0]]] = pair.values[0];
            block[order[position + pair.offsets[1]]] = pair.values[1];
            ic_fast_drop(reader, pair.bits);
            position += pair.advance;
            if (position >= needed) goto at_edge;
        }
        continue;
    at_edge:
        if (pair.advance >= 64 && position - 64 < 63) return (int)position - 64;
        if (position < 63) return ic_fast_skip_block(reader, table, position) ? (int)position : -1;
        *reader = before;
        position -= pair.advance;
        int symbol = ic_fast_symbol(reader, table);
        if (symbol < 0) return -1;
        unsigned size = symbol & 15, run = (unsigned)symbol >> 4;
        if (size == 0) {
            if (run != 15) return (int)position;
            position += 16;
        } else {
            position += run + 1;
            int16_t value = (int16_t)ic_fast_value(reader, size);
            block[position < 64 ? order[position] : 63] = value;
        }
        if (position >= 63) return 63;
        if (position >= needed) return ic_fast_skip_block(reader, table, position) ? (int)position : -1;
    }
}

#endif
