#include <string.h>

#include "../Recompression/recoder.h"
#include "decoder.h"

ic_status ic_fast_window_ready(struct ic_fast_jpeg *decoder, const uint8_t **stop) {
    /* The reader loads up to 8 bytes ahead of what it uses. */
    enum { AHEAD = 8 };
    ic_fast_window *window = &decoder->window;
    ic_fast_reader *reader = &decoder->scan.reader;
    size_t left = window->count - ic_fast_window_position(window, reader) / 8;
    if (left < IC_FAST_MARGIN + AHEAD && !window->is_at_marker) {
        ic_fast_window_fill(window, reader, &decoder->input);
        if (window->count < IC_FAST_MARGIN + AHEAD && !window->is_at_marker) return IC_NEED_INPUT;
    }
    const uint8_t *end = window->bytes + window->count;
    *stop = window->is_at_marker ? end + AHEAD : end - IC_FAST_MARGIN;
    return IC_OK;
}

ic_status ic_fast_window_check(struct ic_fast_jpeg *decoder) {
    if (ic_fast_window_position(&decoder->window, &decoder->scan.reader) <= decoder->window.count * 8) return IC_OK;
    return ic_fast_fail(decoder, IC_CORRUPT, "Corrupt JPEG data: premature end of data segment");
}

ic_status ic_fast_drop_rest(struct ic_fast_jpeg *decoder, int is_expected) {
    ic_fast_window *window = &decoder->window;
    ic_fast_reader *reader = &decoder->scan.reader;
    size_t bytes_read = (ic_fast_window_position(window, reader) + 7) / 8;
    int is_stray = bytes_read < window->count;
    while (!window->is_at_marker) {
        ic_fast_window_reset(window, reader);
        ic_fast_window_fill(window, reader, &decoder->input);
        is_stray |= window->count > 0;
        if (window->count == 0 && !window->is_at_marker) return IC_NEED_INPUT;
    }
    if (is_stray && !is_expected) decoder->warnings++;
    ic_fast_window_reset(window, reader);
    return IC_OK;
}

ic_status ic_fast_restart(struct ic_fast_jpeg *decoder) {
    if (!decoder->awaits_restart) {
        ic_status status = ic_fast_drop_rest(decoder, 0);
        if (status != IC_OK) return status;
        decoder->awaits_restart = 1;
    }
    ic_fast_segment segment;
    ic_status status = ic_fast_next_segment(&decoder->input, &segment);
    if (status == IC_NEED_INPUT) return status;
    if (status != IC_OK || segment.code != 0xD0 + decoder->restart_next)
        return ic_fast_fail(decoder, IC_CORRUPT, "Corrupt JPEG data: a restart marker is missing");
    decoder->awaits_restart = 0;
    decoder->restart_next = (decoder->restart_next + 1) & 7;
    decoder->restart_left = decoder->headers.restart_interval;
    for (int index = 0; index < decoder->scan.plane_count; index++) decoder->scan.planes[index].prediction = 0;
    return IC_OK;
}

/* Decodes up to `count` MCUs with the input there is. */
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

static ic_status decode_row(struct ic_fast_jpeg *decoder) {
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

/* Everything between the last row and the end of the image. */
static ic_status read_end(struct ic_fast_jpeg *decoder) {
    if (!decoder->awaits_restart) {
        ic_status status = ic_fast_drop_rest(decoder, 0);
        if (status != IC_OK) return status;
        decoder->awaits_restart = 1;
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
    decoder->phase = IC_FAST_ENDED;
    return IC_DONE;
}

ic_status ic_fast_jpeg_read_rows(struct ic_fast_jpeg *decoder) {
    memset(decoder->rows_now, 0, sizeof decoder->rows_now);
    if (decoder->failure != IC_OK) return decoder->failure;
    switch (decoder->phase) {
    case IC_FAST_IN_HEADER:
    case IC_FAST_HAS_HEADER:
        return ic_fast_fail(decoder, IC_CORRUPT, "Not started");
    case IC_FAST_BEHIND_ROWS:
        return decoder->headers.is_progressive ? ic_fast_progressive_rows(decoder) : read_end(decoder);
    case IC_FAST_ENDED:
        return IC_DONE;
    case IC_FAST_IN_ROWS:
        break;
    }
    ic_status status = decoder->headers.is_progressive ? ic_fast_progressive_rows(decoder) : decode_row(decoder);
    if (status != IC_OK) return status;
    for (int index = 0; index < decoder->scan.plane_count; index++) {
        const ic_fast_plane *plane = &decoder->scan.planes[index];
        uint32_t rows = (uint32_t)(plane->v * plane->size), left = plane->height - decoder->rows_given[index];
        decoder->rows_now[index] = rows < left ? rows : left;
        decoder->rows_given[index] += decoder->rows_now[index];
    }
    if (++decoder->row == decoder->mcu_rows && decoder->phase == IC_FAST_IN_ROWS) decoder->phase = IC_FAST_BEHIND_ROWS;
    return IC_OK;
}
