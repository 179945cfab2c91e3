#ifndef PNG_NOTES_H
#define PNG_NOTES_H

#include <stddef.h>
#include <stdint.h>

#include "ic_buffer.h"

/* What a PNG says about itself in chunks that may come before or after the pixels: the first of each kind. A note that is
 * not there is empty. Texts of more than IC_NOTE_LIMIT bytes when inflated, and broken ones, are skipped. */
enum { IC_NOTE_LIMIT = 262144 };

typedef struct {
    ic_buffer exif;    /* eXIf: a TIFF block */
    ic_buffer profile; /* tEXt or zTXt "Raw profile type exif" or "... APP1", as ImageMagick writes it: its text */
    ic_buffer xmp;     /* iTXt "XML:com.adobe.xmp": its text */
} ic_png_notes;

/* Whether a chunk of this type, four characters, can hold a note. */
int ic_png_notes_wants(const char *type);

/* Looks at a whole chunk. Returns 0 when there is no memory. */
int ic_png_notes_take(ic_png_notes *notes, const char *type, const uint8_t *body, size_t count);

void ic_png_notes_free(ic_png_notes *notes);

#endif
