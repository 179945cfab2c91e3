#include "fast_png_unfilter.h"

#include <stdlib.h>

#include "fast_cpu.h"

static uint8_t paeth(int left, int above, int corner) {
    int by_left = abs(above - corner), by_above = abs(left - corner), by_corner = abs(left + above - 2 * corner);
    if (by_left <= by_above && by_left <= by_corner) return (uint8_t)left;
    return (uint8_t)(by_above <= by_corner ? above : corner);
}

static void undo_paeth(uint8_t *row, size_t bytes, size_t size, const uint8_t *above) {
    for (size_t at = 0; at < size; at++) row[at] = (uint8_t)(row[at] + above[at]);
    for (size_t at = size; at < bytes; at++)
        row[at] = (uint8_t)(row[at] + paeth(row[at - size], above[at], above[at - size]));
}

static void undo_average(uint8_t *row, size_t bytes, size_t size, const uint8_t *above) {
    for (size_t at = 0; at < size; at++) row[at] = (uint8_t)(row[at] + above[at] / 2);
    for (size_t at = size; at < bytes; at++) row[at] = (uint8_t)(row[at] + (row[at - size] + above[at]) / 2);
}

int ic_fast_png_unfilter(uint8_t *rows, size_t bytes, uint32_t height, size_t size, const uint8_t *zeros, int level) {
    enum { NONE, SUB, UP, AVERAGE, PAETH };
    const uint8_t *above = zeros;
    for (uint32_t at = 0; at < height; at++) {
        uint8_t *row = rows + (bytes + 1) * (size_t)at + 1;
        switch (row[-1]) {
        case NONE:
            break;
        case SUB:
            for (size_t i = size; i < bytes; i++) row[i] = (uint8_t)(row[i] + row[i - size]);
            break;
        case UP:
            for (size_t i = 0; i < bytes; i++) row[i] = (uint8_t)(row[i] + above[i]);
            break;
        case AVERAGE:
            undo_average(row, bytes, size, above);
            break;
        case PAETH:
#if defined(__x86_64__)
            if (size >= 3 && level >= IC_CPU_SSE2) {
                size_t next = bytes + 1;
                int has_four = height - at >= 4 && row[next - 1] == PAETH && row[2 * next - 1] == PAETH
                    && row[3 * next - 1] == PAETH && bytes >= 4 * size;
                if (level >= IC_CPU_V3 && has_four) {
                    ic_fast_png_paeth_4_v3(row - 1, bytes, size, above);
                    at += 3;
                    row += 3 * next;
                } else {
                    ic_fast_png_paeth_sse2(row, bytes, size, above);
                }
                break;
            }
#endif
            undo_paeth(row, bytes, size, above);
            break;
        default:
            return 0;
        }
        above = row;
    }
    (void)level;
    return 1;
}
