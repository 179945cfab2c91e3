#ifndef ENCODER_H
#define ENCODER_H

#include "../Library/png_library.h"
#include "png_encoder.h"

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

#endif
