#include "intervals.h"

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
    if (decoder->state == IC_FAST_IN_SCAN) {
        ic_status status = ic_fast_drop_rest(decoder, 0);
        if (status != IC_OK) return status;
        decoder->state = IC_FAST_AT_RESTART;
    }
    ic_fast_segment segment;
    ic_status status = ic_fast_next_segment(&decoder->input, &segment);
    if (status == IC_NEED_INPUT) return status;
    if (status != IC_OK || segment.code != 0xD0 + decoder->restart_next)
        return ic_fast_fail(decoder, IC_CORRUPT, "Corrupt JPEG data: a restart marker is missing");
    decoder->state = IC_FAST_IN_SCAN;
    decoder->restart_next = (decoder->restart_next + 1) & 7;
    decoder->restart_left = decoder->headers.restart_interval;
    for (int index = 0; index < decoder->scan.plane_count; index++) decoder->scan.planes[index].prediction = 0;
    return IC_OK;
}
