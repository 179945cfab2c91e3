#ifndef PNG_HEAD_H
#define PNG_HEAD_H

#include "encoder.h"

/* Writes everything before the pixels; jumps on failure. */
void ic_png_write_head(ic_png_encoder *encoder, const ic_png_encoding *encoding);

#endif
