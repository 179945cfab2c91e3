#ifndef JPEG_ENCODER_H
#define JPEG_ENCODER_H

#include "ic_buffer.h"
#include "ic_status.h"

/* A JPEG encoder over libjpeg that takes either planes, a row of MCUs at a time, or interleaved rows. */
typedef struct ic_jpeg_encoder ic_jpeg_encoder;

typedef enum {
    IC_JPEG_FROM_GRAY_PLANE,
    IC_JPEG_FROM_YCC_PLANES, /* Y, Cb, Cr */
    IC_JPEG_FROM_GRAY_ROWS,
    IC_JPEG_FROM_RGB_ROWS
} ic_jpeg_input;

typedef struct {
    uint32_t width;  /* 1...65500 */
    uint32_t height; /* 1...65500 */
    ic_jpeg_input input;
    int chroma_halved; /* 4:2:0; otherwise 4:4:4 */
    int quality;       /* 1...100 */
    int optimize;      /* Huffman tables made for this picture: a second pass, over coefficients held in memory */
    int progressive;
} ic_jpeg_encoding;

/* NULL when there is no memory. */
ic_jpeg_encoder *ic_jpeg_encoder_create(void);
void ic_jpeg_encoder_free(ic_jpeg_encoder *encoder);

/* Begins a picture and writes its header. `exif` is a TIFF block of at most 65,000 bytes for APP1, or NULL. */
ic_status ic_jpeg_encoder_start(
    ic_jpeg_encoder *encoder, const ic_jpeg_encoding *encoding, const uint8_t *exif, size_t exif_count);

/* Copies `rows` contiguous rows of a plane into the next row of MCUs. All but the last row of MCUs are full: 8 rows of each
 * plane, 16 of luma when chroma is halved. Edges are replicated here. */
ic_status ic_jpeg_encoder_set_plane(ic_jpeg_encoder *encoder, int plane, const uint8_t *samples, uint32_t rows);

/* Encodes the row of MCUs whose planes were set. */
ic_status ic_jpeg_encoder_write_planes(ic_jpeg_encoder *encoder);

/* The next row of `width` gray or RGB pixels. */
ic_status ic_jpeg_encoder_write_row(ic_jpeg_encoder *encoder, const uint8_t *row);

/* Ends the picture after its last row. The output is then the whole file, until the handle is freed. */
ic_status ic_jpeg_encoder_finish(ic_jpeg_encoder *encoder);
const ic_buffer *ic_jpeg_encoder_output(const ic_jpeg_encoder *encoder);
const char *ic_jpeg_encoder_message(const ic_jpeg_encoder *encoder);

#endif
