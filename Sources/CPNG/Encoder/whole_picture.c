#include "whole_picture.h"

#include <string.h>

#include <libdeflate.h>

#include "../Filters/filter.h"
#include "ic_cpu.h"
#include "ic_memory.h"
#include "png_head.h"

enum { LEVEL = 6, CHUNK_EXTRA = 12 };

static _Noreturn void fail_for_memory(ic_png_encoder *encoder) {
    ic_png_fail(&encoder->errors, IC_NO_MEMORY, "Insufficient memory");
}

static size_t given_row_bytes(const ic_png_encoding *encoding) {
    return (size_t)encoding->width * (size_t)encoding->channels;
}

void ic_png_whole_start(ic_png_encoder *encoder) {
    const ic_png_encoding *encoding = &encoder->encoding;
    size_t row_bytes = given_row_bytes(encoding);
    /* One chunk holds all data, and its length has 31 bits. */
    if (row_bytes == 0 || encoding->height == 0 || row_bytes + 1 > INT32_MAX / 2 / encoding->height)
        ic_png_fail(&encoder->errors, IC_UNSUPPORTED, "A size that cannot be held whole");
    encoder->rows = ic_malloc_picture((row_bytes + 1) * encoding->height);
    encoder->spare = ic_malloc(5 * row_bytes);
    if (encoder->rows == NULL || encoder->spare == NULL) fail_for_memory(encoder);
}

void ic_png_whole_add_row(ic_png_encoder *encoder, const uint8_t *row) {
    size_t row_bytes = given_row_bytes(&encoder->encoding);
    if (encoder->given == encoder->encoding.height)
        ic_png_fail(&encoder->errors, IC_UNSUPPORTED, "More rows than the picture has");
    memcpy(encoder->rows + (row_bytes + 1) * encoder->given++ + 1, row, row_bytes);
}

static void put(uint8_t *to, uint32_t value) {
    for (int at = 0; at < 4; at++) to[at] = (uint8_t)(value >> (24 - 8 * at));
}

/* Compresses straight into the output; the chunk's length and checksum are filled in afterwards. */
static void write_data(ic_png_encoder *encoder, size_t count) {
    struct libdeflate_compressor *compressor = ic_allocation_allowed() ? libdeflate_alloc_compressor(LEVEL) : NULL;
    if (compressor == NULL) fail_for_memory(encoder);
    ic_buffer *output = &encoder->output;
    size_t bound = libdeflate_zlib_compress_bound(compressor, count), length = 0;
    if (ic_buffer_reserve(output, bound + CHUNK_EXTRA))
        length = libdeflate_zlib_compress(compressor, encoder->rows, count, output->data + output->count + 8, bound);
    libdeflate_free_compressor(compressor);
    if (length == 0) fail_for_memory(encoder);
    uint8_t *chunk = output->data + output->count;
    put(chunk, (uint32_t)length);
    memcpy(chunk + 4, "IDAT", 4);
    put(chunk + 8 + length, libdeflate_crc32(0, chunk + 4, length + 4));
    output->count += length + CHUNK_EXTRA;
}

/* Leaves filters and compression to libpng. */
static void write_by_library(ic_png_encoder *encoder, const ic_fast_png_form *form) {
    for (uint32_t y = 0; y < encoder->encoding.height; y++)
        png_write_row(encoder->png, encoder->rows + (form->row_bytes + 1) * y + 1);
    png_write_end(encoder->png, NULL);
}

static void write_by_ourselves(ic_png_encoder *encoder, const ic_fast_png_form *form) {
    uint32_t height = encoder->encoding.height;
    /* Filters make indices larger. */
    if (form->palette_count == 0)
        ic_fast_png_filter(encoder->rows, form->row_bytes, height, (size_t)form->channels, encoder->spare,
            (int)ic_fast_cpu_level());
    write_data(encoder, (form->row_bytes + 1) * height);
    ic_free(encoder->rows);
    encoder->rows = NULL;
    png_write_chunk(encoder->png, (png_const_bytep)"IEND", NULL, 0);
}

void ic_png_whole_finish(ic_png_encoder *encoder) {
    const ic_png_encoding *encoding = &encoder->encoding;
    if (encoder->given != encoding->height) ic_png_fail(&encoder->errors, IC_UNSUPPORTED, "Rows are missing");
    ic_fast_png_form form =
        ic_fast_png_reduce(encoder->rows, encoding->width, encoding->height, encoding->channels, encoder->spare);
    ic_png_write_head(encoder, &form);
    if (encoding->by_library) write_by_library(encoder, &form);
    else write_by_ourselves(encoder, &form);
}
