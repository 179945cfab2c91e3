#ifndef PNG_HEAD_H
#define PNG_HEAD_H

#include "encoder.h"
#include "smallest_form.h"

/* Writes everything before the pixels of a picture of this form; jumps on failure. */
void ic_png_write_head(ic_png_encoder *encoder, const ic_fast_png_form *form);

#endif
