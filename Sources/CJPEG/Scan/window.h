#ifndef WINDOW_H
#define WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "../Entropy/bit_reader.h"
#include "../Markers/jpeg_input.h"

enum {
    IC_FAST_WINDOW = 16384, /* clean bytes held: little enough to stay in the first caches */
    IC_FAST_MARGIN = 2048   /* more than one MCU of six blocks can take: 6 * 64 * 31 bits, and a load beyond */
};

/* A stretch of entropy-coded data up to a marker, a window of it at a time, with the stuffing taken out. */
typedef struct {
    size_t count;     /* clean bytes in `bytes` */
    int is_at_marker; /* they are the last ones: the input stands at a marker */
    uint8_t bytes[IC_FAST_WINDOW + 2 * IC_FAST_MARGIN];
} ic_fast_window;

/* Keeps what `reader` has not used, and takes more from the input. Behind the last bytes follow zeros. */
void ic_fast_window_fill(ic_fast_window *window, ic_fast_reader *reader, ic_fast_input *input);

/* Where the reader stands, in bits from the beginning of the window. */
static inline size_t ic_fast_window_position(const ic_fast_window *window, const ic_fast_reader *reader) {
    return (size_t)(reader->next - window->bytes) * 8 - reader->count;
}

/* Empties the window, for the data behind the next marker. */
void ic_fast_window_reset(ic_fast_window *window, ic_fast_reader *reader);

#endif
