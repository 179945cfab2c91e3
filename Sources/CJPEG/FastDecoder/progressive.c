#include "progressive.h"

#include <string.h>

#include "../Entropy/bit_reader.h"
#include "ic_memory.h"
#include "intervals.h"

/* At 1/8 only the DC coefficients of a progressive file count: their first scan, and scans that refine them by a bit each.
 * The scans of AC coefficients, nearly all of the bytes, are only searched for their end. */

static uint32_t blocks_across(const struct ic_fast_jpeg *decoder, int index) {
    return decoder->scan.mcus_across * (uint32_t)decoder->scan.planes[index].h;
}

/* Whether the current scan has AC coefficients, which are not needed. */
static int is_skipped(const ic_fast_headers *headers) {
    return headers->spectral_start != 0;
}

static ic_status corrupt(struct ic_fast_jpeg *decoder) {
    return ic_fast_fail(decoder, IC_CORRUPT, "Corrupt JPEG data: an impossible progressive scan");
}

static ic_status begin_scan(struct ic_fast_jpeg *decoder) {
    ic_fast_headers *headers = &decoder->headers;
    decoder->scan_unit = 0;
    decoder->restart_left = headers->restart_interval;
    decoder->restart_next = 0;
    decoder->state = IC_FAST_IN_SCAN;
    ic_fast_window_reset(&decoder->window, &decoder->scan.reader);
    /* What libjpeg demands of every progressive scan. */
    int low = headers->approximation_low, high = headers->approximation_high;
    if (low > 13 || (high != 0 && high - 1 != low)) return corrupt(decoder);
    if (is_skipped(headers)) {
        int is_band = headers->spectral_start <= headers->spectral_end && headers->spectral_end < 64;
        return is_band && headers->scan_count == 1 ? IC_OK : corrupt(decoder);
    }
    if (headers->spectral_end != 0) return corrupt(decoder);
    for (int at = 0; at < headers->scan_count; at++) {
        int index = headers->scan_components[at];
        ic_fast_plane *plane = &decoder->scan.planes[index];
        plane->prediction = 0;
        memcpy(plane->quant, headers->components[index].quant, sizeof plane->quant);
        if (high != 0) continue;
        const ic_fast_huffman_spec *spec = &headers->dc[headers->components[index].dc_table];
        if (decoder->owned_tables[index] == NULL) decoder->owned_tables[index] = ic_malloc(sizeof(ic_fast_huffman));
        ic_fast_huffman *table = decoder->owned_tables[index];
        if (table == NULL) return ic_fast_fail(decoder, IC_NO_MEMORY, "Insufficient memory");
        if (!spec->is_defined || !ic_fast_huffman_make(table, spec, 1)) return corrupt(decoder);
        ic_fast_huffman_make_differences(table);
        plane->dc = table;
    }
    return IC_OK;
}

ic_status ic_fast_progressive_start(struct ic_fast_jpeg *decoder) {
    for (int index = 0; index < decoder->headers.component_count; index++) {
        size_t rows = (size_t)decoder->mcu_rows * (size_t)decoder->scan.planes[index].v;
        size_t bytes = rows * blocks_across(decoder, index) * sizeof(int16_t);
        decoder->coefficients[index] = ic_malloc(bytes);
        if (decoder->coefficients[index] == NULL) return IC_NO_MEMORY;
        memset(decoder->coefficients[index], 0, bytes);
    }
    return begin_scan(decoder);
}

/* One coefficient. Returns 0 on failure. */
static int decode_dc(struct ic_fast_jpeg *decoder, int index, uint32_t across, uint32_t down) {
    ic_fast_plane *plane = &decoder->scan.planes[index];
    ic_fast_reader *reader = &decoder->scan.reader;
    int16_t *coefficient = decoder->coefficients[index] + (size_t)down * blocks_across(decoder, index) + across;
    int low = decoder->headers.approximation_low;
    if (decoder->headers.approximation_high != 0) {
        ic_fast_refill(reader);
        if (reader->bits >> 63) *coefficient = (int16_t)(*coefficient | 1 << low);
        ic_fast_drop(reader, 1);
        return 1;
    }
    if (!ic_fast_difference(reader, plane->dc, &plane->prediction)) return 0;
    *coefficient = (int16_t)((uint32_t)plane->prediction << low);
    return 1;
}

/* The scan's next MCU: of one component a block, of several h * v blocks each. */
static int decode_unit(struct ic_fast_jpeg *decoder, uint32_t unit) {
    const ic_fast_headers *headers = &decoder->headers;
    if (headers->scan_count == 1) {
        uint32_t across = decoder->scan.planes[headers->scan_components[0]].blocks_across;
        return decode_dc(decoder, headers->scan_components[0], unit % across, unit / across);
    }
    uint32_t across = unit % decoder->scan.mcus_across, down = unit / decoder->scan.mcus_across;
    for (int at = 0; at < headers->scan_count; at++) {
        int index = headers->scan_components[at];
        uint32_t h = (uint32_t)decoder->scan.planes[index].h, v = (uint32_t)decoder->scan.planes[index].v;
        for (uint32_t y = 0; y < v; y++)
            for (uint32_t x = 0; x < h; x++)
                if (!decode_dc(decoder, index, across * h + x, down * v + y)) return 0;
    }
    return 1;
}

static uint32_t units_of_scan(const struct ic_fast_jpeg *decoder) {
    const ic_fast_headers *headers = &decoder->headers;
    if (headers->scan_count > 1) return decoder->scan.mcus_across * decoder->mcu_rows;
    const ic_fast_plane *plane = &decoder->scan.planes[headers->scan_components[0]];
    return plane->blocks_across * plane->blocks_down;
}

static ic_status decode_scan(struct ic_fast_jpeg *decoder) {
    uint32_t units = units_of_scan(decoder);
    while (decoder->scan_unit < units) {
        if (decoder->headers.restart_interval > 0 && decoder->restart_left == 0) {
            ic_status status = ic_fast_restart(decoder);
            if (status != IC_OK) return status;
        }
        const uint8_t *stop;
        ic_status status = ic_fast_window_ready(decoder, &stop);
        if (status != IC_OK) return status;
        uint32_t count = units - decoder->scan_unit;
        if (decoder->headers.restart_interval > 0 && decoder->restart_left < count) count = decoder->restart_left;
        uint32_t before = decoder->scan_unit, end = before + count;
        while (decoder->scan_unit < end && decoder->scan.reader.next <= stop)
            if (!decode_unit(decoder, decoder->scan_unit++))
                return ic_fast_fail(decoder, IC_CORRUPT, "Corrupt JPEG data: bad Huffman code");
        if (decoder->headers.restart_interval > 0) decoder->restart_left -= decoder->scan_unit - before;
        status = ic_fast_window_check(decoder);
        if (status != IC_OK) return status;
    }
    return IC_OK;
}

/* Reads or skips the rest of the current scan, with all of its data. */
static ic_status read_scan(struct ic_fast_jpeg *decoder) {
    int skips = is_skipped(&decoder->headers);
    ic_status status = skips ? IC_OK : decode_scan(decoder);
    if (status == IC_OK) status = ic_fast_drop_rest(decoder, skips);
    if (status == IC_OK) decoder->state = IC_FAST_BETWEEN_SCANS;
    return status;
}

static ic_status end_scans(struct ic_fast_jpeg *decoder) {
    /* A component without a first DC scan cannot be shown. */
    for (int index = 0; index < decoder->headers.component_count; index++)
        if (decoder->scan.planes[index].dc == NULL) return corrupt(decoder);
    decoder->state = IC_FAST_HAS_ALL_SCANS;
    return IC_OK;
}

/* The next segment after a scan. */
static ic_status read_between(struct ic_fast_jpeg *decoder) {
    ic_fast_segment segment;
    ic_status status = ic_fast_next_segment(&decoder->input, &segment);
    if (status == IC_NEED_INPUT) return status;
    if (status == IC_OK && segment.code == 0xD9) return end_scans(decoder);
    int is_restart = segment.code >= 0xD0 && segment.code <= 0xD7;
    if (status == IC_OK && is_restart && is_skipped(&decoder->headers)) {
        decoder->state = IC_FAST_IN_SCAN;
        return IC_OK;
    }
    if (status == IC_OK && !is_restart && segment.payload == NULL) status = IC_CORRUPT;
    if (status == IC_OK && segment.payload != NULL)
        status = ic_fast_headers_read(&decoder->headers, segment.code, segment.payload, segment.count);
    if (status != IC_OK) return corrupt(decoder);
    if (segment.stray > 0) decoder->warnings++;
    return segment.code == 0xDA ? begin_scan(decoder) : IC_OK;
}

ic_status ic_fast_progressive_read(struct ic_fast_jpeg *decoder) {
    while (decoder->state != IC_FAST_HAS_ALL_SCANS) {
        ic_status status = decoder->state == IC_FAST_BETWEEN_SCANS ? read_between(decoder) : read_scan(decoder);
        if (status != IC_OK) return status;
    }
    return IC_OK;
}

void ic_fast_progressive_row(struct ic_fast_jpeg *decoder) {
    for (int index = 0; index < decoder->scan.plane_count; index++) {
        ic_fast_plane *plane = &decoder->scan.planes[index];
        uint32_t across = blocks_across(decoder, index);
        const int16_t *from = decoder->coefficients[index] + (size_t)decoder->row * (size_t)plane->v * across;
        for (size_t at = 0; at < (size_t)plane->v * across; at++)
            plane->samples[at] = ic_fast_dc_sample(from[at], plane->quant[0]);
    }
}
