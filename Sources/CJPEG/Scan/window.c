#include "window.h"

#include <string.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

/* Copies bytes up to the first 0xFF and returns how many. `to` has room for `count`. */
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

/* Copies without stuffing, until the window is full or the input is used up or at a marker. */
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
        /* More than one 0xFF may come only before a marker; before a stuffed zero they end the data as a marker would.
         * (libjpeg goes on there, with a block that its fast path had half decoded.) */
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
    /* As a refill leaves it, without the bits of the first byte that were used before. */
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
