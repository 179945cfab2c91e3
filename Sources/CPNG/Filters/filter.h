#ifndef FILTER_H
#define FILTER_H

#include <stddef.h>
#include <stdint.h>

/* Filters `height` rows in place, each by that of the five filters which leaves the smallest sum of absolute differences
 * (PNG, 12.7). A row is a byte for its filter, filled in here, and `bytes` bytes of pixels of `size` bytes, 1...4. `spare`
 * is 5 * `bytes` bytes. */
void ic_fast_png_filter(uint8_t *rows, size_t bytes, uint32_t height, size_t size, uint8_t *spare, int level);

/* Filters one row. `row` points past the byte for its filter, `above` to the row before. All give the same bytes. */
typedef void ic_fast_png_filter_row(uint8_t *row, const uint8_t *above, size_t bytes, size_t size, uint8_t *spare);
ic_fast_png_filter_row ic_fast_png_filter_row_portable, ic_fast_png_filter_row_v3;

#endif
