#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "fast_lane_judge.h"

uint8_t *judge_make_jpeg(judge_sample sample, size_t *count) {
    struct jpeg_compress_struct cinfo;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    cinfo.err = jpeg_std_error(&errors);
    jpeg_create_compress(&cinfo);
    jpeg_mem_dest(&cinfo, &bytes, &size);
    cinfo.image_width = (JDIMENSION)sample.width;
    cinfo.image_height = (JDIMENSION)sample.height;
    cinfo.input_components = sample.is_gray ? 1 : 3;
    cinfo.in_color_space = sample.is_gray ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&cinfo);
    jpeg_set_quality(&cinfo, sample.quality, TRUE);
    cinfo.comp_info[0].h_samp_factor = sample.h;
    cinfo.comp_info[0].v_samp_factor = sample.v;
    cinfo.restart_interval = (unsigned)sample.restart;
    cinfo.optimize_coding = sample.is_optimized;
    if (sample.is_progressive) jpeg_simple_progression(&cinfo);
    jpeg_start_compress(&cinfo, TRUE);
    uint32_t state = 1;
    uint8_t *row = malloc((size_t)sample.width * 3);
    for (int y = 0; y < sample.height; y++) {
        for (int x = 0; x < sample.width * cinfo.input_components; x++) {
            state = state * 1664525u + 1013904223u;
            int noise = sample.noise > 0 ? (int)(state >> 16) % (2 * sample.noise + 1) - sample.noise : 0;
            int value = (x * x / 97 + y * (x % 7 + 3)) % 256 / 2 + y * 90 / sample.height + noise;
            row[x] = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
        }
        jpeg_write_scanlines(&cinfo, &row, 1);
    }
    free(row);
    jpeg_finish_compress(&cinfo);
    jpeg_destroy_compress(&cinfo);
    *count = size;
    return bytes;
}

void judge_release(uint8_t *bytes) {
    free(bytes);
}
