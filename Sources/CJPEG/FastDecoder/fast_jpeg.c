#include "fast_jpeg.h"

#include <string.h>

#include "../Recompression/recode_mcus.h"
#include "../Recompression/recoder.h"
#include "baseline.h"
#include "decoder.h"
#include "ic_cpu.h"
#include "ic_memory.h"
#include "layout.h"
#include "progressive.h"

struct ic_fast_jpeg *ic_fast_jpeg_create(void) {
    struct ic_fast_jpeg *decoder = ic_malloc(sizeof *decoder);
    if (decoder == NULL) return NULL;
    memset(decoder, 0, sizeof *decoder);
    decoder->message = "";
    ic_fast_window_reset(&decoder->window, &decoder->scan.reader);
    return decoder;
}

void ic_fast_jpeg_free(struct ic_fast_jpeg *decoder) {
    if (decoder == NULL) return;
    for (int index = 0; index < IC_FAST_MAX_PLANES; index++) {
        ic_free(decoder->scan.planes[index].samples);
        ic_free(decoder->coefficients[index]);
    }
    for (int index = 0; index < 2 * IC_FAST_MAX_PLANES; index++) ic_free(decoder->owned_tables[index]);
    ic_fast_recoders_free(decoder->scan.recoders);
    ic_free(decoder->input.bytes);
    ic_free(decoder);
}

ic_status ic_fast_jpeg_append(struct ic_fast_jpeg *decoder, const uint8_t *bytes, size_t count) {
    return ic_fast_input_append(&decoder->input, bytes, count);
}

/* The next segment before the first scan's data. */
static ic_status read_segment(struct ic_fast_jpeg *decoder) {
    ic_fast_segment segment;
    ic_status status = ic_fast_next_segment(&decoder->input, &segment);
    if (status == IC_NEED_INPUT) return status;
    if (status == IC_OK && segment.stray == 0) {
        if (decoder->state == IC_FAST_AT_FILE_START) {
            if (segment.code == 0xD8 && decoder->input.start == 2) {
                decoder->state = IC_FAST_IN_HEADERS;
                return IC_OK;
            }
        } else if (
            segment.payload != NULL
            && ic_fast_headers_read(&decoder->headers, segment.code, segment.payload, segment.count) == IC_OK) {
            if (segment.code == 0xDA) decoder->state = IC_FAST_AT_FIRST_SCAN;
            return IC_OK;
        }
    }
    return ic_fast_fail(decoder, IC_UNSUPPORTED, "A file that the fast decoder does not take");
}

ic_status ic_fast_jpeg_read_header(struct ic_fast_jpeg *decoder, ic_jpeg_header *header) {
    if (decoder->state == IC_FAST_FAILED) return decoder->failure;
    while (decoder->state == IC_FAST_AT_FILE_START || decoder->state == IC_FAST_IN_HEADERS) {
        ic_status status = read_segment(decoder);
        if (status != IC_OK) return status;
    }
    const ic_fast_headers *headers = &decoder->headers;
    *header = (ic_jpeg_header){.width = headers->width, .height = headers->height};
    header->planes = headers->component_count;
    header->model = ic_fast_headers_model(headers);
    header->has_adobe_marker = headers->has_adobe;
    for (int index = 0; index < headers->component_count; index++) {
        header->sampling_x[index] = headers->components[index].h;
        header->sampling_y[index] = headers->components[index].v;
    }
    return IC_OK;
}

static ic_fast_decode_mcus loop_over_mcus(int recodes) {
#if defined(__x86_64__)
    if (ic_fast_cpu_level() >= IC_CPU_V3) return recodes ? ic_fast_recode_mcus_v3 : ic_fast_decode_mcus_v3;
#endif
    return recodes ? ic_fast_recode_mcus_base : ic_fast_decode_mcus_base;
}

ic_status ic_fast_jpeg_start(struct ic_fast_jpeg *decoder, int scale_eighths, int halves_chroma) {
    if (decoder->state == IC_FAST_FAILED) return decoder->failure;
    if (decoder->state != IC_FAST_AT_FIRST_SCAN) return ic_fast_fail(decoder, IC_CORRUPT, "No header was read");
    if (scale_eighths < 1 || scale_eighths > 8 || scale_eighths == 7)
        return ic_fast_fail(decoder, IC_UNSUPPORTED, "A scale that the fast decoder does not have");
    if (decoder->headers.is_progressive && scale_eighths != 1)
        return ic_fast_fail(decoder, IC_UNSUPPORTED, "A progressive file at more than 1/8");
    decoder->decode_mcus = loop_over_mcus(decoder->scan.recoders != NULL);
    ic_status status = ic_fast_lay_out(decoder, scale_eighths, halves_chroma);
    if (status == IC_OK && decoder->headers.is_progressive) status = ic_fast_progressive_start(decoder);
    else if (status == IC_OK) status = ic_fast_make_tables(decoder);
    if (status != IC_OK) return ic_fast_fail(decoder, status, "Tables that the fast decoder does not take, or no memory");
    decoder->restart_left = decoder->headers.restart_interval;
    decoder->state = IC_FAST_IN_SCAN;
    return IC_OK;
}

/* Counts the decoded row of MCUs as given. */
static void give_rows(struct ic_fast_jpeg *decoder) {
    for (int index = 0; index < decoder->scan.plane_count; index++) {
        const ic_fast_plane *plane = &decoder->scan.planes[index];
        uint32_t rows = (uint32_t)(plane->v * plane->size), left = plane->height - decoder->rows_given[index];
        decoder->rows_now[index] = rows < left ? rows : left;
        decoder->rows_given[index] += decoder->rows_now[index];
    }
    if (++decoder->row < decoder->mcu_rows) return;
    decoder->state = decoder->headers.is_progressive ? IC_FAST_ENDED : IC_FAST_BEHIND_ROWS;
}

ic_status ic_fast_jpeg_read_rows(struct ic_fast_jpeg *decoder) {
    ic_status status = IC_OK;
    memset(decoder->rows_now, 0, sizeof decoder->rows_now);
    switch (decoder->state) {
    case IC_FAST_AT_FILE_START:
    case IC_FAST_IN_HEADERS:
    case IC_FAST_AT_FIRST_SCAN:
        return ic_fast_fail(decoder, IC_CORRUPT, "Not started");
    case IC_FAST_IN_SCAN:
    case IC_FAST_AT_RESTART:
    case IC_FAST_BETWEEN_SCANS:
        status = decoder->headers.is_progressive ? ic_fast_progressive_read(decoder) : ic_fast_baseline_row(decoder);
        if (status != IC_OK) return status;
        break;
    case IC_FAST_HAS_ALL_SCANS:
        break;
    case IC_FAST_BEHIND_ROWS:
    case IC_FAST_AT_TRAILER:
        return ic_fast_baseline_end(decoder);
    case IC_FAST_ENDED:
        return IC_DONE;
    case IC_FAST_FAILED:
        return decoder->failure;
    }
    if (decoder->headers.is_progressive) ic_fast_progressive_row(decoder);
    give_rows(decoder);
    return IC_OK;
}

ic_jpeg_plane ic_fast_jpeg_plane(const struct ic_fast_jpeg *decoder, int plane) {
    const ic_fast_plane *from = &decoder->scan.planes[plane];
    return (ic_jpeg_plane){from->width, from->height, from->size};
}

ic_jpeg_rows ic_fast_jpeg_rows(const struct ic_fast_jpeg *decoder, int plane) {
    const ic_fast_plane *from = &decoder->scan.planes[plane];
    return (ic_jpeg_rows){from->samples, from->stride, decoder->rows_now[plane]};
}

long ic_fast_jpeg_warnings(const struct ic_fast_jpeg *decoder) {
    return decoder->warnings;
}

const char *ic_fast_jpeg_message(const struct ic_fast_jpeg *decoder) {
    return decoder->message;
}
