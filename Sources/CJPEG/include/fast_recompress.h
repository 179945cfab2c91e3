#ifndef FAST_RECOMPRESS_H
#define FAST_RECOMPRESS_H

#include "fast_jpeg.h"
#include "ic_buffer.h"

/* Recompressing a JPEG without decoding it to samples: each coefficient is quantized anew and coded again, a row of MCUs
 * after the other. Size, orientation, sampling and color model stay; so it serves where nothing but the quality changes.
 * The decoder gives its rows all the same, at whatever scale: several files and pictures come of one reading.
 *
 * The tables are libjpeg's for a quality (jpeg_set_quality, baseline), the Huffman codes the standard ones; restart markers
 * are not kept.
 *
 * Quality: nothing is rounded to samples or converted on the way, so a photograph comes out as near to its source (PSNR) as
 * decoding to RGB and encoding at that quality makes it, or nearer. Where the new table is a multiple of the old one,
 * coefficients that lie halfway are made larger, not smaller: structure (SSIM) is kept for up to a tenth more bytes, and PSNR
 * may be 0.25 dB below, since decoded samples would have had the source's rounding to tell the halves apart by. */

/* Asks for one more file, between ic_fast_jpeg_read_header and ic_fast_jpeg_start. IC_UNSUPPORTED for progressive and RGB
 * files, with nothing changed. `quality` is 1...100; `exif` a TIFF block of at most 65,000 bytes for APP1, or NULL. */
ic_status ic_fast_jpeg_add_recompression(ic_fast_jpeg *decoder, int quality, const uint8_t *exif, size_t exif_count);

/* The output so far of the file that was asked for as the `index`-th; the whole file after read_rows answered IC_DONE,
 * until the decoder is freed. */
const ic_buffer *ic_fast_jpeg_recompressed(const ic_fast_jpeg *decoder, int index);

#endif
