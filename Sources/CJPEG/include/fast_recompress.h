#ifndef FAST_RECOMPRESS_H
#define FAST_RECOMPRESS_H

#include "fast_jpeg.h"
#include "ic_buffer.h"

/* Recompresses a JPEG without decoding it to samples: each coefficient is requantized and coded again, one row of MCUs at
 * a time. It serves where only the quality changes: size, orientation, sampling and color model stay. The decoder still
 * gives its rows, at any scale, so one reading makes several files and pictures.
 *
 * Quantization tables are libjpeg's for a quality (jpeg_set_quality, baseline); Huffman codes are the standard ones.
 * Restart markers are dropped.
 *
 * Quality: nothing is rounded to samples or converted on the way. A photograph stays at least as close to its source (PSNR)
 * as if it were decoded to RGB and encoded at that quality, with one exception: where the new table is a multiple of the
 * old one, coefficients halfway between two steps are rounded away from zero. That keeps structure (SSIM) for up to a tenth
 * more bytes, but PSNR may be 0.25 dB lower: decoded samples carry the rounding of the source, which breaks such ties. */

/* Asks for one more file, between ic_fast_jpeg_read_header and ic_fast_jpeg_start. IC_UNSUPPORTED, with nothing changed, for
 * progressive and RGB files. `quality` is 1...100; `exif` is a TIFF block of at most 65,000 bytes for APP1, or NULL. */
ic_status ic_fast_jpeg_add_recompression(ic_fast_jpeg *decoder, int quality, const uint8_t *exif, size_t exif_count);

/* The output so far of the file asked for as number `index`, from 0. The whole file once read_rows has returned IC_DONE,
 * until the decoder is freed. */
const ic_buffer *ic_fast_jpeg_recompressed(const ic_fast_jpeg *decoder, int index);

#endif
