#ifndef PNG_ENCODER_H
#define PNG_ENCODER_H

#include "ic_buffer.h"
#include "ic_status.h"

/* A PNG encoder that takes rows.
 *
 * Either libpng writes them as they come; or the picture is held whole, stored in the smallest form that loses nothing (without
 * an alpha channel that is opaque throughout, gray, a palette), filtered by kernels of our own and compressed by libdeflate:
 * a few times faster, and no larger. libpng can do the last two steps as well. Whole takes the picture's bytes and, for a moment,
 * about its compressed bytes more. */
typedef struct ic_png_encoder ic_png_encoder;

typedef struct {
    uint32_t width;
    uint32_t height;
    int channels;        /* 1 gray, 2 gray+alpha, 3 RGB, 4 RGBA */
    const uint8_t *exif; /* a TIFF block for eXIf, or NULL */
    size_t exif_count;
    int compression;     /* zlib's level, 0...9, where libpng compresses */
    int is_whole;        /* the picture is held whole, for its smallest form */
    int by_library;      /* libpng filters and compresses such a picture too */
} ic_png_encoding;

ic_png_encoder *ic_png_encoder_create(void);
void ic_png_encoder_free(ic_png_encoder *encoder);

/* Writes everything before the pixels. */
ic_status ic_png_encoder_start(ic_png_encoder *encoder, const ic_png_encoding *encoding);

/* The next row, `width * channels` bytes. */
ic_status ic_png_encoder_write_row(ic_png_encoder *encoder, const uint8_t *row);

/* Ends the picture after its last row. The output is then the whole file, until the handle is freed. */
ic_status ic_png_encoder_finish(ic_png_encoder *encoder);
const ic_buffer *ic_png_encoder_output(const ic_png_encoder *encoder);
const char *ic_png_encoder_message(const ic_png_encoder *encoder);

#endif
