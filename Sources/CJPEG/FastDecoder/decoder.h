#ifndef DECODER_H
#define DECODER_H

#include "../Entropy/huffman.h"
#include "../Markers/jpeg_headers.h"
#include "../Markers/jpeg_input.h"
#include "../Scan/scan.h"
#include "../Scan/window.h"
#include "fast_jpeg.h"

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
