#ifndef IMAGE_CODECS_H
#define IMAGE_CODECS_H

/* Decoders and encoders over libjpeg-turbo and libpng: one C file per codec and direction.
 *
 * Every handle is opaque and owned by exactly one caller. An entry arms setjmp itself, so that no error of a library
 * ever leaves this module as a jump; whatever an entry answers, its handle can still be freed, and after a failure
 * freeing it is all that may be done with it. */

#include "color.h"
#include "fast_cpu.h"
#include "fast_jpeg.h"
#include "fast_png.h"
#include "fast_recompress.h"
#include "ic_memory.h"
#include "jpeg_decoder.h"
#include "jpeg_encoder.h"
#include "pixel_rows.h"
#include "png_decoder.h"
#include "png_encoder.h"
#include "png_notes.h"
#include "resample.h"

#endif
