#include "jpeg_decoder.h"

#include <string.h>

#include "ic_memory.h"
#include "jpeg_library.h"

struct ic_jpeg_decoder {
    struct jpeg_decompress_struct cinfo;
    ic_jpeg_errors errors;
    struct jpeg_source_mgr source;
    uint8_t *input;
    size_t input_capacity;
    size_t skip; /* bytes that libjpeg wants skipped and that have not come yet */
    uint8_t *planes[IC_JPEG_MAX_PLANES];
    size_t strides[IC_JPEG_MAX_PLANES];
    uint32_t rows_given[IC_JPEG_MAX_PLANES];
    uint32_t rows_now[IC_JPEG_MAX_PLANES];
};

static void init_source(j_decompress_ptr cinfo) {
    (void)cinfo;
}

static boolean fill_input_buffer(j_decompress_ptr cinfo) {
    (void)cinfo;
    return FALSE;
}

static void skip_input_data(j_decompress_ptr cinfo, long count) {
    if (count <= 0) return;
    ic_jpeg_decoder *decoder = cinfo->client_data;
    size_t wanted = (size_t)count;
    size_t here = wanted < cinfo->src->bytes_in_buffer ? wanted : cinfo->src->bytes_in_buffer;
    cinfo->src->next_input_byte += here;
    cinfo->src->bytes_in_buffer -= here;
    decoder->skip += wanted - here;
}

static boolean resync_to_restart(j_decompress_ptr cinfo, int desired) {
    (void)desired;
    ic_jpeg_fail((j_common_ptr)cinfo, IC_CORRUPT, "Corrupt JPEG data: a restart marker is missing");
}

static void term_source(j_decompress_ptr cinfo) {
    (void)cinfo;
}

ic_jpeg_decoder *ic_jpeg_decoder_create(void) {
    ic_jpeg_decoder *decoder = ic_malloc(sizeof *decoder);
    if (decoder == NULL) return NULL;
    memset(decoder, 0, sizeof *decoder);
    decoder->cinfo.err = ic_jpeg_errors_init(&decoder->errors);
    if (setjmp(decoder->errors.recover)) {
        ic_jpeg_decoder_free(decoder);
        return NULL;
    }
    jpeg_create_decompress(&decoder->cinfo);
    ic_jpeg_count_memory((j_common_ptr)&decoder->cinfo);
    decoder->source.init_source = init_source;
    decoder->source.fill_input_buffer = fill_input_buffer;
    decoder->source.skip_input_data = skip_input_data;
    decoder->source.resync_to_restart = resync_to_restart;
    decoder->source.term_source = term_source;
    decoder->cinfo.src = &decoder->source;
    decoder->cinfo.client_data = decoder;
    return decoder;
}

void ic_jpeg_decoder_free(ic_jpeg_decoder *decoder) {
    if (decoder == NULL) return;
    jpeg_destroy_decompress(&decoder->cinfo);
    for (int plane = 0; plane < IC_JPEG_MAX_PLANES; plane++) ic_free(decoder->planes[plane]);
    ic_free(decoder->input);
    ic_free(decoder);
}

ic_status ic_jpeg_decoder_append(ic_jpeg_decoder *decoder, const uint8_t *bytes, size_t count) {
    size_t skipped = decoder->skip < count ? decoder->skip : count;
    decoder->skip -= skipped;
    bytes += skipped;
    count -= skipped;
    if (count == 0) return IC_OK;
    struct jpeg_source_mgr *source = &decoder->source;
    size_t kept = source->bytes_in_buffer;
    size_t used = decoder->input == NULL ? 0 : (size_t)(source->next_input_byte - decoder->input);
    if (count > decoder->input_capacity - used - kept) {
        /* libjpeg resumes at the first byte that it has not used. */
        if (used > 0) memmove(decoder->input, source->next_input_byte, kept);
        used = 0;
        source->next_input_byte = decoder->input;
        if (count > decoder->input_capacity - kept) {
            if (count > SIZE_MAX / 4 || kept > SIZE_MAX / 4) return IC_NO_MEMORY;
            size_t capacity = (kept + count) * 2;
            uint8_t *input = ic_realloc(decoder->input, capacity);
            if (input == NULL) return IC_NO_MEMORY;
            decoder->input = input;
            decoder->input_capacity = capacity;
            source->next_input_byte = input;
        }
    }
    memcpy(decoder->input + used + kept, bytes, count);
    source->bytes_in_buffer = kept + count;
    return IC_OK;
}

static ic_jpeg_model model_of(J_COLOR_SPACE space) {
    switch (space) {
    case JCS_GRAYSCALE: return IC_JPEG_GRAY;
    case JCS_YCbCr: return IC_JPEG_YCC;
    case JCS_RGB: return IC_JPEG_RGB;
    case JCS_CMYK: return IC_JPEG_CMYK;
    case JCS_YCCK: return IC_JPEG_YCCK;
    default: return IC_JPEG_OTHER;
    }
}

ic_status ic_jpeg_decoder_read_header(ic_jpeg_decoder *decoder, ic_jpeg_header *header) {
    struct jpeg_decompress_struct *cinfo = &decoder->cinfo;
    if (setjmp(decoder->errors.recover)) return decoder->errors.status;
    if (jpeg_read_header(cinfo, TRUE) == JPEG_SUSPENDED) return IC_NEED_INPUT;
    if (cinfo->num_components > IC_JPEG_MAX_PLANES)
        ic_jpeg_fail((j_common_ptr)cinfo, IC_UNSUPPORTED, "More than four components");
    header->width = cinfo->image_width;
    header->height = cinfo->image_height;
    header->planes = cinfo->num_components;
    header->model = model_of(cinfo->jpeg_color_space);
    header->has_adobe_marker = cinfo->saw_Adobe_marker;
    for (int plane = 0; plane < cinfo->num_components; plane++) {
        header->sampling_x[plane] = cinfo->comp_info[plane].h_samp_factor;
        header->sampling_y[plane] = cinfo->comp_info[plane].v_samp_factor;
    }
    return IC_OK;
}

static void allocate_planes(ic_jpeg_decoder *decoder) {
    struct jpeg_decompress_struct *cinfo = &decoder->cinfo;
    for (int plane = 0; plane < cinfo->num_components; plane++) {
        const jpeg_component_info *component = &cinfo->comp_info[plane];
        size_t mcus = (component->width_in_blocks + (size_t)component->h_samp_factor - 1)
            / (size_t)component->h_samp_factor;
        size_t stride = mcus * (size_t)component->h_samp_factor * (size_t)component->DCT_scaled_size;
        size_t rows = (size_t)component->v_samp_factor * (size_t)component->DCT_scaled_size;
        decoder->strides[plane] = stride;
        decoder->planes[plane] = ic_malloc(stride * rows);
        if (decoder->planes[plane] == NULL)
            ic_jpeg_fail((j_common_ptr)cinfo, IC_NO_MEMORY, "Insufficient memory");
        memset(decoder->planes[plane], 0, stride * rows);
    }
}

ic_status ic_jpeg_decoder_start(ic_jpeg_decoder *decoder, int scale_eighths) {
    struct jpeg_decompress_struct *cinfo = &decoder->cinfo;
    if (setjmp(decoder->errors.recover)) return decoder->errors.status;
    cinfo->raw_data_out = TRUE;
    cinfo->out_color_space = cinfo->jpeg_color_space;
    cinfo->dct_method = JDCT_ISLOW;
    cinfo->scale_num = (unsigned)scale_eighths;
    cinfo->scale_denom = 8;
    /* Smoothing would guess at the scans that were cut out on purpose, and cost as much as they do. */
    cinfo->do_block_smoothing = FALSE;
    if (!jpeg_start_decompress(cinfo)) return IC_NEED_INPUT;
    allocate_planes(decoder);
    return IC_OK;
}

ic_jpeg_plane ic_jpeg_decoder_plane(const ic_jpeg_decoder *decoder, int plane) {
    const jpeg_component_info *component = &decoder->cinfo.comp_info[plane];
    return (ic_jpeg_plane){
        component->downsampled_width, component->downsampled_height, component->DCT_scaled_size};
}

ic_status ic_jpeg_decoder_read_rows(ic_jpeg_decoder *decoder) {
    struct jpeg_decompress_struct *cinfo = &decoder->cinfo;
    if (setjmp(decoder->errors.recover)) return decoder->errors.status;
    if (cinfo->output_scanline >= cinfo->output_height)
        return jpeg_finish_decompress(cinfo) ? IC_DONE : IC_NEED_INPUT;
    JSAMPROW rows[IC_JPEG_MAX_PLANES][MAX_SAMP_FACTOR * DCTSIZE];
    JSAMPARRAY planes[IC_JPEG_MAX_PLANES];
    int lines = 0;
    for (int plane = 0; plane < cinfo->num_components; plane++) {
        const jpeg_component_info *component = &cinfo->comp_info[plane];
        int count = component->v_samp_factor * component->DCT_scaled_size;
        for (int row = 0; row < count; row++)
            rows[plane][row] = decoder->planes[plane] + decoder->strides[plane] * (size_t)row;
        planes[plane] = rows[plane];
    }
    lines = cinfo->max_v_samp_factor * cinfo->min_DCT_scaled_size;
    if (jpeg_read_raw_data(cinfo, planes, (JDIMENSION)lines) == 0) return IC_NEED_INPUT;
    for (int plane = 0; plane < cinfo->num_components; plane++) {
        const jpeg_component_info *component = &cinfo->comp_info[plane];
        uint32_t decoded = (uint32_t)(component->v_samp_factor * component->DCT_scaled_size);
        uint32_t left = component->downsampled_height - decoder->rows_given[plane];
        decoder->rows_now[plane] = decoded < left ? decoded : left;
        decoder->rows_given[plane] += decoder->rows_now[plane];
    }
    return IC_OK;
}

ic_jpeg_rows ic_jpeg_decoder_rows(const ic_jpeg_decoder *decoder, int plane) {
    return (ic_jpeg_rows){decoder->planes[plane], decoder->strides[plane], decoder->rows_now[plane]};
}

long ic_jpeg_decoder_warnings(const ic_jpeg_decoder *decoder) {
    return decoder->errors.warnings;
}

const char *ic_jpeg_decoder_message(const ic_jpeg_decoder *decoder) {
    return decoder->errors.message;
}
