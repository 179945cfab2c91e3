#ifndef JPEG_MARKERS_H
#define JPEG_MARKERS_H

#include <stddef.h>
#include <stdint.h>

/* The offset of the first marker in entropy-coded data other than restart markers, or of the first fill byte before it: of
 * the first 0xFF that neither 0x00 nor a restart code follows. `count` when there is none, `count - 1` when the last byte
 * may begin one. */
size_t ic_jpeg_next_marker(const uint8_t *bytes, size_t count);

#endif
