#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fast_lane_judge.h"
#include "png_decoder.h"
#include "png_encoder.h"

/* The file, to be released; NULL on failure. */
static uint8_t *encode(const uint8_t *pixels, judge_shape shape, int is_whole, size_t *count) {
    ic_png_encoding encoding = {
        .width = shape.width, .height = shape.height, .channels = shape.channels, .compression = 5,
        .is_whole = is_whole};
    ic_png_encoder *encoder = ic_png_encoder_create();
    ic_status status = ic_png_encoder_start(encoder, &encoding);
    for (uint32_t y = 0; y < shape.height && status == IC_OK; y++)
        status = ic_png_encoder_write_row(encoder, pixels + (size_t)shape.width * (size_t)shape.channels * y);
    if (status == IC_OK) status = ic_png_encoder_finish(encoder);
    uint8_t *file = NULL;
    if (status == IC_OK) {
        const ic_buffer *output = ic_png_encoder_output(encoder);
        file = malloc(*count = output->count);
        memcpy(file, output->data, output->count);
    }
    ic_png_encoder_free(encoder);
    return file;
}

static uint32_t color_of(const uint8_t *pixel, int channels) {
    uint32_t red = pixel[0], green = channels < 3 ? red : pixel[1], blue = channels < 3 ? red : pixel[2];
    return red << 24 | green << 16 | blue << 8 | (channels % 2 == 0 ? pixel[channels - 1] : 255u);
}

/* Answers whether the file holds these pixels, whatever its form. */
static int holds(const uint8_t *file, size_t count, const uint8_t *pixels, judge_shape shape) {
    judge_shape found;
    uint8_t *decoded = judge_decode_png(file, count, SIZE_MAX / 2, &found);
    int is_equal = decoded != NULL && found.width == shape.width && found.height == shape.height;
    for (size_t at = 0; is_equal && at < (size_t)shape.width * shape.height; at++)
        is_equal = color_of(pixels + at * (size_t)shape.channels, shape.channels)
            == color_of(decoded + at * (size_t)found.channels, found.channels);
    free(decoded);
    return is_equal;
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

judge_encoding judge_png_encoding(const uint8_t *pixels, judge_shape shape) {
    judge_encoding result = {0};
    double start = seconds();
    uint8_t *fast = encode(pixels, shape, 1, &result.fast_count);
    result.fast_seconds = seconds() - start;
    start = seconds();
    uint8_t *library = encode(pixels, shape, 0, &result.library_count);
    result.library_seconds = seconds() - start;
    result.is_equal = fast != NULL && library != NULL && holds(fast, result.fast_count, pixels, shape);
    free(fast);
    free(library);
    return result;
}
