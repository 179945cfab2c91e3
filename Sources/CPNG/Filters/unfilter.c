#include "unfilter.h"

#include <stdlib.h>

#include "ic_cpu.h"

enum { NONE, SUB, UP, AVERAGE, PAETH };

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

typedef struct {
    void (*paeth)(uint8_t *row, size_t bytes, size_t size, const uint8_t *above);
    void (*paeth_4)(uint8_t *rows, size_t bytes, size_t size, const uint8_t *above);
} kernels;

static kernels kernels_of(int level) {
#if defined(__x86_64__)
    if (level >= IC_CPU_V3) return (kernels){ic_fast_png_paeth_sse2, ic_fast_png_paeth_4_v3};
    if (level >= IC_CPU_SSE2) return (kernels){ic_fast_png_paeth_sse2, NULL};
#elif defined(__aarch64__)
    if (level >= IC_CPU_NEON) return (kernels){ic_fast_png_paeth_neon, ic_fast_png_paeth_4_neon};
#endif
    (void)level;
    return (kernels){NULL, NULL};
}

/* Whether this row and the next three have Paeth's filter. */
static int has_four(const uint8_t *row, size_t bytes, uint32_t left) {
    size_t next = bytes + 1;
    return left >= 4 && row[next - 1] == PAETH && row[2 * next - 1] == PAETH && row[3 * next - 1] == PAETH;
}

int ic_fast_png_unfilter(uint8_t *rows, size_t bytes, uint32_t height, size_t size, const uint8_t *zeros, int level) {
    const kernels kernels = kernels_of(level);
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
            if (size < 3 || kernels.paeth == NULL) {
                undo_paeth(row, bytes, size, above);
            } else if (kernels.paeth_4 != NULL && has_four(row, bytes, height - at) && bytes >= 4 * size) {
                kernels.paeth_4(row - 1, bytes, size, above);
                at += 3;
                row += 3 * (bytes + 1);
            } else {
                kernels.paeth(row, bytes, size, above);
            }
            break;
        default:
            return 0;
        }
        above = row;
    }
    return 1;
}
