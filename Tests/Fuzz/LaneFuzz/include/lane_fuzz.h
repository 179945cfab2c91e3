#ifndef LANE_FUZZ_H
#define LANE_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* What a fuzzer feeds to the fast lane's C, with libjpeg and libpng as judges, and to the face detector's. The first byte or two choose how, the rest is
 * the file or what one is made of. Each answers 0, or 1 when the judge objects; a bad access is the sanitizer's to find.
 * entry.c makes a libFuzzer target of each; the tests run them as they are. */

/* Scale, pieces and instructions, then a JPEG: the same planes as libjpeg's. */
int fuzz_fast_jpeg(const uint8_t *bytes, size_t count);

/* Pieces and instructions, then a PNG whose checksums are mended; or, by the highest bit, color type and width, then the
 * filtered rows, which are compressed first: without, hardly a mutation comes to the filters. The same pixels as libpng's. */
int fuzz_fast_png(const uint8_t *bytes, size_t count);

/* Quality and instructions, then a JPEG: libjpeg reads without a warning whatever comes out. */
int fuzz_fast_recompress(const uint8_t *bytes, size_t count);

/* Channels, width and instructions, then pixels: libpng reads the same ones from what the encoder makes of them. */
int fuzz_png_encoder(const uint8_t *bytes, size_t count);

/* Width, height, their highest bits with the least score, then a picture's samples, over and over: all instructions find the same faces. */
int fuzz_faces(const uint8_t *bytes, size_t count);

#endif
