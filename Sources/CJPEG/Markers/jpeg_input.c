#include "jpeg_input.h"

#include <string.h>

#include "ic_memory.h"

ic_status ic_fast_input_append(ic_fast_input *input, const uint8_t *bytes, size_t count) {
    if (count == 0) return IC_OK;
    size_t kept = input->end - input->start;
    if (count > input->capacity - input->end) {
        if (kept > 0) memmove(input->bytes, input->bytes + input->start, kept);
        input->start = 0;
        input->end = kept;
        if (count > input->capacity - kept) {
            if (count > SIZE_MAX / 4 || kept > SIZE_MAX / 4) return IC_NO_MEMORY;
            size_t capacity = kept + count + (kept + count) / 4;
            uint8_t *grown = ic_realloc(input->bytes, capacity);
            if (grown == NULL) return IC_NO_MEMORY;
            input->bytes = grown;
            input->capacity = capacity;
        }
    }
    memcpy(input->bytes + input->end, bytes, count);
    input->end += count;
    return IC_OK;
}

ic_status ic_fast_next_segment(ic_fast_input *input, ic_fast_segment *segment) {
    const uint8_t *bytes = input->bytes;
    size_t at = input->start, end = input->end;
    segment->stray = 0;
    for (;;) {
        while (at < end && bytes[at] != 0xFF) at++, segment->stray++;
        while (at < end && bytes[at] == 0xFF) at++;
        if (at >= end) return IC_NEED_INPUT;
        if (bytes[at] != 0) break;
        /* A stuffed 0xFF is data, not a marker. */
        at += 1;
        segment->stray += 2;
    }
    segment->code = bytes[at++];
    segment->payload = NULL;
    segment->count = 0;
    if (segment->code == 0x01 || (segment->code >= 0xD0 && segment->code <= 0xD9)) {
        input->start = at;
        return IC_OK;
    }
    if (end - at < 2) return IC_NEED_INPUT;
    size_t length = (size_t)bytes[at] << 8 | bytes[at + 1];
    if (length < 2) return IC_CORRUPT;
    if (end - at < length) return IC_NEED_INPUT;
    segment->payload = bytes + at + 2;
    segment->count = length - 2;
    input->start = at + length;
    return IC_OK;
}
