#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fast_lane_judge.h"
#include "fast_png.h"
#include "png_decoder.h"

typedef struct {
    ic_png_header header;
    uint8_t *rows;
    size_t count, row_bytes;
} pixels;

/* Answers whether all rows and the end came; `limit` bounds the bytes of the picture. */
static int library_pixels(const uint8_t *bytes, size_t count, size_t limit, pixels *pixels) {
    ic_png_decoder *decoder = ic_png_decoder_create(1 << 22);
    ic_status status = IC_OK;
    for (size_t at = 0; at < count && status == IC_OK;) {
        size_t piece = count - at < 1024 ? count - at : 1024;
        status = ic_png_decoder_feed(decoder, bytes + at, piece);
        at += piece;
        if (status < 0 || !ic_png_decoder_header(decoder, &pixels->header)) continue;
        size_t ready;
        const uint8_t *rows = ic_png_decoder_rows(decoder, &ready);
        pixels->row_bytes = (size_t)pixels->header.width * (size_t)pixels->header.channels;
        size_t total = pixels->row_bytes * pixels->header.height;
        if (total / pixels->header.height != pixels->row_bytes || total > limit) break;
        if (pixels->rows == NULL) pixels->rows = calloc(total, 1);
        memcpy(pixels->rows + pixels->count * pixels->row_bytes, rows, ready * pixels->row_bytes);
        pixels->count += ready;
        ic_png_decoder_take_rows(decoder);
    }
    ic_png_decoder_free(decoder);
    return status == IC_DONE && pixels->count == pixels->header.height;
}

uint8_t *judge_decode_png(const uint8_t *bytes, size_t count, size_t limit, judge_shape *shape) {
    pixels pixels = {0};
    int is_whole = library_pixels(bytes, count, limit, &pixels);
    *shape = (judge_shape){pixels.header.width, pixels.header.height, pixels.header.channels};
    if (is_whole) return pixels.rows;
    free(pixels.rows);
    return NULL;
}

static int is_equal(ic_fast_png *fast, const pixels *pixels) {
    ic_fast_png_shape shape = ic_fast_png_picture(fast);
    if (shape.width != pixels->header.width || shape.height != pixels->header.height
        || shape.channels != pixels->header.channels)
        return 0;
    for (uint32_t row = 0; row < shape.height; row++)
        if (memcmp(ic_fast_png_row(fast, row), pixels->rows + row * pixels->row_bytes, pixels->row_bytes) != 0) return 0;
    return 1;
}

judge_verdict judge_png(const uint8_t *bytes, size_t count, size_t piece, size_t memory_limit) {
    ic_fast_png *fast = ic_fast_png_create(memory_limit);
    ic_status status = IC_OK;
    for (size_t at = 0; at < count && status == IC_OK;) {
        size_t next = count - at < piece ? count - at : piece;
        status = ic_fast_png_feed(fast, bytes + at, next);
        at += next;
    }
    if (status == IC_DONE) status = ic_fast_png_finish(fast);
    else status = IC_UNSUPPORTED;
    judge_verdict verdict = JUDGE_DECLINED;
    if (status == IC_OK) {
        pixels pixels = {0};
        int is_whole = library_pixels(bytes, count, 2 * memory_limit, &pixels);
        verdict = is_whole && is_equal(fast, &pixels) ? JUDGE_EQUAL : JUDGE_WRONG;
        free(pixels.rows);
    }
    ic_fast_png_free(fast);
    return verdict;
}
