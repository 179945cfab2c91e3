#ifndef FAST_PNG_H
#define FAST_PNG_H

#include "ic_status.h"
#include "png_notes.h"

/* A decoder that holds a PNG picture whole: libdeflate inflates all data at once, and filters are undone four rows at a
 * time. It takes pictures of 8 bits a channel that are not interlaced: gray, gray and alpha, RGB, RGBA and palettes.
 *
 * It reads the pixels and the notes after them. What comes before the pixels (color, EXIF, text) is read by ic_png_decoder,
 * from the beginning of the same file. Feed and finish may return IC_UNSUPPORTED at any time, before any row was given:
 * all of the file then goes to ic_png_decoder. */
typedef struct ic_fast_png ic_fast_png;

/* `memory_limit`: bytes that the compressed and the decoded data may take together. A picture that would take more is
 * IC_UNSUPPORTED before that memory is allocated. NULL when there is no memory. */
ic_fast_png *ic_fast_png_create(size_t memory_limit);
void ic_fast_png_free(ic_fast_png *decoder);

/* Takes the next bytes of the file. IC_OK, IC_UNSUPPORTED, IC_NO_MEMORY, or IC_DONE once the end chunk was read; bytes after
 * it are ignored. */
ic_status ic_fast_png_feed(ic_fast_png *decoder, const uint8_t *bytes, size_t count);

/* Decodes the picture once feed has returned IC_DONE. IC_OK, IC_UNSUPPORTED (also for broken data) or IC_NO_MEMORY. */
ic_status ic_fast_png_finish(ic_fast_png *decoder);

/* The picture that ic_fast_png_row gives, with palettes expanded. */
typedef struct {
    uint32_t width, height;
    int channels; /* 1...4 */
} ic_fast_png_shape;
ic_fast_png_shape ic_fast_png_picture(const ic_fast_png *decoder);

/* The notes that came after the pixels. */
const ic_png_notes *ic_fast_png_late_notes(const ic_fast_png *decoder);

/* A row of `width * channels` bytes, once finish has returned IC_OK; valid until the next call. */
const uint8_t *ic_fast_png_row(ic_fast_png *decoder, uint32_t row);

#endif
