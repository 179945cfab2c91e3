#include "png_decoder.h"

#include <string.h>

#include "ic_memory.h"
#include "png_library.h"

struct ic_png_decoder {
    png_structp png;
    png_infop info;
    ic_png_errors errors;
    ic_png_header header;
    ic_png_notes notes;
    size_t row_bytes;
    uint8_t *rows; /* rows to be taken, or the whole picture when it is interlaced */
    size_t rows_capacity;
    size_t rows_ready;
    int has_header;
    int has_last_row;
    int is_done;
};

static void expand_to_bytes(ic_png_decoder *decoder) {
    png_structp png = decoder->png;
    int color = png_get_color_type(png, decoder->info);
    int has_transparency = png_get_valid(png, decoder->info, PNG_INFO_tRNS) != 0;
    if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
    if (color == PNG_COLOR_TYPE_GRAY && decoder->header.bit_depth < 8) png_set_expand_gray_1_2_4_to_8(png);
    if (has_transparency) png_set_tRNS_to_alpha(png);
    if (decoder->header.bit_depth == 16) png_set_scale_16(png);
}

/* Gets every chunk that libpng does not know, or is told not to read (its progressive reader cannot read eXIf). Returning
 * 1 keeps libpng from storing it; 0 for an unknown critical chunk lets libpng refuse the file. */
static int on_chunk(png_structp png, png_unknown_chunkp chunk) {
    ic_png_decoder *decoder = png_get_user_chunk_ptr(png);
    const char *type = (const char *)chunk->name;
    if (!(chunk->name[0] & 0x20)) return 0;
    if (ic_png_notes_wants(type) && !ic_png_notes_take(&decoder->notes, type, chunk->data, chunk->size))
        ic_png_fail(&decoder->errors, IC_NO_MEMORY, "Insufficient memory");
    return 1;
}

static void read_ancillary(ic_png_decoder *decoder) {
    png_structp png = decoder->png;
    png_infop info = decoder->info;
    ic_png_header *header = &decoder->header;
    png_charp name;
    png_bytep bytes;
    png_uint_32 count;
    int kind, intent;
    if (png_get_iCCP(png, info, &name, &kind, &bytes, &count)) {
        header->profile = bytes;
        header->profile_count = count;
    }
    header->is_srgb = png_get_valid(png, info, PNG_INFO_sRGB) && png_get_sRGB(png, info, &intent);
    if (png_get_valid(png, info, PNG_INFO_gAMA)) png_get_gAMA(png, info, &header->gamma);
    double *xy = header->chromaticities;
    header->has_chromaticities = png_get_valid(png, info, PNG_INFO_cHRM)
        && png_get_cHRM(png, info, &xy[0], &xy[1], &xy[2], &xy[3], &xy[4], &xy[5], &xy[6], &xy[7]);
}

static void on_info(png_structp png, png_infop info) {
    ic_png_decoder *decoder = png_get_progressive_ptr(png);
    ic_png_header *header = &decoder->header;
    header->width = png_get_image_width(png, info);
    header->height = png_get_image_height(png, info);
    header->bit_depth = png_get_bit_depth(png, info);
    header->has_palette = png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE;
    header->is_interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
    read_ancillary(decoder);
    expand_to_bytes(decoder);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    header->channels = png_get_channels(png, info);
    decoder->row_bytes = png_get_rowbytes(png, info);
    if (decoder->row_bytes == 0 || decoder->row_bytes != (size_t)header->width * (size_t)header->channels)
        png_error(png, "Rows of an unexpected length");
    if (header->is_interlaced) {
        if (header->height > SIZE_MAX / 2 / decoder->row_bytes) png_error(png, "Too large");
        decoder->rows_capacity = header->height;
        decoder->rows = png_malloc(png, decoder->row_bytes * header->height);
        memset(decoder->rows, 0, decoder->row_bytes * header->height);
    }
    decoder->has_header = 1;
}

static void reserve_row(ic_png_decoder *decoder) {
    if (decoder->rows_ready < decoder->rows_capacity) return;
    size_t capacity = decoder->rows_capacity ? decoder->rows_capacity * 2 : 4;
    uint8_t *rows = capacity > SIZE_MAX / 2 / decoder->row_bytes
        ? NULL : ic_realloc(decoder->rows, capacity * decoder->row_bytes);
    if (rows == NULL) ic_png_fail(&decoder->errors, IC_NO_MEMORY, "Insufficient memory");
    decoder->rows = rows;
    decoder->rows_capacity = capacity;
}

static void on_row(png_structp png, png_bytep row, png_uint_32 number, int pass) {
    ic_png_decoder *decoder = png_get_progressive_ptr(png);
    /* In each pass libpng gives all rows, those without pixels as NULL. */
    int last_pass = decoder->header.is_interlaced ? 6 : 0;
    if (pass == last_pass && number + 1 == decoder->header.height) decoder->has_last_row = 1;
    if (row == NULL || number >= decoder->header.height) return;
    if (decoder->header.is_interlaced) {
        png_progressive_combine_row(png, decoder->rows + decoder->row_bytes * number, row);
        return;
    }
    reserve_row(decoder);
    memcpy(decoder->rows + decoder->row_bytes * decoder->rows_ready, row, decoder->row_bytes);
    decoder->rows_ready++;
}

static void on_end(png_structp png, png_infop info) {
    (void)info;
    ic_png_decoder *decoder = png_get_progressive_ptr(png);
    /* libpng accepts compressed data that end properly but too early. */
    if (!decoder->has_last_row) ic_png_fail(&decoder->errors, IC_CORRUPT, "Not enough image data");
    if (decoder->header.is_interlaced) decoder->rows_ready = decoder->header.height;
    decoder->is_done = 1;
}

static void set_limits(png_structp png, size_t chunk_limit) {
    static const png_byte ignored[] = "tEXt\0zTXt\0iTXt\0sPLT\0hIST\0pCAL\0sCAL\0eXIf";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, ignored, 8);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_cache_max(png, 128);
    png_set_chunk_malloc_max(png, chunk_limit);
    png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
}

ic_png_decoder *ic_png_decoder_create(size_t chunk_limit) {
    ic_png_decoder *decoder = ic_malloc(sizeof *decoder);
    if (decoder == NULL) return NULL;
    memset(decoder, 0, sizeof *decoder);
    if (setjmp(decoder->errors.recover)) {
        ic_png_decoder_free(decoder);
        return NULL;
    }
    decoder->png = png_create_read_struct_2(
        PNG_LIBPNG_VER_STRING, &decoder->errors, ic_png_error, ic_png_warning,
        &decoder->errors, ic_png_malloc, ic_png_free);
    if (decoder->png != NULL) decoder->info = png_create_info_struct(decoder->png);
    if (decoder->info == NULL) {
        ic_png_decoder_free(decoder);
        return NULL;
    }
    set_limits(decoder->png, chunk_limit);
    png_set_read_user_chunk_fn(decoder->png, decoder, on_chunk);
    png_set_progressive_read_fn(decoder->png, decoder, on_info, on_row, on_end);
    return decoder;
}

void ic_png_decoder_free(ic_png_decoder *decoder) {
    if (decoder == NULL) return;
    png_destroy_read_struct(&decoder->png, &decoder->info, NULL);
    ic_png_notes_free(&decoder->notes);
    ic_free(decoder->rows);
    ic_free(decoder);
}

ic_status ic_png_decoder_feed(ic_png_decoder *decoder, const uint8_t *bytes, size_t count) {
    if (decoder->is_done) return IC_DONE;
    if (setjmp(decoder->errors.recover)) return decoder->errors.status;
    png_process_data(decoder->png, decoder->info, (png_bytep)bytes, count);
    /* libpng drops an ancillary chunk when there is no memory for it. A picture that lost its orientation is a failure. */
    if (decoder->errors.memory_failed) ic_png_fail(&decoder->errors, IC_NO_MEMORY, "Insufficient memory");
    return decoder->is_done ? IC_DONE : IC_OK;
}

int ic_png_decoder_header(const ic_png_decoder *decoder, ic_png_header *header) {
    if (decoder->has_header) *header = decoder->header;
    return decoder->has_header;
}

const ic_png_notes *ic_png_decoder_notes(const ic_png_decoder *decoder) {
    return &decoder->notes;
}

const uint8_t *ic_png_decoder_rows(const ic_png_decoder *decoder, size_t *rows) {
    *rows = decoder->rows_ready;
    return decoder->rows;
}

void ic_png_decoder_take_rows(ic_png_decoder *decoder) {
    decoder->rows_ready = 0;
}

long ic_png_decoder_warnings(const ic_png_decoder *decoder) {
    return decoder->errors.warnings;
}

const char *ic_png_decoder_message(const ic_png_decoder *decoder) {
    return decoder->errors.message;
}
