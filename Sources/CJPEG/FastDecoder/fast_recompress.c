#include "fast_recompress.h"

#include "../Recompression/recoder.h"
#include "decoder.h"

ic_status ic_fast_jpeg_add_recompression(
    struct ic_fast_jpeg *decoder, int quality, const uint8_t *exif, size_t exif_count) {
    const ic_fast_headers *headers = &decoder->headers;
    ic_jpeg_model model = ic_fast_headers_model(headers);
    if (decoder->state != IC_FAST_AT_FIRST_SCAN || headers->is_progressive || quality < 1 || quality > 100
        || (model != IC_JPEG_GRAY && model != IC_JPEG_YCC))
        return IC_UNSUPPORTED;
    struct ic_fast_recoder **link = &decoder->scan.recoders;
    while (*link != NULL) link = &(*link)->next;
    return ic_fast_recoder_create(link, headers, quality, exif, exif_count);
}

const ic_buffer *ic_fast_jpeg_recompressed(const struct ic_fast_jpeg *decoder, int index) {
    const struct ic_fast_recoder *recoder = decoder->scan.recoders;
    for (; index > 0; index--) recoder = recoder->next;
    return &recoder->output;
}
