#ifndef PIXEL_ROWS_H
#define PIXEL_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Makes a row of `count` pixels from a row of each plane. `rows` are the rows of the planes, contiguous, of `count` bytes
 * each. */

/* Interleaves 1...4 planes. */
void ic_interleave(const uint8_t *rows, int planes, uint8_t *pixels, size_t count);

/* JFIF's YCbCr (BT.601, full range) to RGB. */
void ic_ycc_to_rgb(const uint8_t *rows, uint8_t *pixels, size_t count);

/* YCCK to CMYK, both as JPEG stores them: colors are converted and inverted, K is copied. */
void ic_ycck_to_cmyk(const uint8_t *rows, uint8_t *pixels, size_t count);

#endif
