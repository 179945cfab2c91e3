#ifndef IMAGE_CODECS_H
#define IMAGE_CODECS_H

/* Decoders and encoders over libjpeg-turbo and libpng: one C file per codec and direction. */

#endif
