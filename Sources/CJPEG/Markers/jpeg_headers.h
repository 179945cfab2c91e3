#ifndef JPEG_HEADERS_H
#define JPEG_HEADERS_H

#include <stddef.h>
#include <stdint.h>

#include "../Entropy/huffman.h"
#include "ic_status.h"
#include "jpeg_planes.h"

enum { IC_FAST_MAX_PLANES = 3 };

/* What the headers say about a component. */
typedef struct {
    uint8_t id, h, v;
    uint8_t quant_table, dc_table, ac_table;
    uint8_t is_latched; /* its quantization table is final, since its first scan */
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

/* Takes a segment: the second byte of its marker, and what follows its length. IC_OK, or IC_UNSUPPORTED for all that is
 * broken or unusual. */
ic_status ic_fast_headers_read(ic_fast_headers *headers, uint8_t marker, const uint8_t *payload, size_t count);
ic_jpeg_model ic_fast_headers_model(const ic_fast_headers *headers);

#endif
