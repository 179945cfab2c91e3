#ifndef JPEG_DECODER_H
#define JPEG_DECODER_H

#include "ic_memory.h"

/* A JPEG decoder that gives the planes as they are stored: no upsampling, no color conversion, any sampling factors.
 *
 * Order of calls: append and read_header until IC_OK, start until IC_OK, read_rows until IC_DONE; each answers
 * IC_NEED_INPUT when the bytes appended so far are used up, and may be called again after the next append. */
typedef struct ic_jpeg_decoder ic_jpeg_decoder;

enum { IC_JPEG_MAX_PLANES = 4 };

typedef enum {
    IC_JPEG_OTHER = 0,
    IC_JPEG_GRAY,
    IC_JPEG_YCC,
    IC_JPEG_RGB,
    IC_JPEG_CMYK,
    IC_JPEG_YCCK
} ic_jpeg_model;

/* What read_header learned. */
typedef struct {
    uint32_t width;
    uint32_t height;
    int planes;
    ic_jpeg_model model;
    int has_adobe_marker; /* CMYK values are then stored inverted */
    int sampling_x[IC_JPEG_MAX_PLANES];
    int sampling_y[IC_JPEG_MAX_PLANES];
} ic_jpeg_header;

/* One plane once start has answered IC_OK. */
typedef struct {
    uint32_t width;  /* samples of a row that belong to the picture */
    uint32_t height; /* rows that belong to the picture */
    int block_size;  /* samples a side that a block of 8x8 decodes to */
} ic_jpeg_plane;

/* Rows of one plane that the last read_rows decoded; they stay valid until the next call. */
typedef struct {
    const uint8_t *samples;
    size_t stride;
    uint32_t rows;
} ic_jpeg_rows;

/* NULL when there is no memory. */
ic_jpeg_decoder *ic_jpeg_decoder_create(void);
void ic_jpeg_decoder_free(ic_jpeg_decoder *decoder);

/* Copies bytes behind those not yet used. IC_OK or IC_NO_MEMORY. */
ic_status ic_jpeg_decoder_append(ic_jpeg_decoder *decoder, const uint8_t *bytes, size_t count);

/* Reads up to and including the first scan's header. */
ic_status ic_jpeg_decoder_read_header(ic_jpeg_decoder *decoder, ic_jpeg_header *header);

/* Chooses the scale (scale_eighths is 1, 2, 4 or 8) and begins; a file of several scans is read whole here. */
ic_status ic_jpeg_decoder_start(ic_jpeg_decoder *decoder, int scale_eighths);

/* The plane's shape at the chosen scale. */
ic_jpeg_plane ic_jpeg_decoder_plane(const ic_jpeg_decoder *decoder, int plane);

/* Decodes the next row of MCUs into the decoder's own planes. IC_DONE once all rows were given and the end-of-image
 * marker was read. Entropy-coded data that does not decode is IC_CORRUPT at once. */
ic_status ic_jpeg_decoder_read_rows(ic_jpeg_decoder *decoder);
ic_jpeg_rows ic_jpeg_decoder_rows(const ic_jpeg_decoder *decoder, int plane);

long ic_jpeg_decoder_warnings(const ic_jpeg_decoder *decoder);
const char *ic_jpeg_decoder_message(const ic_jpeg_decoder *decoder);

/* The offset of the first marker in entropy-coded data, with the fill bytes before it: of an 0xFF that neither 0x00 nor
 * a restart marker's code follows. `count` when there is none, `count - 1` when the last byte may begin one. */
size_t ic_jpeg_next_marker(const uint8_t *bytes, size_t count);

#endif
