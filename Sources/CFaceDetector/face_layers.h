#ifndef FACE_LAYERS_H
#define FACE_LAYERS_H

#include <stdint.h>

enum {
    FD_STEM_CHANNELS = 16,
    FD_CHANNELS = 64,     /* of the widest layers */
    FD_OUT_CHANNELS = 8   /* class, object, dx, dy, ln w, ln h, 0, 0 */
};

/* A tensor's place and its shape: rows of pixels of `channels` floats. */
typedef struct {
    float *at;
    int width, height, channels;
} fd_tensor;

/* The weights of a unit in the order of the file. */
typedef struct {
    const float *pointwise;      /* [in][out] */
    const float *pointwise_bias;
    const float *depthwise;      /* [ky * 3 + kx][out] */
    const float *depthwise_bias;
    int out_channels;
    int is_linear; /* without ReLU at its end */
} fd_unit;

/* The layers, compiled for more than one set of instructions. */
typedef struct {
    /* One row of the 3x3 convolution of stride 2 with ReLU. `rows` are three rows of the input as floats R, G, B, each with one
     * pixel more at the left; `weights` are [ky][kx][RGB][16], then the bias. Writes `width` pixels. */
    void (*stem)(const float *const rows[3], const float *weights, int width, float *out);

    /* A 1x1 convolution, then a depthwise 3x3 one. Row y of `out` is written once row y + 1 of `in` was read, so both may be
     * one place where a pixel does not grow. `ring` has room for four rows with a pixel more at either side. */
    void (*unit)(fd_tensor in, const fd_unit *unit, float *ring, float *out);

    /* The largest of each 2x2. Both may be one place. */
    void (*pool)(fd_tensor in, float *out);

    /* Adds a tensor of half the size, each of its pixels four times. */
    void (*add_doubled)(fd_tensor sum, const float *half);
} fd_layers;

extern const fd_layers fd_portable_layers;

#if defined(__x86_64__)
extern const fd_layers fd_v3_layers;
#endif

/* The fastest that this processor has. */
const fd_layers *fd_best_layers(void);

#endif
