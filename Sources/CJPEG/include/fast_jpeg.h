#ifndef FAST_JPEG_H
#define FAST_JPEG_H

#include "ic_status.h"
#include "jpeg_planes.h"

/* A decoder for the JPEG files that cameras and phones write, more than twice as fast as libjpeg at 1/8.
 *
 * It takes 8-bit Huffman-coded files: baseline in one scan or, at 1/8 only, progressive; gray, or three components of
 * which the first may have twice the samples across, down or both. Anything else is IC_UNSUPPORTED before a row was given;
 * the same bytes then go to ic_jpeg_decoder.
 *
 * At full size and at 1/8 every sample equals that of libjpeg (islow, SIMD), and the tests hold it to that. In between,
 * the samples are those of a truncated inverse DCT of the same coefficients, which idct_constants.h defines.
 *
 * The calls and their order are those of ic_jpeg_decoder, except that start needs no input. Memory: a row of MCUs and the
 * bytes not yet used; for progressive files, two bytes more for each block of 8x8. */
typedef struct ic_fast_jpeg ic_fast_jpeg;

/* NULL when there is no memory. */
ic_fast_jpeg *ic_fast_jpeg_create(void);
void ic_fast_jpeg_free(ic_fast_jpeg *decoder);

/* Copies the next bytes of the file. IC_OK or IC_NO_MEMORY. */
ic_status ic_fast_jpeg_append(ic_fast_jpeg *decoder, const uint8_t *bytes, size_t count);

/* Reads to the end of the first scan's header. IC_UNSUPPORTED for all that is not plainly one of the files above,
 * including files with broken headers. */
ic_status ic_fast_jpeg_read_header(ic_fast_jpeg *decoder, ic_jpeg_header *header);

/* Chooses the scale: 1...6 or 8 eighths, only 1 for progressive files; IC_UNSUPPORTED otherwise.
 *
 * Chroma that is halved both ways is decoded at twice the scale, or at its full size, so that nothing of it is lost. It is
 * not when `halves_chroma` says that the caller will halve it again, nor in progressive files, of which only the DC
 * coefficients are read. */
ic_status ic_fast_jpeg_start(ic_fast_jpeg *decoder, int scale_eighths, int halves_chroma);

/* The plane's shape at the chosen scale. */
ic_jpeg_plane ic_fast_jpeg_plane(const ic_fast_jpeg *decoder, int plane);

/* Decodes the next row of MCUs. IC_DONE once all rows were given and the end-of-image marker was read. IC_CORRUPT when a
 * code is not in its table, the data of a scan or restart interval end early, or the wrong restart marker comes. There
 * libjpeg would stop, or go on with gray or invented samples. */
ic_status ic_fast_jpeg_read_rows(ic_fast_jpeg *decoder);

/* The rows that the last read_rows decoded; they stay valid until the next call. */
ic_jpeg_rows ic_fast_jpeg_rows(const ic_fast_jpeg *decoder, int plane);

/* How often bytes before a marker belonged to nothing. They did no harm. */
long ic_fast_jpeg_warnings(const ic_fast_jpeg *decoder);
const char *ic_fast_jpeg_message(const ic_fast_jpeg *decoder);

#endif
