#ifndef DECODER_H
#define DECODER_H

#include "../Entropy/huffman.h"
#include "../Markers/jpeg_headers.h"
#include "../Markers/jpeg_input.h"
#include "../Scan/decode_mcus.h"
#include "../Scan/scan.h"
#include "../Scan/window.h"
#include "fast_jpeg.h"

/* What the decoder expects next in the file.
 *
 *     AT_FILE_START -> IN_HEADERS -> AT_FIRST_SCAN
 *     baseline:     AT_FIRST_SCAN -> IN_SCAN <-> AT_RESTART, IN_SCAN -> BEHIND_ROWS -> AT_TRAILER -> ENDED
 *     progressive:  AT_FIRST_SCAN -> IN_SCAN <-> AT_RESTART, IN_SCAN <-> BETWEEN_SCANS -> HAS_ALL_SCANS -> ENDED
 *
 * Any of them may become FAILED. Whoever runs out of input leaves the state as it is and is called again. */
typedef enum {
    IC_FAST_AT_FILE_START, /* the start-of-image marker */
    IC_FAST_IN_HEADERS,    /* segments, up to the first scan's header */
    IC_FAST_AT_FIRST_SCAN, /* nothing: the caller chooses a scale and starts */
    IC_FAST_IN_SCAN,       /* entropy-coded data */
    IC_FAST_AT_RESTART,    /* a restart marker; the data before it were skipped */
    IC_FAST_BETWEEN_SCANS, /* segments, up to the next scan's header or the end; in a skipped scan also restart markers */
    IC_FAST_HAS_ALL_SCANS, /* nothing: rows are made from the coefficients */
    IC_FAST_BEHIND_ROWS,   /* what is left of the data */
    IC_FAST_AT_TRAILER,    /* segments, up to the end-of-image marker */
    IC_FAST_ENDED,         /* nothing */
    IC_FAST_FAILED         /* nothing: every call returns `failure` */
} ic_fast_state;

struct ic_fast_jpeg {
    ic_fast_state state;
    ic_status failure;
    const char *message;
    long warnings;
    ic_fast_input input;
    ic_fast_headers headers;
    ic_fast_scan scan;
    ic_fast_window window;
    ic_fast_decode_mcus decode_mcus;
    uint32_t mcu_rows, row; /* rows of MCUs: all, and those given */
    uint32_t rows_now[IC_FAST_MAX_PLANES], rows_given[IC_FAST_MAX_PLANES];
    uint32_t restart_left; /* MCUs until a restart marker is due; 0 with no restarts or a marker due now */
    uint8_t restart_next;  /* the number of that marker */
    /* Progressive files only. */
    int16_t *coefficients[IC_FAST_MAX_PLANES]; /* DC, row by row of blocks, whole MCUs */
    uint32_t scan_unit;                        /* the next MCU of the scan */
    ic_fast_huffman *owned_tables[2 * IC_FAST_MAX_PLANES];
    ic_fast_huffman *tables[2 * IC_FAST_MAX_PLANES]; /* DC and AC of each component; the same one for several */
};

static inline ic_status ic_fast_fail(struct ic_fast_jpeg *decoder, ic_status status, const char *message) {
    decoder->state = IC_FAST_FAILED;
    decoder->failure = status;
    decoder->message = message;
    return status;
}

#endif
