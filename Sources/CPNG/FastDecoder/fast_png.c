#include "fast_png.h"

#include <string.h>

#include <libdeflate.h>

#include "../Filters/unfilter.h"
#include "ic_cpu.h"
#include "ic_memory.h"

enum { SIGNATURE_LENGTH = 8, HEAD_LENGTH = 8, PADDING = 16, MOST_PALETTE_BYTES = 768 };

/* Color types (PNG, 11.2.2). */
enum { GRAY = 0, RGB = 2, PALETTE = 3, GRAY_ALPHA = 4, RGBA = 6 };

typedef enum { IN_SIGNATURE, IN_HEAD, IN_BODY, IN_CHECK, AT_END } phase;

struct ic_fast_png {
    size_t memory_limit;
    phase phase;
    uint8_t small[13]; /* the gathered bytes of a signature, a chunk's head, its checksum or the header */
    size_t gathered;
    char type[4];
    uint32_t left; /* bytes of the chunk's body */
    uint32_t check;
    uint32_t width, height;
    int color;
    size_t pixel_size, row_bytes;
    uint8_t palette[256][4];
    size_t palette_bytes, alpha_bytes, body_at;
    int has_header, has_data, data_ended;
    uint8_t *data; /* the contents of the IDAT chunks */
    size_t data_count, data_capacity;
    uint8_t *rows;
    uint8_t *expanded;
    ic_buffer note; /* a chunk after the pixels */
    ic_png_notes late;
};

ic_fast_png *ic_fast_png_create(size_t memory_limit) {
    ic_fast_png *decoder = ic_malloc(sizeof *decoder);
    if (decoder == NULL) return NULL;
    memset(decoder, 0, sizeof *decoder);
    decoder->memory_limit = memory_limit;
    for (int index = 0; index < 256; index++) decoder->palette[index][3] = 255;
    return decoder;
}

void ic_fast_png_free(ic_fast_png *decoder) {
    if (decoder == NULL) return;
    ic_free(decoder->data);
    ic_free(decoder->rows);
    ic_free(decoder->expanded);
    ic_buffer_free(&decoder->note);
    ic_png_notes_free(&decoder->late);
    ic_free(decoder);
}

static uint32_t number(const uint8_t *from) {
    return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 | (uint32_t)from[2] << 8 | from[3];
}

static int is_type(const ic_fast_png *decoder, const char *type) {
    return memcmp(decoder->type, type, 4) == 0;
}

static size_t raw_bytes(const ic_fast_png *decoder) {
    return (decoder->row_bytes + 1) * decoder->height;
}

static ic_status read_header(ic_fast_png *decoder) {
    const uint8_t *from = decoder->small;
    static const uint8_t sizes[7] = {1, 0, 3, 1, 2, 0, 4};
    decoder->width = number(from);
    decoder->height = number(from + 4);
    decoder->color = from[9];
    if (from[8] != 8 || from[9] > RGBA || sizes[from[9]] == 0 || from[10] != 0 || from[11] != 0 || from[12] != 0)
        return IC_UNSUPPORTED;
    if (decoder->width == 0 || decoder->height == 0 || decoder->width > INT32_MAX || decoder->height > INT32_MAX)
        return IC_UNSUPPORTED;
    decoder->pixel_size = sizes[decoder->color];
    decoder->row_bytes = decoder->width * decoder->pixel_size;
    decoder->has_header = 1;
    return decoder->row_bytes < decoder->memory_limit / decoder->height ? IC_OK : IC_UNSUPPORTED;
}

/* A chunk's length and type were read. */
static ic_status begin_chunk(ic_fast_png *decoder) {
    decoder->left = number(decoder->small);
    memcpy(decoder->type, decoder->small + 4, 4);
    decoder->check = libdeflate_crc32(0, decoder->small + 4, 4);
    decoder->body_at = 0;
    if (decoder->left > INT32_MAX) return IC_UNSUPPORTED;
    int is_critical = !(decoder->type[0] & 0x20), is_letters = 1;
    for (int at = 0; at < 4; at++) is_letters &= (decoder->type[at] | 0x20) >= 'a' && (decoder->type[at] | 0x20) <= 'z';
    int is_known =
        is_type(decoder, "IHDR") || is_type(decoder, "PLTE") || is_type(decoder, "IDAT") || is_type(decoder, "IEND");
    if (!is_letters || (is_critical && !is_known)) return IC_UNSUPPORTED;
    int is_gray = decoder->color == GRAY || decoder->color == GRAY_ALPHA;
    if (is_type(decoder, "PLTE") && decoder->has_header && is_gray) return IC_UNSUPPORTED;
    if (is_type(decoder, "IHDR") != !decoder->has_header) return IC_UNSUPPORTED;
    if (is_type(decoder, "IHDR") && decoder->left != 13) return IC_UNSUPPORTED;
    int is_before_data = !decoder->has_data && decoder->color == PALETTE;
    if (is_type(decoder, "PLTE")) {
        if (decoder->has_data || decoder->palette_bytes > 0) return IC_UNSUPPORTED;
        if (decoder->left == 0 || decoder->left > MOST_PALETTE_BYTES || decoder->left % 3 != 0) return IC_UNSUPPORTED;
        decoder->palette_bytes = decoder->left;
    }
    if (is_type(decoder, "tRNS")) {
        if (!is_before_data || decoder->palette_bytes == 0 || decoder->alpha_bytes > 0) return IC_UNSUPPORTED;
        if (decoder->left == 0 || decoder->left > decoder->palette_bytes / 3) return IC_UNSUPPORTED;
        decoder->alpha_bytes = decoder->left;
    }
    if (is_type(decoder, "IDAT")) {
        if (decoder->data_ended || (decoder->color == PALETTE && decoder->palette_bytes == 0)) return IC_UNSUPPORTED;
        decoder->has_data = 1;
    } else if (decoder->has_data) {
        decoder->data_ended = 1;
    }
    return is_type(decoder, "IEND") && (decoder->left != 0 || !decoder->has_data) ? IC_UNSUPPORTED : IC_OK;
}

static ic_status append_data(ic_fast_png *decoder, const uint8_t *bytes, size_t count) {
    size_t room = decoder->memory_limit - raw_bytes(decoder);
    if (raw_bytes(decoder) > decoder->memory_limit || count > room || decoder->data_count > room - count)
        return IC_UNSUPPORTED;
    size_t needed = decoder->data_count + count;
    if (needed > decoder->data_capacity) {
        size_t capacity = needed + needed / 2;
        uint8_t *data = ic_realloc(decoder->data, capacity);
        if (data == NULL) return IC_NO_MEMORY;
        decoder->data = data;
        decoder->data_capacity = capacity;
    }
    memcpy(decoder->data + decoder->data_count, bytes, count);
    decoder->data_count = needed;
    return IC_OK;
}

static int is_late_note(const ic_fast_png *decoder) {
    return decoder->has_data && ic_png_notes_wants(decoder->type);
}

/* The slow decoder decides what to make of longer ones. */
static ic_status append_note(ic_fast_png *decoder, const uint8_t *bytes, size_t count) {
    if (count > IC_NOTE_LIMIT || decoder->note.count > IC_NOTE_LIMIT - count) return IC_UNSUPPORTED;
    return ic_buffer_append(&decoder->note, bytes, count) ? IC_OK : IC_NO_MEMORY;
}

static ic_status take_note(ic_fast_png *decoder) {
    int is_good = ic_png_notes_take(&decoder->late, decoder->type, decoder->note.data, decoder->note.count);
    decoder->note.count = 0;
    return is_good ? IC_OK : IC_NO_MEMORY;
}

static ic_status take_body(ic_fast_png *decoder, const uint8_t *bytes, size_t count) {
    decoder->check = libdeflate_crc32(decoder->check, bytes, count);
    ic_status status = IC_OK;
    for (size_t at = 0; at < count; at++) {
        size_t place = decoder->body_at + at;
        if (is_type(decoder, "IHDR")) decoder->small[place] = bytes[at];
        else if (is_type(decoder, "tRNS")) decoder->palette[place][3] = bytes[at];
        else if (is_type(decoder, "PLTE") && decoder->color == PALETTE) decoder->palette[place / 3][place % 3] = bytes[at];
        else break;
    }
    if (is_type(decoder, "IDAT")) status = append_data(decoder, bytes, count);
    else if (is_late_note(decoder)) status = append_note(decoder, bytes, count);
    decoder->body_at += count;
    decoder->left -= (uint32_t)count;
    return status;
}

/* Gathers `wanted` bytes in `small`. Returns whether all are there. */
static int gather(ic_fast_png *decoder, size_t wanted, const uint8_t **bytes, size_t *count) {
    size_t taken = wanted - decoder->gathered < *count ? wanted - decoder->gathered : *count;
    memcpy(decoder->small + decoder->gathered, *bytes, taken);
    decoder->gathered += taken;
    *bytes += taken;
    *count -= taken;
    if (decoder->gathered < wanted) return 0;
    decoder->gathered = 0;
    return 1;
}

ic_status ic_fast_png_feed(ic_fast_png *decoder, const uint8_t *bytes, size_t count) {
    static const uint8_t signature[SIGNATURE_LENGTH] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    ic_status status = IC_OK;
    while (status == IC_OK && decoder->phase != AT_END && (count > 0 || decoder->phase == IN_BODY)) {
        switch (decoder->phase) {
        case IN_SIGNATURE:
            if (!gather(decoder, SIGNATURE_LENGTH, &bytes, &count)) return IC_OK;
            if (memcmp(decoder->small, signature, SIGNATURE_LENGTH) != 0) return IC_UNSUPPORTED;
            decoder->phase = IN_HEAD;
            break;
        case IN_HEAD:
            if (!gather(decoder, HEAD_LENGTH, &bytes, &count)) return IC_OK;
            status = begin_chunk(decoder);
            decoder->phase = IN_BODY;
            break;
        case IN_BODY:
            if (decoder->left > 0) {
                if (count == 0) return IC_OK;
                size_t taken = decoder->left < count ? decoder->left : count;
                status = take_body(decoder, bytes, taken);
                bytes += taken;
                count -= taken;
                break;
            }
            if (is_type(decoder, "IHDR")) status = read_header(decoder);
            decoder->phase = IN_CHECK;
            break;
        case IN_CHECK:
            if (!gather(decoder, 4, &bytes, &count)) return IC_OK;
            if (number(decoder->small) != decoder->check) return IC_UNSUPPORTED;
            if (is_late_note(decoder)) status = take_note(decoder);
            decoder->phase = is_type(decoder, "IEND") ? AT_END : IN_HEAD;
            break;
        case AT_END:
            break;
        }
    }
    return status == IC_OK && decoder->phase == AT_END ? IC_DONE : status;
}

static ic_status inflate_rows(ic_fast_png *decoder) {
    struct libdeflate_decompressor *inflater = libdeflate_alloc_decompressor();
    if (inflater == NULL) return IC_NO_MEMORY;
    enum libdeflate_result result = libdeflate_zlib_decompress(
        inflater, decoder->data, decoder->data_count, decoder->rows, raw_bytes(decoder), NULL);
    libdeflate_free_decompressor(inflater);
    return result == LIBDEFLATE_SUCCESS ? IC_OK : IC_UNSUPPORTED;
}

ic_status ic_fast_png_finish(ic_fast_png *decoder) {
    if (decoder->phase != AT_END) return IC_UNSUPPORTED;
    decoder->rows = ic_malloc_picture(raw_bytes(decoder) + PADDING);
    /* First a row of zeros for the filters, then the colors of a palette. */
    decoder->expanded = ic_malloc((decoder->color == PALETTE ? 4 : 1) * decoder->row_bytes + PADDING);
    if (decoder->rows == NULL || decoder->expanded == NULL) return IC_NO_MEMORY;
    memset(decoder->rows + raw_bytes(decoder), 0, PADDING);
    memset(decoder->expanded, 0, decoder->row_bytes + PADDING);
    ic_status status = inflate_rows(decoder);
    ic_free(decoder->data);
    decoder->data = NULL;
    if (status != IC_OK) return status;
    int is_good = ic_fast_png_unfilter(decoder->rows, decoder->row_bytes, decoder->height, decoder->pixel_size,
        decoder->expanded, (int)ic_fast_cpu_level());
    return is_good ? IC_OK : IC_UNSUPPORTED;
}

ic_fast_png_shape ic_fast_png_picture(const ic_fast_png *decoder) {
    int channels = (int)decoder->pixel_size;
    if (decoder->color == PALETTE) channels = decoder->alpha_bytes > 0 ? 4 : 3;
    return (ic_fast_png_shape){decoder->width, decoder->height, channels};
}

const ic_png_notes *ic_fast_png_late_notes(const ic_fast_png *decoder) {
    return &decoder->late;
}

const uint8_t *ic_fast_png_row(ic_fast_png *decoder, uint32_t row) {
    const uint8_t *from = decoder->rows + (decoder->row_bytes + 1) * (size_t)row + 1;
    if (decoder->color != PALETTE) return from;
    uint8_t *to = decoder->expanded;
    size_t channels = decoder->alpha_bytes > 0 ? 4 : 3;
    for (uint32_t x = 0; x < decoder->width; x++, to += channels) memcpy(to, decoder->palette[from[x]], 4);
    return decoder->expanded;
}
