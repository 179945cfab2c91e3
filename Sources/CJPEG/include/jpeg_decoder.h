#ifndef JPEG_DECODER_H
#define JPEG_DECODER_H

#include "ic_status.h"
#include "jpeg_planes.h"

/* A JPEG decoder over libjpeg that gives the planes as they are stored: no upsampling, no color conversion, any sampling
 * factors.
 *
 * Order of calls: append and read_header until IC_OK, start until IC_OK, read_rows until IC_DONE. Each returns
 * IC_NEED_INPUT when the bytes appended so far are used up, and is called again after the next append. */
typedef struct ic_jpeg_decoder ic_jpeg_decoder;

/* NULL when there is no memory. */
ic_jpeg_decoder *ic_jpeg_decoder_create(void);
void ic_jpeg_decoder_free(ic_jpeg_decoder *decoder);

/* Copies the next bytes of the file. IC_OK or IC_NO_MEMORY. */
ic_status ic_jpeg_decoder_append(ic_jpeg_decoder *decoder, const uint8_t *bytes, size_t count);

/* Reads to the end of the first scan's header. */
ic_status ic_jpeg_decoder_read_header(ic_jpeg_decoder *decoder, ic_jpeg_header *header);

/* Chooses the scale (`scale_eighths` is 1, 2, 4 or 8) and begins. A file of several scans is read to its end here. */
ic_status ic_jpeg_decoder_start(ic_jpeg_decoder *decoder, int scale_eighths);

/* The plane's shape at the chosen scale. */
ic_jpeg_plane ic_jpeg_decoder_plane(const ic_jpeg_decoder *decoder, int plane);

/* Decodes the next row of MCUs into the decoder's own planes. IC_DONE once all rows were given and the end-of-image
 * marker was read. IC_CORRUPT as soon as entropy-coded data does not decode. */
ic_status ic_jpeg_decoder_read_rows(ic_jpeg_decoder *decoder);
ic_jpeg_rows ic_jpeg_decoder_rows(const ic_jpeg_decoder *decoder, int plane);

long ic_jpeg_decoder_warnings(const ic_jpeg_decoder *decoder);
const char *ic_jpeg_decoder_message(const ic_jpeg_decoder *decoder);

#endif
