#ifndef FAST_RECOMPRESS_H
#define FAST_RECOMPRESS_H

#include "fast_jpeg.h"

/* Recompressing a JPEG without decoding it to samples: each coefficient is quantized anew and coded again, a row of MCUs
 * after the other. Size, orientation, sampling and color model stay; so it serves where nothing but the quality changes.
 *
 * The tables are libjpeg's for a quality (jpeg_set_quality, baseline), the Huffman codes the standard ones. Nothing is
 * rounded to samples or converted on the way, so the result is as near to the source as decoding to RGB and encoding at that
 * quality makes it, or nearer. (Decoding to planes and encoding those may come up to 0.4 dB nearer, where samples were cut
 * off at black or white.) Restart markers are not kept. */

/* Begins, in place of ic_fast_jpeg_start: IC_UNSUPPORTED for progressive and RGB files. `quality` is 1...100; `exif` a TIFF
 * block of at most 65,000 bytes for APP1, or NULL. Thereafter read_rows gives no rows, until it answers IC_DONE. */
ic_status ic_fast_jpeg_start_recompression(
    ic_fast_jpeg *decoder, int quality, const uint8_t *exif, size_t exif_count);

/* The output so far; the whole file after IC_DONE, until the decoder is freed. */
const ic_buffer *ic_fast_jpeg_recompressed(const ic_fast_jpeg *decoder);

#endif
