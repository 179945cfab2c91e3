#ifndef JPEG_PLANES_H
#define JPEG_PLANES_H

#include <stddef.h>
#include <stdint.h>

/* A JPEG's header and planes, in the shape that both decoders share. */

enum { IC_JPEG_MAX_PLANES = 4 };

typedef enum {
    IC_JPEG_OTHER = 0,
    IC_JPEG_GRAY,
    IC_JPEG_YCC,
    IC_JPEG_RGB,
    IC_JPEG_CMYK,
    IC_JPEG_YCCK
} ic_jpeg_model;

/* What read_header found. */
typedef struct {
    uint32_t width;
    uint32_t height;
    int planes;
    ic_jpeg_model model;
    int has_adobe_marker; /* CMYK values are then stored inverted */
    int sampling_x[IC_JPEG_MAX_PLANES];
    int sampling_y[IC_JPEG_MAX_PLANES];
} ic_jpeg_header;

/* One plane, once start has returned IC_OK. */
typedef struct {
    uint32_t width;  /* samples of a row that belong to the picture */
    uint32_t height; /* rows that belong to the picture */
    int block_size;  /* side of what a block of 8x8 decodes to, in samples */
} ic_jpeg_plane;

/* Rows of one plane that the last read_rows decoded; they stay valid until the next call. */
typedef struct {
    const uint8_t *samples;
    size_t stride;
    uint32_t rows;
} ic_jpeg_rows;

#endif
