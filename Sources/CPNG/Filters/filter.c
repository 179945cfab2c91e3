#include "ic_cpu.h"

#define IC_FILTER_ROW ic_fast_png_filter_row_portable
#include "filter_row.h"

void ic_fast_png_filter(uint8_t *rows, size_t bytes, uint32_t height, size_t size, uint8_t *spare, int level) {
    ic_fast_png_filter_row *filter = ic_fast_png_filter_row_portable;
#if defined(__x86_64__)
    if (level >= IC_CPU_V3) filter = ic_fast_png_filter_row_v3;
#endif
    (void)level;
    uint8_t *zeros = spare + 4 * bytes;
    memset(zeros, 0, bytes);
    /* From the last row up: each row is predicted from the unfiltered row above it. */
    for (size_t at = height; at-- > 0;) {
        uint8_t *row = rows + (bytes + 1) * at + 1;
        filter(row, at > 0 ? row - bytes - 1 : zeros, bytes, size, spare);
    }
}
