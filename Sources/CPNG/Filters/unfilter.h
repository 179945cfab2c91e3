#ifndef UNFILTER_H
#define UNFILTER_H

#include <stddef.h>
#include <stdint.h>

/* Undoes the filters (PNG, 9.2) of `height` rows in place. A row is a byte for its filter and `bytes` bytes of pixels of
 * `size` bytes, 1...4. `zeros` are `bytes` zero bytes. At least 16 bytes after the rows must be readable and writable.
 * Returns 0 when a row has an unknown filter. */
int ic_fast_png_unfilter(uint8_t *rows, size_t bytes, uint32_t height, size_t size, const uint8_t *zeros, int level);

/* Four Paeth rows at once, of at least 4 pixels of 3 or 4 bytes; `above` is the row before them. */
void ic_fast_png_paeth_4_v3(uint8_t *rows, size_t bytes, size_t size, const uint8_t *above);
void ic_fast_png_paeth_4_neon(uint8_t *rows, size_t bytes, size_t size, const uint8_t *above);

/* One Paeth row of pixels of 3 or 4 bytes. */
void ic_fast_png_paeth_sse2(uint8_t *row, size_t bytes, size_t size, const uint8_t *above);
void ic_fast_png_paeth_neon(uint8_t *row, size_t bytes, size_t size, const uint8_t *above);

#endif
