#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "fast_lane_judge.h"
#include "fast_recompress.h"

typedef struct {
    size_t width, height;
    int h, v, components;
    uint8_t *rgb;
} pixels;

/* Ends the process on a broken file: everything decoded here was written here, or was decoded before. */
static pixels decode(const uint8_t *bytes, size_t count) {
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&cinfo);
    jpeg_mem_src(&cinfo, bytes, count);
    jpeg_read_header(&cinfo, TRUE);
    cinfo.out_color_space = JCS_RGB;
    jpeg_start_decompress(&cinfo);
    pixels pixels = {cinfo.output_width, cinfo.output_height, cinfo.comp_info[0].h_samp_factor,
        cinfo.comp_info[0].v_samp_factor, cinfo.num_components, NULL};
    pixels.rgb = malloc(pixels.width * pixels.height * 3);
    while (cinfo.output_scanline < cinfo.output_height) {
        JSAMPROW row = pixels.rgb + pixels.width * 3 * cinfo.output_scanline;
        jpeg_read_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_decompress(&cinfo);
    jpeg_destroy_decompress(&cinfo);
    return pixels;
}

static uint8_t *encode(pixels pixels, int quality, size_t *count) {
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    jpeg_mem_dest(&cinfo, &bytes, &size);
    cinfo.image_width = (JDIMENSION)pixels.width;
    cinfo.image_height = (JDIMENSION)pixels.height;
    cinfo.input_components = 3;
    cinfo.in_color_space = JCS_RGB;
    jpeg_set_defaults(&cinfo);
    if (pixels.components == 1) jpeg_set_colorspace(&cinfo, JCS_GRAYSCALE);
    jpeg_set_quality(&cinfo, quality, TRUE);
    cinfo.comp_info[0].h_samp_factor = pixels.components == 1 ? 1 : pixels.h;
    cinfo.comp_info[0].v_samp_factor = pixels.components == 1 ? 1 : pixels.v;
    jpeg_start_compress(&cinfo, TRUE);
    while (cinfo.next_scanline < cinfo.image_height) {
        JSAMPROW row = pixels.rgb + pixels.width * 3 * cinfo.next_scanline;
        jpeg_write_scanlines(&cinfo, &row, 1);
    }
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    *count = size;
    return bytes;
}

static double psnr(pixels a, pixels b) {
    double sum = 0;
    size_t count = a.width * a.height * 3;
    for (size_t at = 0; at < count; at++) {
        double difference = a.rgb[at] - b.rgb[at];
        sum += difference * difference;
    }
    return sum == 0 ? 99 : 10 * log10(255 * 255 * (double)count / sum);
}

/* Feeds the recompressor; answers whether the file came to its end. */
static int recompress(ic_fast_jpeg *decoder, const uint8_t *bytes, size_t count, int quality, size_t piece) {
    ic_jpeg_header header;
    int is_started = 0;
    for (size_t at = 0;;) {
        ic_status status =
            is_started ? ic_fast_jpeg_read_rows(decoder) : ic_fast_jpeg_read_header(decoder, &header);
        if (status == IC_NEED_INPUT) {
            if (at == count) return 0;
            size_t next = count - at < piece ? count - at : piece;
            if (ic_fast_jpeg_append(decoder, bytes + at, next) != IC_OK) return 0;
            at += next;
        } else if (status == IC_OK && !is_started) {
            if (ic_fast_jpeg_add_recompression(decoder, quality, NULL, 0) != IC_OK) return 0;
            if (ic_fast_jpeg_start(decoder, 1, 1) != IC_OK) return 0;
            is_started = 1;
        } else if (status != IC_OK) {
            return status == IC_DONE;
        }
    }
}

judge_recompression judge_recompress(const uint8_t *bytes, size_t count, int quality, size_t piece) {
    judge_recompression result = {0};
    ic_fast_jpeg *decoder = ic_fast_jpeg_create();
    if (recompress(decoder, bytes, count, quality, piece)) {
        const ic_buffer *output = ic_fast_jpeg_recompressed(decoder, 0);
        pixels source = decode(bytes, count), fast = decode(output->data, output->count);
        uint8_t *encoded = encode(source, quality, &result.library_count);
        pixels library = decode(encoded, result.library_count);
        result.is_taken = fast.width == source.width && fast.height == source.height;
        result.fast_count = output->count;
        result.fast_psnr = psnr(source, fast);
        result.library_psnr = psnr(source, library);
        free(source.rgb);
        free(fast.rgb);
        free(library.rgb);
        free(encoded);
    }
    ic_fast_jpeg_free(decoder);
    return result;
}
