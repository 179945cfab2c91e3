#ifndef PNG_ENCODER_PARTS_H
#define PNG_ENCODER_PARTS_H

#include "fast_png_form.h"
#include "png_encoder.h"
#include "png_library.h"

struct ic_png_encoder {
    png_structp png;
    png_infop info;
    ic_png_errors errors;
    ic_buffer output;
    ic_png_encoding encoding;
    uint8_t *rows; /* of a picture that is held whole: each is a byte for its filter and its pixels */
    uint8_t *spare;
    uint32_t given;
};

/* Writes everything before the pixels of a picture of this form; jumps on failure. */
void ic_png_encoder_write_head(ic_png_encoder *encoder, const ic_fast_png_form *form);

/* The way of a picture that is held whole (fast_png_encoder.c); these jump on failure. */
void ic_fast_png_encoder_start(ic_png_encoder *encoder);
void ic_fast_png_encoder_add_row(ic_png_encoder *encoder, const uint8_t *row);
void ic_fast_png_encoder_finish(ic_png_encoder *encoder);

#endif
