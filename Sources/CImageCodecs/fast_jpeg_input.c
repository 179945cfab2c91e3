#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "fast_jpeg.h"

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

/* Copies bytes up to the first 0xFF; answers how many. `to` has room for `count`. */
static size_t copy_plain(uint8_t *to, const uint8_t *from, size_t count) {
    size_t at = 0;
#if defined(__x86_64__)
    const __m128i ones = _mm_set1_epi8((char)0xFF);
    for (; count - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(from + at));
        int found = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, ones));
        _mm_storeu_si128((__m128i *)(to + at), bytes);
        if (found != 0) return at + (size_t)__builtin_ctz((unsigned)found);
    }
#endif
    for (; at < count && from[at] != 0xFF; at++) to[at] = from[at];
    return at;
}

/* Takes stuffing out of `input` until the window is full, the input used up or at a marker. */
static void take_clean(ic_fast_window *window, ic_fast_input *input) {
    while (window->count < IC_FAST_WINDOW && input->start < input->end) {
        size_t room = IC_FAST_WINDOW - window->count, left = input->end - input->start;
        const uint8_t *from = input->bytes + input->start;
        size_t plain = copy_plain(window->bytes + window->count, from, left < room ? left : room);
        window->count += plain;
        input->start += plain;
        if (plain == room || plain == left) continue;
        size_t at = plain + 1;
        while (at < left && from[at] == 0xFF) at++;
        if (at == left) return;
        /* A second 0xFF may stand before a marker only; before a stuffed zero it ends the data as a marker would. (libjpeg
         * goes on there, with what its fast path had half decoded left in the block.) */
        if (from[at] != 0 || at > plain + 1) {
            window->is_at_marker = 1;
            return;
        }
        window->bytes[window->count++] = 0xFF;
        input->start += at + 1 - plain;
    }
}

void ic_fast_window_fill(ic_fast_window *window, ic_fast_reader *reader, ic_fast_input *input) {
    size_t position = ic_fast_window_position(window, reader);
    size_t used = position / 8 < window->count ? position / 8 : window->count;
    memmove(window->bytes, window->bytes + used, window->count - used);
    window->count -= used;
    if (!window->is_at_marker) take_clean(window, input);
    memset(window->bytes + window->count, 0, 2 * IC_FAST_MARGIN);
    /* As a refill leaves it, with the bits of the first byte dropped that were used before. */
    uint64_t bits;
    memcpy(&bits, window->bytes, sizeof bits);
    unsigned dropped = (unsigned)(position - used * 8);
    reader->bits = __builtin_bswap64(bits) << dropped;
    reader->next = window->bytes + 7;
    reader->count = 56 - dropped;
}

void ic_fast_window_reset(ic_fast_window *window, ic_fast_reader *reader) {
    window->count = 0;
    window->is_at_marker = 0;
    *reader = (ic_fast_reader){0, window->bytes, 0};
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
