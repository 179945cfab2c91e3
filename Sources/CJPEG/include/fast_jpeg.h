#ifndef FAST_JPEG_H
#define FAST_JPEG_H

#include "ic_status.h"
#include "jpeg_planes.h"

/* A decoder for the JPEG files that cameras and phones write, more than twice as fast as libjpeg at 1/8.
 *
 * It takes 8-bit Huffman-coded files, baseline in one scan or, at 1/8, progressive; gray, or three components of which
 * the first may have twice the samples across, down or both. Everything else is IC_UNSUPPORTED, answered before a single
 * row was given: the same bytes then go to ic_jpeg_decoder, which is also the judge of this one. At full size and at
 * 1/8 planes equal libjpeg's (islow, SIMD) in every sample; between, each sample is what the truncated inverse DCT of
 * libjpeg's coefficients makes it, as idct_constants.h defines that. The shape of the interface is ic_jpeg_decoder's too, so that one wrapper serves both.
 *
 * Order of calls: append and read_header until it does not answer IC_NEED_INPUT, start, read_rows until IC_DONE, with
 * append whenever read_rows answers IC_NEED_INPUT. Memory: two rows of MCUs and the bytes not yet used; at 1/8 of a
 * progressive file two bytes for each block of 8x8 more. */
typedef struct ic_fast_jpeg ic_fast_jpeg;

/* NULL when there is no memory. */
ic_fast_jpeg *ic_fast_jpeg_create(void);
void ic_fast_jpeg_free(ic_fast_jpeg *decoder);

/* Copies bytes behind those not yet used. IC_OK or IC_NO_MEMORY. */
ic_status ic_fast_jpeg_append(ic_fast_jpeg *decoder, const uint8_t *bytes, size_t count);

/* Reads up to and including the first scan's header. IC_UNSUPPORTED for whatever is not plainly one of the files above,
 * broken headers included. */
ic_status ic_fast_jpeg_read_header(ic_fast_jpeg *decoder, ic_jpeg_header *header);

/* Chooses the scale: 1...6 or 8 eighths; 1 is the only one for progressive files, others are IC_UNSUPPORTED. Needs no
 * input. Chroma halved both ways is decoded at twice the scale, or the most that it has, unless `halves_chroma` says that it
 * will be halved again; and but for progressive files, whose chroma has nothing to add to its DC coefficients here. */
ic_status ic_fast_jpeg_start(ic_fast_jpeg *decoder, int scale_eighths, int halves_chroma);

/* The plane's shape at the chosen scale. */
ic_jpeg_plane ic_fast_jpeg_plane(const ic_fast_jpeg *decoder, int plane);

/* Decodes the next row of MCUs. IC_DONE once all rows were given and the end-of-image marker was read. IC_CORRUPT when a
 * code is not in its table, the data of a scan or restart interval end early, or a restart marker is not the one that is
 * due: where libjpeg would stop, or would go on with gray or invented samples. */
ic_status ic_fast_jpeg_read_rows(ic_fast_jpeg *decoder);

/* The rows that the last read_rows decoded; they stay valid until the next call. */
ic_jpeg_rows ic_fast_jpeg_rows(const ic_fast_jpeg *decoder, int plane);

/* Oddities that did not matter: bytes that belong to nothing before a marker. */
long ic_fast_jpeg_warnings(const ic_fast_jpeg *decoder);
const char *ic_fast_jpeg_message(const ic_fast_jpeg *decoder);

#endif
