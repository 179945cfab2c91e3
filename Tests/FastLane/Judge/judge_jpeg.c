#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "fast_jpeg.h"
#include "fast_lane_judge.h"

enum { MAX_PLANES = 4 };

typedef struct {
    uint32_t width, height, given;
    int block_size;
    uint8_t *samples;
} plane;

typedef struct {
    int count;
    plane planes[MAX_PLANES];
} picture;

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf recover;
    char message[JMSG_LENGTH_MAX];
} errors;

static _Thread_local char finding[400];

const char *judge_finding(void) {
    return finding;
}

static void release(picture *picture) {
    for (int index = 0; index < MAX_PLANES; index++) free(picture->planes[index].samples);
    memset(picture, 0, sizeof *picture);
}

static void begin_plane(picture *picture, int index, uint32_t width, uint32_t height, int block_size) {
    picture->planes[index] = (plane){width, height, 0, block_size, calloc((size_t)width * height, 1)};
}

static void add_row(plane *plane, const uint8_t *row) {
    if (plane->given < plane->height)
        memcpy(plane->samples + (size_t)plane->width * plane->given++, row, plane->width);
    else abort();
}

static void fail(j_common_ptr cinfo) {
    errors *own = (errors *)cinfo->err;
    cinfo->err->format_message(cinfo, own->message);
    longjmp(own->recover, 1);
}

static void warn(j_common_ptr cinfo, int level) {
    if (level >= 0) return;
    switch (cinfo->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        fail(cinfo);
    }
}

static void set_errors(struct jpeg_decompress_struct *cinfo, errors *own) {
    memset(own, 0, sizeof *own);
    cinfo->err = jpeg_std_error(&own->base);
    own->base.error_exit = fail;
    own->base.emit_message = warn;
}

typedef struct {
    struct jpeg_decompress_struct cinfo;
    errors errors;
    uint8_t *rows[MAX_PLANES];
} library;

/* Answers whether all rows came. */
static int decode_with_library(library *library, const uint8_t *bytes, size_t count, int scale, picture *picture) {
    struct jpeg_decompress_struct *cinfo = &library->cinfo;
    set_errors(cinfo, &library->errors);
    if (setjmp(library->errors.recover)) return 0;
    jpeg_create_decompress(cinfo);
    jpeg_mem_src(cinfo, bytes, count);
    jpeg_read_header(cinfo, TRUE);
    cinfo->raw_data_out = TRUE;
    cinfo->out_color_space = cinfo->jpeg_color_space;
    cinfo->dct_method = JDCT_ISLOW;
    cinfo->scale_num = (unsigned)scale;
    cinfo->scale_denom = 8;
    cinfo->do_block_smoothing = FALSE;
    jpeg_start_decompress(cinfo);
    picture->count = cinfo->num_components;
    JSAMPROW rows[MAX_PLANES][MAX_SAMP_FACTOR * DCTSIZE];
    JSAMPARRAY planes[MAX_PLANES];
    for (int index = 0; index < cinfo->num_components; index++) {
        const jpeg_component_info *info = &cinfo->comp_info[index];
        size_t h = (size_t)info->h_samp_factor, size = (size_t)info->DCT_scaled_size;
        size_t stride = (info->width_in_blocks + h - 1) / h * h * size, lines = (size_t)info->v_samp_factor * size;
        library->rows[index] = calloc(stride, lines);
        for (size_t line = 0; line < lines; line++) rows[index][line] = library->rows[index] + stride * line;
        planes[index] = rows[index];
        begin_plane(picture, index, info->downsampled_width, info->downsampled_height, info->DCT_scaled_size);
    }
    while (cinfo->output_scanline < cinfo->output_height) {
        jpeg_read_raw_data(cinfo, planes, (JDIMENSION)(cinfo->max_v_samp_factor * cinfo->min_DCT_scaled_size));
        for (int index = 0; index < cinfo->num_components; index++) {
            const jpeg_component_info *info = &cinfo->comp_info[index];
            for (int line = 0; line < info->v_samp_factor * info->DCT_scaled_size; line++)
                if (picture->planes[index].given < picture->planes[index].height)
                    add_row(&picture->planes[index], rows[index][line]);
        }
    }
    return 1;
}

static void close_library(library *library) {
    for (int index = 0; index < MAX_PLANES; index++) free(library->rows[index]);
    jpeg_destroy_decompress(&library->cinfo);
    free(library);
}

static int library_picture(const uint8_t *bytes, size_t count, int scale, picture *picture) {
    library *library = calloc(1, sizeof *library);
    int is_whole = decode_with_library(library, bytes, count, scale, picture);
    if (!is_whole) snprintf(finding, sizeof finding, "libjpeg: %s", library->errors.message);
    close_library(library);
    return is_whole;
}

static int32_t clamped(int32_t value, int32_t low, int32_t high) {
    return value < low ? low : value > high ? high : value;
}

/* The factors of the truncated inverse DCT of n values, by its definition, with 13 fractional bits. */
static void make_factors(int n, int32_t factors[8][8]) {
    for (int i = 0; i < n; i++)
        for (int k = 0; k < n; k++)
            factors[i][k] = k == 0 ? 8192 : (int32_t)lround(8192 * sqrt(2) * cos((2 * i + 1) * k * acos(-1) / (2 * n)));
}

static void truncated_pass(int n, int32_t factors[8][8], const int16_t *in, int32_t *out, int bits) {
    for (int i = 0; i < n; i++) {
        uint32_t sum = 1u << (bits - 1);
        for (int k = 0; k < n; k++) sum += (uint32_t)(in[k] * factors[i][k]);
        out[i] = (int32_t)sum >> bits;
    }
}

static void truncated_block(
    int n, int32_t factors[8][8], const JCOEF *block, const uint16_t *quant, uint8_t samples[8][8]) {
    int16_t work[8][8];
    int32_t out[8];
    for (int column = 0; column < n; column++) {
        int16_t in[8];
        for (int row = 0; row < n; row++)
            in[row] = (int16_t)((uint32_t)(uint16_t)block[8 * row + column] * quant[8 * row + column]);
        truncated_pass(n, factors, in, out, 11);
        for (int row = 0; row < n; row++) work[row][column] = (int16_t)clamped(out[row], INT16_MIN, INT16_MAX);
    }
    for (int row = 0; row < n; row++) {
        truncated_pass(n, factors, work[row], out, 18);
        for (int column = 0; column < n; column++) samples[row][column] = (uint8_t)(clamped(out[column], -128, 127) + 128);
    }
    if (n > 1) return;
    int value = ((block[0] * (int16_t)quant[0] + 4) >> 3) & 1023;
    samples[0][0] = (uint8_t)clamped((value < 512 ? value : value - 1024) + 128, 0, 255);
}

/* The plane that libjpeg's coefficients make at a size of blocks below 8. */
static int plane_of_coefficients(library *library, const uint8_t *bytes, size_t count, int index, plane *plane) {
    struct jpeg_decompress_struct *cinfo = &library->cinfo;
    set_errors(cinfo, &library->errors);
    if (setjmp(library->errors.recover)) return 0;
    jpeg_create_decompress(cinfo);
    jpeg_mem_src(cinfo, bytes, count);
    jpeg_read_header(cinfo, TRUE);
    jvirt_barray_ptr *arrays = jpeg_read_coefficients(cinfo);
    uint32_t size = (uint32_t)plane->block_size;
    const uint16_t *quant = cinfo->comp_info[index].quant_table->quantval;
    int32_t factors[8][8];
    make_factors((int)size, factors);
    for (uint32_t y = 0; y < plane->height; y += size) {
        JBLOCKARRAY row = cinfo->mem->access_virt_barray((j_common_ptr)cinfo, arrays[index], y / size, 1, FALSE);
        for (uint32_t x = 0; x < plane->width; x += size) {
            uint8_t samples[8][8];
            truncated_block((int)size, factors, row[0][x / size], quant, samples);
            for (uint32_t at = 0; at < size * size; at++)
                if (y + at / size < plane->height && x + at % size < plane->width)
                    plane->samples[(size_t)plane->width * (y + at / size) + x + at % size] = samples[at / size][at % size];
        }
    }
    return 1;
}

static ic_status fast_picture(
    ic_fast_jpeg *decoder, const uint8_t *bytes, size_t count, int scale, int halves_chroma, size_t piece,
    size_t max_samples, picture *picture) {
    ic_jpeg_header header;
    size_t at = 0;
    ic_status status = ic_fast_jpeg_read_header(decoder, &header);
    int is_started = 0;
    for (;;) {
        if (status == IC_NEED_INPUT) {
            if (at == count) return IC_CORRUPT;
            size_t next = count - at < piece ? count - at : piece;
            status = ic_fast_jpeg_append(decoder, bytes + at, next);
            at += next;
        } else if (status == IC_OK && !is_started) {
            if ((size_t)header.width * header.height > max_samples) return IC_UNSUPPORTED;
            status = ic_fast_jpeg_start(decoder, scale, halves_chroma);
            if (status != IC_OK) return status;
            picture->count = header.planes;
            for (int index = 0; index < header.planes; index++) {
                ic_jpeg_plane shape = ic_fast_jpeg_plane(decoder, index);
                begin_plane(picture, index, shape.width, shape.height, shape.block_size);
            }
            is_started = 1;
        } else if (status == IC_OK) {
            for (int index = 0; index < picture->count; index++) {
                ic_jpeg_rows rows = ic_fast_jpeg_rows(decoder, index);
                for (uint32_t row = 0; row < rows.rows; row++)
                    add_row(&picture->planes[index], rows.samples + rows.stride * row);
            }
        } else {
            return status;
        }
        if (status != IC_OK) return status;
        status = is_started ? ic_fast_jpeg_read_rows(decoder) : ic_fast_jpeg_read_header(decoder, &header);
    }
}

static judge_verdict compare(const uint8_t *bytes, size_t count, const picture *fast, picture *of_library) {
    for (int index = 0; index < fast->count; index++) {
        const plane *a = &fast->planes[index];
        plane *b = &of_library->planes[index];
        if (a->block_size < 8) {
            free(b->samples);
            begin_plane(of_library, index, a->width, a->height, a->block_size);
            library *library = calloc(1, sizeof *library);
            int is_whole = plane_of_coefficients(library, bytes, count, index, b);
            if (!is_whole) snprintf(finding, sizeof finding, "libjpeg's coefficients: %s", library->errors.message);
            close_library(library);
            if (!is_whole) return JUDGE_WRONG;
        }
        if (a->width != b->width || a->height != b->height || a->block_size != b->block_size ||
            a->given != a->height) {
            snprintf(finding, sizeof finding, "plane %d: %ux%u of blocks of %d, %u rows given; libjpeg %ux%u of %d",
                index, a->width, a->height, a->block_size, a->given, b->width, b->height, b->block_size);
            return JUDGE_WRONG;
        }
        size_t samples = (size_t)a->width * a->height;
        if (memcmp(a->samples, b->samples, samples) == 0) continue;
        size_t at = 0;
        while (a->samples[at] == b->samples[at]) at++;
        snprintf(finding, sizeof finding, "plane %d, column %zu, row %zu: %d; libjpeg %d",
            index, at % a->width, at / a->width, a->samples[at], b->samples[at]);
        return JUDGE_WRONG;
    }
    return fast->count == of_library->count ? JUDGE_EQUAL : JUDGE_WRONG;
}

/* A copy of a progressive file without its AC scans, as the engine gives it to libjpeg at 1/8; of any other, as it is. */
static uint8_t *without_ac_scans(const uint8_t *bytes, size_t count, size_t *kept) {
    uint8_t *copy = malloc(count + 1);
    size_t at = 0, to = 0;
    int is_progressive = 0;
    while (at < count) {
        size_t begin = at;
        while (at < count && bytes[at] == 0xFF) at++;
        if (at == begin || at == count) break;
        uint8_t code = bytes[at++];
        int is_cut = 0;
        if (code != 0x01 && !(code >= 0xD0 && code <= 0xD9)) {
            if (count - at < 2) break;
            size_t length = (size_t)bytes[at] << 8 | bytes[at + 1];
            if (length < 2 || count - at < length) break;
            is_progressive |= code == 0xC2;
            if (code == 0xDA && length >= 6 && length == 6 + 2 * (size_t)bytes[at + 2])
                is_cut = is_progressive && bytes[at + 3 + 2 * bytes[at + 2]] != 0;
            at += length;
        }
        while (at < count && !(bytes[at] == 0xFF && at + 1 < count && bytes[at + 1] != 0 && bytes[at + 1] != 0xFF &&
                               !(bytes[at + 1] >= 0xD0 && bytes[at + 1] <= 0xD7 && is_cut)))
            at++;
        if (is_cut) continue;
        memcpy(copy + to, bytes + begin, at - begin);
        to += at - begin;
    }
    memcpy(copy + to, bytes + at, count - at);
    *kept = to + count - at;
    return copy;
}

judge_verdict judge_jpeg(
    const uint8_t *bytes, size_t count, int scale, int halves_chroma, size_t piece, size_t max_samples) {
    picture fast = {0}, of_library = {0};
    finding[0] = 0;
    ic_fast_jpeg *decoder = ic_fast_jpeg_create();
    ic_status status = fast_picture(decoder, bytes, count, scale, halves_chroma, piece, max_samples, &fast);
    judge_verdict verdict = JUDGE_DECLINED;
    if (status == IC_UNSUPPORTED) {
        if (fast.count > 0) verdict = JUDGE_WRONG;
    } else {
        size_t kept;
        uint8_t *cut = without_ac_scans(bytes, count, &kept);
        int is_whole = library_picture(cut, kept, 8, &of_library);
        if (status != IC_DONE) verdict = is_whole ? JUDGE_STRICTER : JUDGE_REFUSED;
        else verdict = is_whole ? compare(cut, kept, &fast, &of_library) : JUDGE_WRONG;
        free(cut);
        if (verdict == JUDGE_STRICTER) snprintf(finding, sizeof finding, "%s", ic_fast_jpeg_message(decoder));
    }
    ic_fast_jpeg_free(decoder);
    release(&fast);
    release(&of_library);
    return verdict;
}

int judge_distance(const uint8_t *bytes, size_t count, int scale) {
    picture fast = {0}, of_library = {0};
    ic_fast_jpeg *decoder = ic_fast_jpeg_create();
    int most = -1;
    if (fast_picture(decoder, bytes, count, scale, 0, count, count * 1000, &fast) == IC_DONE
        && library_picture(bytes, count, scale, &of_library)) {
        for (int index = 0; index < fast.count; index++) {
            const plane *a = &fast.planes[index], *b = &of_library.planes[index];
            if (a->width != b->width || a->height != b->height) continue;
            for (size_t at = 0; at < (size_t)a->width * a->height; at++) {
                int difference = abs(a->samples[at] - b->samples[at]);
                if (difference > most) most = difference;
            }
        }
    }
    ic_fast_jpeg_free(decoder);
    release(&fast);
    release(&of_library);
    return most;
}
