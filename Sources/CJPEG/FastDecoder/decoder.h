#ifndef DECODER_H
#define DECODER_H

#include "../Entropy/huffman.h"
#include "../Markers/jpeg_headers.h"
#include "../Markers/jpeg_input.h"
#include "../Scan/decode_mcus.h"
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

static inline ic_status ic_fast_fail(struct ic_fast_jpeg *decoder, ic_status status, const char *message) {
    decoder->failure = status;
    decoder->message = message;
    return status;
}

#endif
