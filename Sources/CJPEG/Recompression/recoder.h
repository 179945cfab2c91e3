#ifndef RECODER_H
#define RECODER_H

#include "../Markers/jpeg_headers.h"
#include "ic_buffer.h"
#include "ic_status.h"

/* The codes of the standard tables by symbol: code << 8 | length. */
typedef struct {
    uint32_t dc[16], ac[256];
} ic_fast_codes;

/* Bits on their way out, most significant first. */
typedef struct {
    uint64_t bits;
    int free; /* of the 64; the used ones are the lowest */
} ic_fast_bit_writer;

struct ic_fast_recoder {
    struct ic_fast_recoder *next;
    ic_buffer output;
    ic_fast_bit_writer writer;
    int32_t predictions[IC_FAST_MAX_PLANES];
    ic_fast_codes codes[2];                              /* luma, chroma */
    float level_ratios[IC_FAST_MAX_PLANES];              /* DC coefficient of a flat block over its level less 128 */
    _Alignas(16) float ratios[IC_FAST_MAX_PLANES][64];   /* old over new quantization, zigzag order */
};

/* Makes a recoder for a file of `headers` at `quality`, and writes what comes before the scan. `exif` is a TIFF block or
 * NULL. IC_OK or IC_NO_MEMORY; `created` must be freed either way. */
ic_status ic_fast_recoder_create(
    struct ic_fast_recoder **created, const ic_fast_headers *headers, int quality, const uint8_t *exif,
    size_t exif_count);

/* Pads the last byte of each file with ones and adds the end-of-image marker. Returns 0 when there is no memory. */
int ic_fast_recoders_end(struct ic_fast_recoder *recoders);

void ic_fast_recoders_free(struct ic_fast_recoder *recoders);

#endif
