#ifndef PNG_DECODER_H
#define PNG_DECODER_H

#include "ic_status.h"
#include "png_notes.h"

/* A PNG decoder over libpng that takes bytes and gives rows of 8-bit gray, gray and alpha, RGB or RGBA.
 *
 * Palettes and packed bits are expanded, 16 bits are rounded to 8, and transparency becomes an alpha channel. An interlaced
 * picture is held whole and given at its end. Of text chunks, only the notes (png_notes.h) are read. A wrong checksum in
 * any chunk is IC_CORRUPT. */
typedef struct ic_png_decoder ic_png_decoder;

/* What comes before the pixels. The pointers belong to the decoder. */
typedef struct {
    uint32_t width;
    uint32_t height;
    int bit_depth;
    int channels; /* of the rows given: 1...4 */
    int has_palette;
    int is_interlaced;
    int is_srgb; /* sRGB chunk */
    double gamma;                /* gAMA chunk, as a fraction; 0 when absent */
    int has_chromaticities;      /* cHRM chunk */
    double chromaticities[8];    /* x and y of white, red, green and blue */
    const uint8_t *profile; /* iCCP, inflated; NULL when absent */
    size_t profile_count;
} ic_png_header;

/* `chunk_limit`: bytes that one ancillary chunk may take when inflated. NULL when there is no memory. */
ic_png_decoder *ic_png_decoder_create(size_t chunk_limit);
void ic_png_decoder_free(ic_png_decoder *decoder);

/* Decodes the next bytes of the file. IC_OK, IC_DONE once the end chunk was read (bytes after it are ignored), or a failure.
 * Rows pile up until they are taken, up to about 1,000 times the size of `bytes`, so feed small pieces. */
ic_status ic_png_decoder_feed(ic_png_decoder *decoder, const uint8_t *bytes, size_t count);

/* Fills `header` and returns 1 once everything before the pixels was read; returns 0 until then. */
int ic_png_decoder_header(const ic_png_decoder *decoder, ic_png_header *header);

/* The notes read so far: those before the pixels once there is a header, all of them after IC_DONE. */
const ic_png_notes *ic_png_decoder_notes(const ic_png_decoder *decoder);

/* The rows not yet taken: `rows` of them, contiguous, valid until the next feed. */
const uint8_t *ic_png_decoder_rows(const ic_png_decoder *decoder, size_t *rows);
void ic_png_decoder_take_rows(ic_png_decoder *decoder);

long ic_png_decoder_warnings(const ic_png_decoder *decoder);
const char *ic_png_decoder_message(const ic_png_decoder *decoder);

#endif
