#include "baseline.h"

#include "../Recompression/recoder.h"
#include "intervals.h"

/* Decodes up to `count` MCUs from the input at hand. */
static ic_status decode_some(struct ic_fast_jpeg *decoder, uint32_t count) {
    const uint8_t *stop;
    ic_status status = ic_fast_window_ready(decoder, &stop);
    if (status != IC_OK) return status;
    uint32_t before = decoder->scan.mcu;
    if (!decoder->decode_mcus(&decoder->scan, count, stop)) {
        if (decoder->scan.has_no_memory)
            return ic_fast_fail(decoder, IC_NO_MEMORY, "Insufficient memory");
        return ic_fast_fail(decoder, IC_CORRUPT, "Corrupt JPEG data: bad Huffman code");
    }
    if (decoder->headers.restart_interval > 0) decoder->restart_left -= decoder->scan.mcu - before;
    return ic_fast_window_check(decoder);
}

ic_status ic_fast_baseline_row(struct ic_fast_jpeg *decoder) {
    ic_fast_scan *scan = &decoder->scan;
    while (scan->mcu < scan->mcus_across) {
        uint32_t count = scan->mcus_across - scan->mcu;
        if (decoder->headers.restart_interval > 0) {
            if (decoder->restart_left == 0) {
                ic_status status = ic_fast_restart(decoder);
                if (status != IC_OK) return status;
            }
            if (decoder->restart_left < count) count = decoder->restart_left;
        }
        ic_status status = decode_some(decoder, count);
        if (status != IC_OK) return status;
    }
    scan->mcu = 0;
    return IC_OK;
}

ic_status ic_fast_baseline_end(struct ic_fast_jpeg *decoder) {
    if (decoder->state == IC_FAST_BEHIND_ROWS) {
        ic_status status = ic_fast_drop_rest(decoder, 0);
        if (status != IC_OK) return status;
        decoder->state = IC_FAST_AT_TRAILER;
    }
    for (;;) {
        ic_fast_segment segment;
        ic_status status = ic_fast_next_segment(&decoder->input, &segment);
        if (status == IC_NEED_INPUT) return status;
        int is_frame = segment.code >= 0xC0 && segment.code <= 0xCF && segment.code != 0xC4 && segment.code != 0xCC;
        if (status != IC_OK || segment.code == 0xD8 || segment.code == 0xDA || is_frame)
            return ic_fast_fail(decoder, IC_CORRUPT, "Something other than the end follows the image");
        if (segment.payload != NULL
            && ic_fast_headers_read(&decoder->headers, segment.code, segment.payload, segment.count) != IC_OK)
            return ic_fast_fail(decoder, IC_CORRUPT, "A broken segment follows the image");
        if (segment.stray > 0) decoder->warnings++;
        if (segment.code == 0xD9) break;
    }
    if (!ic_fast_recoders_end(decoder->scan.recoders))
        return ic_fast_fail(decoder, IC_NO_MEMORY, "Insufficient memory");
    decoder->state = IC_FAST_ENDED;
    return IC_DONE;
}
