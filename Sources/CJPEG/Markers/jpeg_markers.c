#include "jpeg_markers.h"

#include <string.h>

size_t ic_jpeg_next_marker(const uint8_t *bytes, size_t count) {
    size_t at = 0;
    while (at < count) {
        const uint8_t *found = memchr(bytes + at, 0xFF, count - at);
        if (found == NULL) return count;
        at = (size_t)(found - bytes);
        if (at + 1 == count) return at;
        uint8_t code = bytes[at + 1];
        if (code != 0x00 && (code < 0xD0 || code > 0xD7)) return at;
        at += 2;
    }
    return count;
}
