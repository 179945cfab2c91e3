#ifndef JPEG_MARKERS_H
#define JPEG_MARKERS_H

#include <stddef.h>
#include <stdint.h>

/* The offset of the first marker in entropy-coded data, with the fill bytes before it: of an 0xFF that neither 0x00 nor
 * a restart marker's code follows. `count` when there is none, `count - 1` when the last byte may begin one. */
size_t ic_jpeg_next_marker(const uint8_t *bytes, size_t count);

#endif
