#include "huffman.h"

#include <string.h>

#include "zigzag.h"

int ic_fast_huffman_make(ic_fast_huffman *table, const ic_fast_huffman_spec *spec, int is_dc) {
    uint32_t code = 0;
    int32_t index = 0;
    memset(table->codes, 0, sizeof table->codes);
    table->has_pairs = table->has_skips = 0;
    table->limits[0] = 0;
    table->bases[0] = 0;
    for (int length = 1; length <= 16; length++) {
        table->bases[length] = index - (int32_t)code;
        for (int i = 0; i < spec->counts[length]; i++, code++, index++) {
            if (index >= 256 || code + 1 >= 1u << length) return 0;
            uint8_t symbol = spec->symbols[index];
            if (is_dc && symbol > 15) return 0;
            if (length > IC_FAST_CODE_BITS) continue;
            uint32_t spread = 1u << (IC_FAST_CODE_BITS - length);
            for (uint32_t at = code * spread; at < (code + 1) * spread; at++)
                table->codes[at] = (uint16_t)(length << 8 | symbol);
        }
        table->limits[length] = code << (16 - length);
        code <<= 1;
    }
    memcpy(table->symbols, spec->symbols, sizeof table->symbols);
    return 1;
}

/* The value of `size` bits at the top of `window`, whose width is `width` (ITU-T T.81, F.2.2.1, EXTEND). */
static int32_t extended(uint32_t window, int width, int size) {
    if (size == 0) return 0;
    int32_t value = (int32_t)(window >> (width - size));
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
}

void ic_fast_huffman_make_differences(ic_fast_huffman *table) {
    enum { WIDTH = IC_FAST_VALUE_BITS, MASK = (1 << WIDTH) - 1 };
    for (uint32_t at = 0; at <= MASK; at++) {
        uint16_t code = table->codes[at << (IC_FAST_CODE_BITS - WIDTH)];
        int length = code >> 8, size = code & 255;
        int fits = length > 0 && length + size <= WIDTH;
        int32_t value = fits ? extended(at << length & MASK, WIDTH, size) : 0;
        table->differences[at] = fits ? value * 256 + length + size : 0;
    }
}

void ic_fast_huffman_make_pairs(ic_fast_huffman *table) {
    enum { WIDTH = IC_FAST_VALUE_BITS, MASK = (1 << WIDTH) - 1 };
    if (table->has_pairs) return;
    table->has_pairs = 1;
    for (uint32_t at = 0; at <= MASK; at++) {
        ic_fast_pair pair = {{0, 0}, {IC_FAST_NO_STORE, IC_FAST_NO_STORE}, 0, 0};
        int used = 0, count = 0, position = 0, is_end = 0;
        while (used < WIDTH && count < 2) {
            uint32_t rest = at << used & MASK;
            uint16_t code = table->codes[rest << (IC_FAST_CODE_BITS - WIDTH)];
            int length = code >> 8, run = code >> 4 & 15, size = code & 15;
            if (length == 0 || length + size > WIDTH - used) break;
            used += length + size;
            if (size == 0 && run != 15) {
                is_end = 1;
                break;
            }
            position += run + 1;
            pair.values[count] = (int16_t)extended(rest << length & MASK, WIDTH, size);
            pair.offsets[count] = (uint8_t)position;
            count += 1;
        }
        if (count == 1) {
            pair.values[1] = pair.values[0];
            pair.offsets[1] = pair.offsets[0];
        }
        /* The end of the block may fit after two coefficients, and then saves a lookup. */
        if (count == 2 && used < WIDTH) {
            uint16_t code = table->codes[(at << used & MASK) << (IC_FAST_CODE_BITS - WIDTH)];
            int length = code >> 8;
            if (length > 0 && length <= WIDTH - used && (code & 15) == 0 && (code >> 4 & 15) != 15) {
                used += length;
                is_end = 1;
            }
        }
        pair.bits = (uint8_t)used;
        pair.advance = used == 0 ? 63 : (uint8_t)(position + (is_end ? 64 : 0));
        table->pairs[at] = pair;
    }
}

void ic_fast_huffman_make_skips(ic_fast_huffman *table) {
    enum { WIDTH = IC_FAST_CODE_BITS, MASK = (1 << WIDTH) - 1 };
    if (table->has_skips) return;
    table->has_skips = 1;
    for (uint32_t at = 0; at <= MASK; at++) {
        int used = 0, advance = 0;
        while (used < WIDTH) {
            uint16_t code = table->codes[at << used & MASK];
            int length = code >> 8, run = code >> 4 & 15, size = code & 15;
            if (length == 0 || length > WIDTH - used) break;
            if (size == 0 && run != 15) {
                used += length;
                advance += 64;
                break;
            }
            if (advance + run + 1 > 62) break;
            /* The value's bits may lie beyond those looked at: they are skipped unread. */
            used += length + size;
            advance += run + 1;
        }
        table->skips[at] = (uint16_t)(used == 0 ? 63 << 6 : advance << 6 | used);
    }
}
