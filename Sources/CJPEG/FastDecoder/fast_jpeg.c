#include "fast_jpeg.h"

#include <string.h>

#include "../Recompression/recoder.h"
#include "decoder.h"
#include "ic_cpu.h"
#include "ic_memory.h"

ic_status ic_fast_fail(struct ic_fast_jpeg *decoder, ic_status status, const char *message) {
    decoder->failure = status;
    decoder->message = message;
    return status;
}

struct ic_fast_jpeg *ic_fast_jpeg_create(void) {
    struct ic_fast_jpeg *decoder = ic_malloc(sizeof *decoder);
    if (decoder == NULL) return NULL;
    memset(decoder, 0, sizeof *decoder);
    decoder->message = "";
    decoder->failure = IC_OK;
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

ic_status ic_fast_jpeg_read_header(struct ic_fast_jpeg *decoder, ic_jpeg_header *header) {
    ic_fast_headers *headers = &decoder->headers;
    ic_fast_segment segment;
    while (decoder->phase == IC_FAST_IN_HEADER) {
        ic_status status = ic_fast_next_segment(&decoder->input, &segment);
        if (status == IC_NEED_INPUT) return status;
        if (status == IC_OK && segment.stray == 0) {
            if (!decoder->has_start_marker) {
                decoder->has_start_marker = segment.code == 0xD8 && decoder->input.start == 2;
                if (decoder->has_start_marker) continue;
            } else if (segment.payload != NULL) {
                status = ic_fast_headers_read(headers, segment.code, segment.payload, segment.count);
                if (status == IC_OK && segment.code == 0xDA) decoder->phase = IC_FAST_HAS_HEADER;
                if (status == IC_OK) continue;
            }
        }
        return ic_fast_fail(decoder, IC_UNSUPPORTED, "A file that the fast decoder does not take");
    }
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

/* A table of a component, shared with an earlier component that has the same one. */
static ic_status make_table(struct ic_fast_jpeg *decoder, int index, int is_ac) {
    const ic_fast_component *components = decoder->headers.components;
    int number = is_ac ? components[index].ac_table : components[index].dc_table;
    ic_fast_huffman *table = NULL;
    for (int before = 0; before < index; before++)
        if ((is_ac ? components[before].ac_table : components[before].dc_table) == number)
            table = decoder->tables[2 * before + is_ac];
    if (table == NULL) {
        const ic_fast_huffman_spec *spec = is_ac ? &decoder->headers.ac[number] : &decoder->headers.dc[number];
        if (!spec->is_defined) return IC_UNSUPPORTED;
        table = ic_malloc(sizeof *table);
        if (table == NULL) return IC_NO_MEMORY;
        decoder->owned_tables[2 * index + is_ac] = table;
        if (!ic_fast_huffman_make(table, spec, !is_ac)) return IC_UNSUPPORTED;
        if (!is_ac) ic_fast_huffman_make_differences(table);
    }
    decoder->tables[2 * index + is_ac] = table;
    if (!is_ac) {
        decoder->scan.planes[index].dc = table;
        return IC_OK;
    }
    int needed = decoder->scan.recoders != NULL ? 63 : decoder->scan.planes[index].last_needed;
    if (needed > 0) ic_fast_huffman_make_pairs(table);
    if (needed < 63) ic_fast_huffman_make_skips(table);
    decoder->scan.planes[index].ac = table;
    return IC_OK;
}

static ic_status make_tables(struct ic_fast_jpeg *decoder) {
    for (int at = 0; at < 2 * decoder->headers.component_count; at++) {
        ic_status status = make_table(decoder, at / 2, at % 2);
        if (status != IC_OK) return status;
    }
    return IC_OK;
}

static uint32_t divided_up(uint32_t value, uint32_t by) {
    return (value + by - 1) / by;
}

static ic_status lay_out(struct ic_fast_jpeg *decoder, int scale, int halves_chroma, ic_cpu_level level) {
    /* Where a square of so many coefficients a side ends in zigzag order. */
    static const int last_needed[9] = {0, 0, 4, 12, 24, 40, 51, 0, 63};
    const ic_fast_headers *headers = &decoder->headers;
    ic_fast_scan *scan = &decoder->scan;
    uint32_t h = headers->components[0].h, v = headers->components[0].v;
    scan->plane_count = headers->component_count;
    scan->mcus_across = divided_up(headers->width, 8 * h);
    decoder->mcu_rows = divided_up(headers->height, 8 * v);
    for (int index = 0; index < headers->component_count; index++) {
        const ic_fast_component *component = &headers->components[index];
        ic_fast_plane *plane = &scan->planes[index];
        plane->h = component->h;
        plane->v = component->v;
        int is_quartered = h == 2 && v == 2 && index > 0;
        int is_finer = is_quartered && !halves_chroma && !headers->is_progressive;
        plane->size = !is_finer ? scale : scale < 4 ? 2 * scale : 8;
        plane->last_needed = last_needed[plane->size];
        uint32_t size = (uint32_t)plane->size;
        plane->width = divided_up(headers->width * component->h * size, h * 8);
        plane->height = divided_up(headers->height * component->v * size, v * 8);
        plane->blocks_across = divided_up(headers->width * component->h, h * 8);
        plane->blocks_down = divided_up(headers->height * component->v, v * 8);
        memcpy(plane->quant, component->quant, sizeof plane->quant);
        plane->idct = ic_fast_idct_for(plane->size, (int)level);
        /* Kernels of 2...6 write eight samples a row. */
        plane->stride = (size_t)scan->mcus_across * component->h * size + (size > 1 && size < 8 ? 8 : 0);
        size_t bytes = plane->stride * component->v * size;
        plane->samples = ic_malloc(bytes);
        if (plane->samples == NULL) return IC_NO_MEMORY;
        memset(plane->samples, 0, bytes);
    }
    return IC_OK;
}

ic_status ic_fast_jpeg_start(struct ic_fast_jpeg *decoder, int scale_eighths, int halves_chroma) {
    if (decoder->phase != IC_FAST_HAS_HEADER) return ic_fast_fail(decoder, IC_CORRUPT, "No header was read");
    if (scale_eighths < 1 || scale_eighths > 8 || scale_eighths == 7)
        return ic_fast_fail(decoder, IC_UNSUPPORTED, "A scale that the fast decoder does not have");
    if (decoder->headers.is_progressive && scale_eighths != 1)
        return ic_fast_fail(decoder, IC_UNSUPPORTED, "A progressive file at more than 1/8");
    ic_cpu_level level = ic_fast_cpu_level();
    int recodes = decoder->scan.recoders != NULL;
    decoder->decode_mcus = recodes ? ic_fast_recode_mcus_base : ic_fast_decode_mcus_base;
#if defined(__x86_64__)
    if (level >= IC_CPU_V3) decoder->decode_mcus = recodes ? ic_fast_recode_mcus_v3 : ic_fast_decode_mcus_v3;
#endif
    ic_status status = lay_out(decoder, scale_eighths, halves_chroma, level);
    if (status == IC_OK && decoder->headers.is_progressive) status = ic_fast_progressive_start(decoder);
    else if (status == IC_OK) status = make_tables(decoder);
    if (status != IC_OK) return ic_fast_fail(decoder, status, "Tables that the fast decoder does not take, or no memory");
    decoder->restart_left = decoder->headers.restart_interval;
    decoder->phase = IC_FAST_IN_ROWS;
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
