#include "png_encoder.h"

#include <string.h>

#include "encoder.h"
#include "ic_memory.h"
#include "png_head.h"
#include "whole_picture.h"

static void write_data(png_structp png, png_bytep bytes, size_t count) {
    ic_png_encoder *encoder = png_get_io_ptr(png);
    if (!ic_buffer_append(&encoder->output, bytes, count))
        ic_png_fail(&encoder->errors, IC_NO_MEMORY, "Insufficient memory");
}

static void flush_data(png_structp png) {
    (void)png;
}

ic_png_encoder *ic_png_encoder_create(void) {
    ic_png_encoder *encoder = ic_malloc(sizeof *encoder);
    if (encoder == NULL) return NULL;
    memset(encoder, 0, sizeof *encoder);
    if (setjmp(encoder->errors.recover)) {
        ic_png_encoder_free(encoder);
        return NULL;
    }
    encoder->png = png_create_write_struct_2(
        PNG_LIBPNG_VER_STRING, &encoder->errors, ic_png_error, ic_png_warning,
        &encoder->errors, ic_png_malloc, ic_png_free);
    if (encoder->png != NULL) encoder->info = png_create_info_struct(encoder->png);
    if (encoder->info == NULL) {
        ic_png_encoder_free(encoder);
        return NULL;
    }
    png_set_write_fn(encoder->png, encoder, write_data, flush_data);
    return encoder;
}

void ic_png_encoder_free(ic_png_encoder *encoder) {
    if (encoder == NULL) return;
    png_destroy_write_struct(&encoder->png, &encoder->info);
    ic_buffer_free(&encoder->output);
    ic_free(encoder->rows);
    ic_free(encoder->spare);
    ic_free(encoder);
}

ic_status ic_png_encoder_start(ic_png_encoder *encoder, const ic_png_encoding *encoding) {
    png_structp png = encoder->png;
    png_infop info = encoder->info;
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    if (encoding->exif != NULL) png_set_eXIf_1(png, info, (png_uint_32)encoding->exif_count, (png_bytep)encoding->exif);
    encoder->encoding = *encoding;
    /* It belongs to the caller. */
    encoder->encoding.exif = NULL;
    if (encoding->is_whole) {
        ic_png_whole_start(encoder);
        return IC_OK;
    }
    ic_fast_png_form form = {.channels = encoding->channels, .bit_depth = 8};
    ic_png_write_head(encoder, &form);
    return IC_OK;
}

ic_status ic_png_encoder_write_row(ic_png_encoder *encoder, const uint8_t *row) {
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    if (encoder->encoding.is_whole) ic_png_whole_add_row(encoder, row);
    else png_write_row(encoder->png, row);
    return IC_OK;
}

ic_status ic_png_encoder_finish(ic_png_encoder *encoder) {
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    if (encoder->encoding.is_whole) ic_png_whole_finish(encoder);
    else png_write_end(encoder->png, NULL);
    /* libpng leaves out an optional chunk for which there is no memory. */
    if (encoder->errors.memory_failed) ic_png_fail(&encoder->errors, IC_NO_MEMORY, "Insufficient memory");
    return IC_OK;
}

const ic_buffer *ic_png_encoder_output(const ic_png_encoder *encoder) {
    return &encoder->output;
}

const char *ic_png_encoder_message(const ic_png_encoder *encoder) {
    return encoder->errors.message;
}
