#ifndef SMALLEST_FORM_H
#define SMALLEST_FORM_H

#include <stddef.h>
#include <stdint.h>

/* The smallest of PNG's forms that holds a picture without loss. */
typedef struct {
    int channels;           /* of the rows, 1...4; 1 with a palette */
    int bit_depth;          /* 8, or with a palette 1, 2, 4, 8 */
    int palette_count;      /* 0: none */
    uint8_t palette[256 * 4]; /* RGBA, those that are not opaque first */
    size_t row_bytes;
} ic_fast_png_form;

/* Looks at `height` rows of `width` pixels of `channels` bytes, each row behind a byte that is left out, and rewrites them,
 * one behind the other, in the form that it answers. `spare` is `width` bytes. */
ic_fast_png_form ic_fast_png_reduce(uint8_t *rows, uint32_t width, uint32_t height, int channels, uint8_t *spare);

#endif
