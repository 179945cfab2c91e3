#ifndef FAST_JPEG_INTERNAL_H
#define FAST_JPEG_INTERNAL_H

#include "fast_cpu.h"
#include "fast_huffman.h"
#include "fast_jpeg_scan.h"
#include "ic_memory.h"
#include "jpeg_decoder.h"

/* Bytes as they came, and how far they were used. */
typedef struct {
    uint8_t *bytes;
    size_t start, end, capacity;
} ic_fast_input;

ic_status ic_fast_input_append(ic_fast_input *input, const uint8_t *bytes, size_t count);

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

/* What the headers say about a component. */
typedef struct {
    uint8_t id, h, v;
    uint8_t quant_table, dc_table, ac_table;
    uint8_t is_latched; /* its quantization table was taken, at its first scan */
    int16_t quant[64];  /* natural order */
} ic_fast_component;

/* Everything that segments before and between scans define. */
typedef struct {
    uint32_t width, height;
    int component_count;
    int is_progressive;
    int has_frame, has_jfif, has_adobe, adobe_transform;
    uint32_t restart_interval;
    ic_fast_component components[IC_FAST_MAX_PLANES];
    uint16_t quant[4][64]; /* zigzag order */
    int has_quant[4];
    ic_fast_huffman_spec dc[4], ac[4];
    /* The scan begun last. */
    int scan_count;
    uint8_t scan_components[IC_FAST_MAX_PLANES];
    int spectral_start, spectral_end, approximation_high, approximation_low;
} ic_fast_headers;

/* One segment: its marker's second byte and what follows its length. Answers IC_UNSUPPORTED for all that is not plain. */
ic_status ic_fast_headers_read(ic_fast_headers *headers, uint8_t marker, const uint8_t *payload, size_t count);
ic_jpeg_model ic_fast_headers_model(const ic_fast_headers *headers);

/* Takes the next marker, with its segment unless it is SOI, EOI or a restart marker, from the input. IC_NEED_INPUT leaves
 * the input as it was. `stray` counts bytes before the marker; `payload` stays valid until the next append. */
typedef struct {
    uint8_t code;
    const uint8_t *payload;
    size_t count;
    size_t stray;
} ic_fast_segment;
ic_status ic_fast_next_segment(ic_fast_input *input, ic_fast_segment *segment);

typedef enum {
    IC_FAST_IN_HEADER,
    IC_FAST_HAS_HEADER,
    IC_FAST_IN_ROWS,
    IC_FAST_BEHIND_ROWS,
    IC_FAST_ENDED
} ic_fast_phase;

struct ic_fast_jpeg {
    ic_fast_phase phase;
    int has_start_marker;
    ic_fast_input input;
    ic_fast_headers headers;
    ic_fast_scan scan;
    ic_fast_window window;
    ic_fast_decode_mcus decode_mcus;
    uint32_t mcu_rows, row; /* rows of MCUs: all, and those given */
    uint32_t rows_now[IC_FAST_MAX_PLANES], rows_given[IC_FAST_MAX_PLANES];
    uint32_t restart_left; /* MCUs until a restart marker is due; 0 with no restarts or a marker due now */
    uint8_t restart_next;
    int awaits_restart;
    /* Progressive files only. */
    int16_t *coefficients[IC_FAST_MAX_PLANES]; /* DC, a row of blocks after the other, whole MCUs */
    uint32_t scan_unit;                        /* the next MCU of the scan */
    int skips_scan, is_between_scans, has_all_scans;
    ic_fast_huffman *owned_tables[2 * IC_FAST_MAX_PLANES];
    ic_fast_huffman *tables[2 * IC_FAST_MAX_PLANES]; /* DC and AC of each component; the same one for several */
    long warnings;
    ic_status failure; /* once there was one, there is nothing else */
    const char *message;
};

/* Makes sure that an MCU can be read, and says up to where the reader's next byte may stand before one is begun.
 * IC_OK or IC_NEED_INPUT. */
ic_status ic_fast_window_ready(struct ic_fast_jpeg *decoder, const uint8_t **stop);

/* IC_CORRUPT when more was read than there is. To be called behind every run of MCUs. */
ic_status ic_fast_window_check(struct ic_fast_jpeg *decoder);

/* Passes over what is left of the data before the next marker, with a warning unless that is expected: padding, or bytes
 * that belong to nothing. IC_OK or IC_NEED_INPUT. */
ic_status ic_fast_drop_rest(struct ic_fast_jpeg *decoder, int is_expected);

/* Takes the restart marker that is due. IC_OK, IC_NEED_INPUT or IC_CORRUPT. */
ic_status ic_fast_restart(struct ic_fast_jpeg *decoder);

/* The progressive part: reads the scans until the image's end, then gives rows from the coefficients. */
ic_status ic_fast_progressive_start(struct ic_fast_jpeg *decoder);
ic_status ic_fast_progressive_begin_scan(struct ic_fast_jpeg *decoder);
ic_status ic_fast_progressive_rows(struct ic_fast_jpeg *decoder);

ic_status ic_fast_fail(struct ic_fast_jpeg *decoder, ic_status status, const char *message);

#endif
