/* Loops that the compiler vectorizes by itself, compiled for the instruction set of the file that includes this, which
 * defines IC_FILTER_ROW. */

#include <string.h>

#include "filter.h"

enum { NONE, SUB, UP, AVERAGE, PAETH, FILTERS };

static inline int magnitude(int value) {
    return value < 0 ? -value : value;
}

/* In 16 bits: wider would halve the pixels of a vector. Ties go to the left, then to above (PNG, 9.4). */
static inline uint8_t predicted(int16_t left, int16_t above, int16_t corner) {
    int16_t by_left = (int16_t)magnitude((int16_t)(above - corner)), by_above = (int16_t)magnitude((int16_t)(left - corner));
    int16_t by_corner = (int16_t)magnitude((int16_t)(left + above - 2 * corner));
    int16_t other = by_above <= by_corner ? above : corner;
    return (uint8_t)(by_left <= by_above && by_left <= by_corner ? left : other);
}

/* The sum of absolute values, of bytes as signed numbers. */
static inline uint64_t sum_of(const uint8_t *bytes, size_t count) {
    uint64_t sum = 0;
    while (count > 0) {
        size_t block = count < 4096 ? count : 4096;
        uint32_t part = 0;
        for (size_t i = 0; i < block; i++) {
            uint8_t negative = (uint8_t)-bytes[i];
            part += bytes[i] < negative ? bytes[i] : negative;
        }
        sum += part;
        bytes += block;
        count -= block;
    }
    return sum;
}

/* `left` and `corner` are one pixel behind `row` and `above`. */
static inline void differences(const uint8_t *restrict row, const uint8_t *restrict left, const uint8_t *restrict above,
    const uint8_t *restrict corner, uint8_t *restrict sub, uint8_t *restrict up, uint8_t *restrict average,
    uint8_t *restrict paeth, size_t count) {
    for (size_t i = 0; i < count; i++) sub[i] = (uint8_t)(row[i] - left[i]);
    for (size_t i = 0; i < count; i++) up[i] = (uint8_t)(row[i] - above[i]);
    for (size_t i = 0; i < count; i++) average[i] = (uint8_t)(row[i] - ((left[i] + above[i]) >> 1));
    for (size_t i = 0; i < count; i++) paeth[i] = (uint8_t)(row[i] - predicted(left[i], above[i], corner[i]));
}

void IC_FILTER_ROW(uint8_t *row, const uint8_t *above, size_t bytes, size_t size, uint8_t *spare) {
    uint8_t *results[FILTERS] = {row, spare, spare + bytes, spare + 2 * bytes, spare + 3 * bytes};
    size_t first = size < bytes ? size : bytes;
    for (size_t i = 0; i < first; i++) {
        results[SUB][i] = row[i];
        results[UP][i] = results[PAETH][i] = (uint8_t)(row[i] - above[i]);
        results[AVERAGE][i] = (uint8_t)(row[i] - (above[i] >> 1));
    }
    differences(row + first, row, above + first, above, results[SUB] + first, results[UP] + first,
        results[AVERAGE] + first, results[PAETH] + first, bytes - first);
    int best = NONE;
    uint64_t least = sum_of(row, bytes);
    for (int filter = SUB; filter < FILTERS; filter++) {
        uint64_t sum = sum_of(results[filter], bytes);
        if (sum >= least) continue;
        least = sum;
        best = filter;
    }
    row[-1] = (uint8_t)best;
    if (best != NONE) memcpy(row, results[best], bytes);
}
