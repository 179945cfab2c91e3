#ifndef WINDOW_H
#define WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "../Entropy/bit_reader.h"
#include "../Markers/jpeg_input.h"

enum {
    IC_FAST_WINDOW = 16384, /* clean bytes held: few enough to stay in the first cache */
    IC_FAST_MARGIN = 2048   /* more than an MCU of six blocks takes: 6 * 64 * 31 bits, and a load beyond */
};

/* A part of the entropy-coded data before a marker, without stuffing (the zero after each 0xFF): clean bytes. */
typedef struct {
    size_t count;     /* clean bytes in `bytes` */
    int is_at_marker; /* they are the last ones: the input stands at a marker */
    uint8_t bytes[IC_FAST_WINDOW + 2 * IC_FAST_MARGIN];
} ic_fast_window;

/* Keeps what `reader` has not used and takes more from the input. Zeros follow the last byte. */
void ic_fast_window_fill(ic_fast_window *window, ic_fast_reader *reader, ic_fast_input *input);

/* The reader's position, in bits from the beginning of the window. */
static inline size_t ic_fast_window_position(const ic_fast_window *window, const ic_fast_reader *reader) {
    return (size_t)(reader->next - window->bytes) * 8 - reader->count;
}

/* Empties the window, for the data after the next marker. */
void ic_fast_window_reset(ic_fast_window *window, ic_fast_reader *reader);

#endif
