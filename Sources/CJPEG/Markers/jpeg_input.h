#ifndef JPEG_INPUT_H
#define JPEG_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "ic_status.h"

/* The bytes of the file that were not used yet. */
typedef struct {
    uint8_t *bytes;
    size_t start, end, capacity;
} ic_fast_input;

ic_status ic_fast_input_append(ic_fast_input *input, const uint8_t *bytes, size_t count);

/* Takes the next marker from the input, with its segment unless it is SOI, EOI, TEM or a restart marker. `stray` counts
 * bytes before the marker; `payload` stays valid until the next append. IC_OK, IC_CORRUPT, or IC_NEED_INPUT, which leaves
 * the input as it was. */
typedef struct {
    uint8_t code;
    const uint8_t *payload;
    size_t count;
    size_t stray;
} ic_fast_segment;
ic_status ic_fast_next_segment(ic_fast_input *input, ic_fast_segment *segment);

#endif
