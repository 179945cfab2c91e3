#include "jpeg_encoder.h"

#include <string.h>

#include "ic_memory.h"
#include "jpeg_library.h"

enum { CHUNK = 32768 };

struct ic_jpeg_encoder {
    struct jpeg_compress_struct cinfo;
    ic_jpeg_errors errors;
    struct jpeg_destination_mgr destination;
    ic_buffer output;
    uint8_t *planes[3];
    size_t strides[3]; /* row lengths in `planes`, whole blocks */
    size_t widths[3];  /* samples of a row that are given */
    uint32_t block_rows[3];
};

static void provide_room(j_compress_ptr cinfo) {
    ic_jpeg_encoder *encoder = cinfo->client_data;
    if (!ic_buffer_reserve(&encoder->output, CHUNK))
        ic_jpeg_fail((j_common_ptr)cinfo, IC_NO_MEMORY, "Insufficient memory");
    cinfo->dest->next_output_byte = encoder->output.data + encoder->output.count;
    cinfo->dest->free_in_buffer = encoder->output.capacity - encoder->output.count;
}

static void init_destination(j_compress_ptr cinfo) {
    provide_room(cinfo);
}

static boolean empty_output_buffer(j_compress_ptr cinfo) {
    ic_jpeg_encoder *encoder = cinfo->client_data;
    /* libjpeg calls this only when the room is used up, whatever free_in_buffer says. */
    encoder->output.count = encoder->output.capacity;
    provide_room(cinfo);
    return TRUE;
}

static void term_destination(j_compress_ptr cinfo) {
    ic_jpeg_encoder *encoder = cinfo->client_data;
    encoder->output.count = encoder->output.capacity - cinfo->dest->free_in_buffer;
}

ic_jpeg_encoder *ic_jpeg_encoder_create(void) {
    ic_jpeg_encoder *encoder = ic_malloc(sizeof *encoder);
    if (encoder == NULL) return NULL;
    memset(encoder, 0, sizeof *encoder);
    encoder->cinfo.err = ic_jpeg_errors_init(&encoder->errors);
    if (setjmp(encoder->errors.recover)) {
        ic_jpeg_encoder_free(encoder);
        return NULL;
    }
    jpeg_create_compress(&encoder->cinfo);
    ic_jpeg_count_memory((j_common_ptr)&encoder->cinfo);
    encoder->destination.init_destination = init_destination;
    encoder->destination.empty_output_buffer = empty_output_buffer;
    encoder->destination.term_destination = term_destination;
    encoder->cinfo.dest = &encoder->destination;
    encoder->cinfo.client_data = encoder;
    return encoder;
}

void ic_jpeg_encoder_free(ic_jpeg_encoder *encoder) {
    if (encoder == NULL) return;
    jpeg_destroy_compress(&encoder->cinfo);
    for (int plane = 0; plane < 3; plane++) ic_free(encoder->planes[plane]);
    ic_buffer_free(&encoder->output);
    ic_free(encoder);
}

static void allocate_planes(ic_jpeg_encoder *encoder) {
    struct jpeg_compress_struct *cinfo = &encoder->cinfo;
    for (int plane = 0; plane < cinfo->num_components; plane++) {
        size_t across = (size_t)(cinfo->max_h_samp_factor / cinfo->comp_info[plane].h_samp_factor);
        encoder->widths[plane] = (cinfo->image_width + across - 1) / across;
        encoder->strides[plane] = (encoder->widths[plane] + DCTSIZE - 1) / DCTSIZE * DCTSIZE;
        encoder->block_rows[plane] = (uint32_t)cinfo->comp_info[plane].v_samp_factor * DCTSIZE;
        encoder->planes[plane] = ic_malloc(encoder->strides[plane] * encoder->block_rows[plane]);
        if (encoder->planes[plane] == NULL)
            ic_jpeg_fail((j_common_ptr)cinfo, IC_NO_MEMORY, "Insufficient memory");
    }
}

static void write_exif(j_compress_ptr cinfo, const uint8_t *exif, size_t count) {
    static const uint8_t signature[6] = {'E', 'x', 'i', 'f', 0, 0};
    jpeg_write_m_header(cinfo, JPEG_APP0 + 1, (unsigned)(sizeof signature + count));
    for (size_t i = 0; i < sizeof signature; i++) jpeg_write_m_byte(cinfo, signature[i]);
    for (size_t i = 0; i < count; i++) jpeg_write_m_byte(cinfo, exif[i]);
}

ic_status ic_jpeg_encoder_start(
    ic_jpeg_encoder *encoder, const ic_jpeg_encoding *encoding, const uint8_t *exif, size_t exif_count) {
    struct jpeg_compress_struct *cinfo = &encoder->cinfo;
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    cinfo->image_width = encoding->width;
    cinfo->image_height = encoding->height;
    int is_gray = encoding->input == IC_JPEG_FROM_GRAY_PLANE || encoding->input == IC_JPEG_FROM_GRAY_ROWS;
    int is_ycc = encoding->input == IC_JPEG_FROM_YCC_PLANES;
    cinfo->in_color_space = is_gray ? JCS_GRAYSCALE : is_ycc ? JCS_YCbCr : JCS_RGB;
    cinfo->input_components = is_gray ? 1 : 3;
    jpeg_set_defaults(cinfo);
    jpeg_set_quality(cinfo, encoding->quality, TRUE);
    cinfo->dct_method = JDCT_ISLOW;
    cinfo->optimize_coding = encoding->optimize != 0;
    if (encoding->progressive) jpeg_simple_progression(cinfo);
    int luma = !is_gray && encoding->chroma_halved ? 2 : 1;
    for (int plane = 0; plane < cinfo->num_components; plane++) {
        cinfo->comp_info[plane].h_samp_factor = plane == 0 ? luma : 1;
        cinfo->comp_info[plane].v_samp_factor = plane == 0 ? luma : 1;
    }
    cinfo->raw_data_in = is_ycc || encoding->input == IC_JPEG_FROM_GRAY_PLANE;
    jpeg_start_compress(cinfo, TRUE);
    if (exif != NULL && exif_count > 0 && exif_count <= 65000) write_exif(cinfo, exif, exif_count);
    if (cinfo->raw_data_in) allocate_planes(encoder);
    return IC_OK;
}

ic_status ic_jpeg_encoder_set_plane(ic_jpeg_encoder *encoder, int plane, const uint8_t *samples, uint32_t rows) {
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    if (plane < 0 || plane > 2 || encoder->planes[plane] == NULL || rows == 0 || rows > encoder->block_rows[plane])
        ic_jpeg_fail((j_common_ptr)&encoder->cinfo, IC_CORRUPT, "A row of MCUs of the wrong height");
    size_t width = encoder->widths[plane], padded = encoder->strides[plane];
    for (uint32_t row = 0; row < rows; row++) {
        uint8_t *to = encoder->planes[plane] + padded * row;
        memcpy(to, samples + width * row, width);
        memset(to + width, to[width - 1], padded - width);
    }
    for (uint32_t row = rows; row < encoder->block_rows[plane]; row++)
        memcpy(encoder->planes[plane] + padded * row, encoder->planes[plane] + padded * (rows - 1), padded);
    return IC_OK;
}

ic_status ic_jpeg_encoder_write_planes(ic_jpeg_encoder *encoder) {
    struct jpeg_compress_struct *cinfo = &encoder->cinfo;
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    JSAMPROW rows[3][2 * DCTSIZE];
    JSAMPARRAY planes[3] = {rows[0], rows[1], rows[2]};
    for (int plane = 0; plane < cinfo->num_components; plane++)
        for (uint32_t row = 0; row < encoder->block_rows[plane]; row++)
            rows[plane][row] = encoder->planes[plane] + encoder->strides[plane] * row;
    jpeg_write_raw_data(cinfo, planes, encoder->block_rows[0]);
    return IC_OK;
}

ic_status ic_jpeg_encoder_write_row(ic_jpeg_encoder *encoder, const uint8_t *row) {
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    JSAMPROW rows[1] = {(JSAMPROW)row};
    jpeg_write_scanlines(&encoder->cinfo, rows, 1);
    return IC_OK;
}

ic_status ic_jpeg_encoder_finish(ic_jpeg_encoder *encoder) {
    if (setjmp(encoder->errors.recover)) return encoder->errors.status;
    jpeg_finish_compress(&encoder->cinfo);
    return IC_OK;
}

const ic_buffer *ic_jpeg_encoder_output(const ic_jpeg_encoder *encoder) {
    return &encoder->output;
}

const char *ic_jpeg_encoder_message(const ic_jpeg_encoder *encoder) {
    return encoder->errors.message;
}
