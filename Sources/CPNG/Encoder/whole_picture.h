#ifndef WHOLE_PICTURE_H
#define WHOLE_PICTURE_H

#include "encoder.h"

/* A picture that is held whole and written at its end, in the smallest form, by the filters of this module and libdeflate, or
 * by libpng.
 * All of these jump on failure. */
void ic_png_whole_start(ic_png_encoder *encoder);
void ic_png_whole_add_row(ic_png_encoder *encoder, const uint8_t *row);
void ic_png_whole_finish(ic_png_encoder *encoder);

#endif
