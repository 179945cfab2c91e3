#ifndef SMALLEST_FORM_H
#define SMALLEST_FORM_H

#include <stddef.h>
#include <stdint.h>

/* The smallest form of PNG that holds a picture without loss. */
typedef struct {
    int channels;           /* of the rows, 1...4; 1 with a palette */
    int bit_depth;          /* 8, or with a palette 1, 2, 4, 8 */
    int palette_count;      /* 0: none */
    uint8_t palette[256 * 4]; /* RGBA, entries that are not opaque first */
    size_t row_bytes;
} ic_fast_png_form;

/* Rewrites `height` rows of `width` pixels of `channels` bytes in their smallest form, and returns that form. Each row
 * follows a byte for its filter, before and after. `spare` is `width` bytes. */
ic_fast_png_form ic_fast_png_reduce(uint8_t *rows, uint32_t width, uint32_t height, int channels, uint8_t *spare);

#endif
