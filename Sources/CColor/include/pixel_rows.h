#ifndef PIXEL_ROWS_H
#define PIXEL_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Rows of pixels out of rows of planes, for pictures that leave the planes. All counts are pixels; the rows of the
 * planes stand one behind the other, `count` bytes each. */

/* `planes` planes, 1...4, side by side. */
void ic_interleave(const uint8_t *rows, int planes, uint8_t *pixels, size_t count);

/* JFIF's YCbCr (BT.601, full range) to RGB. */
void ic_ycc_to_rgb(const uint8_t *rows, uint8_t *pixels, size_t count);

/* YCCK as JPEG stores it to CMYK as JPEG stores it: the color converted and inverted, K as it is. */
void ic_ycck_to_cmyk(const uint8_t *rows, uint8_t *pixels, size_t count);

#endif
