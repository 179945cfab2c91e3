#ifndef FAST_PNG_H
#define FAST_PNG_H

#include "ic_status.h"
#include "png_notes.h"

/* A decoder for whole PNG pictures in memory: libdeflate for all of the data at once, and filters undone four rows at a
 * time. Takes pictures of 8 bits a channel, not interlaced: gray, gray and alpha, RGB, RGBA, and palettes.
 *
 * It knows of pixels only: what else stands in the file, libpng reads. IC_UNSUPPORTED at any time, also from feed and
 * finish, means that the same bytes shall go to ic_png_decoder, from the file's first one; no rows were given then. */
typedef struct ic_fast_png ic_fast_png;

/* `memory_limit`: bytes that the compressed and the decoded data may take together; more is IC_UNSUPPORTED before anything
 * is allocated. NULL when there is no memory. */
ic_fast_png *ic_fast_png_create(size_t memory_limit);
void ic_fast_png_free(ic_fast_png *decoder);

/* Takes the next bytes of the file. IC_OK; IC_DONE once the end chunk was read, whatever follows it; IC_UNSUPPORTED or
 * IC_NO_MEMORY. */
ic_status ic_fast_png_feed(ic_fast_png *decoder, const uint8_t *bytes, size_t count);

/* Decodes, after IC_DONE. IC_OK, IC_UNSUPPORTED (broken data included) or IC_NO_MEMORY. */
ic_status ic_fast_png_finish(ic_fast_png *decoder);

/* The rows, after finish: each `stride` bytes after the one before. Palettes are expanded by ic_fast_png_row. */
typedef struct {
    uint32_t width, height;
    int channels; /* of the pixels that ic_fast_png_row gives: 1...4 */
} ic_fast_png_shape;
ic_fast_png_shape ic_fast_png_picture(const ic_fast_png *decoder);

/* What it says of itself behind its pixels. */
const ic_png_notes *ic_fast_png_late_notes(const ic_fast_png *decoder);

/* A row of `width * channels` bytes, valid until the next call. */
const uint8_t *ic_fast_png_row(ic_fast_png *decoder, uint32_t row);

#endif
