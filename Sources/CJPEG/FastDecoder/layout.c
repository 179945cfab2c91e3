#include "layout.h"

#include <string.h>

#include "ic_cpu.h"
#include "ic_memory.h"

static uint32_t divided_up(uint32_t value, uint32_t by) {
    return (value + by - 1) / by;
}

ic_status ic_fast_lay_out(struct ic_fast_jpeg *decoder, int scale, int halves_chroma) {
    /* The zigzag position of the last coefficient of a square, by its side. */
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
        plane->idct = ic_fast_idct_for(plane->size, (int)ic_fast_cpu_level());
        /* Kernels of 2...6 write eight samples a row. */
        plane->stride = (size_t)scan->mcus_across * component->h * size + (size > 1 && size < 8 ? 8 : 0);
        size_t bytes = plane->stride * component->v * size;
        plane->samples = ic_malloc(bytes);
        if (plane->samples == NULL) return IC_NO_MEMORY;
        memset(plane->samples, 0, bytes);
    }
    return IC_OK;
}

/* A component's table, shared with an earlier component that uses the same one. */
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

ic_status ic_fast_make_tables(struct ic_fast_jpeg *decoder) {
    for (int at = 0; at < 2 * decoder->headers.component_count; at++) {
        ic_status status = make_table(decoder, at / 2, at % 2);
        if (status != IC_OK) return status;
    }
    return IC_OK;
}
