#include "resample_scalar.h"

static void vertical(const uint8_t *const *rows, const int16_t *weights, int taps, int16_t *out, size_t count) {
    vertical_from(0, rows, weights, taps, out, count);
}

static void horizontal(
    const int16_t *in, const uint32_t *first, const int16_t *weights, int taps, int16_t *out, size_t count
) {
    horizontal_from(0, in, first, weights, taps, out, count);
}

static void add(uint32_t *sums, const uint8_t *row, size_t count) {
    add_row(sums, row, count);
}

static void weigh(const uint8_t *in, int channels, uint8_t *out, size_t pixels) {
    weigh_pixels(in, channels, out, pixels);
}

static void split(const int16_t *in, int channels, int16_t *planes, size_t stride, size_t count) {
    split_planes(in, channels, planes, stride, count);
}

static void join(const int16_t *planes, size_t stride, int channels, uint8_t *out, size_t count) {
    join_planes(planes, stride, channels, out, count);
}

const ic_kernels ic_portable_kernels = {vertical, horizontal, add, weigh, split, join};

#if !defined(__x86_64__) && !defined(__aarch64__)
const ic_kernels *ic_best_kernels(void) {
    return &ic_portable_kernels;
}
#endif
