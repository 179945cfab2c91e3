#include "face_detector.h"

#include <stdlib.h>
#include <string.h>

#include "face_boxes.h"
#include "face_layers.h"
#include "face_weights.h"

enum {
    SIDE = FD_LONGEST_SIDE,
    COARSEST = 32, /* stride of the last layers: sides are padded to multiples of it */
    UNITS = 20,
    /* The widest tensors: 16 channels at stride 2, and 64 at stride 4. */
    TENSOR = SIDE * SIDE * 4,
    RING = 4 * (SIDE / 4 + 2) * FD_CHANNELS,
    INPUT_ROW = (SIDE + 1) * 3
};

_Static_assert(SIDE % COARSEST == 0, "a padded picture is larger than the largest");

struct fd_detector {
    const fd_layers *layers;
    fd_watcher watcher;
    void *context;
    fd_unit units[UNITS];
    float weights[FD_WEIGHTS];
    float tensors[TENSOR];
    float ring[RING];
    float input[3][INPUT_ROW];
    fd_face boxes[FD_MOST_BOXES];
};

/* Where each unit's weights lie; answers those behind the last. */
static const float *place_units(fd_unit *units, const float *weights) {
    for (int number = 0; number < UNITS; number++) {
        int in = number < 3 ? FD_STEM_CHANNELS : FD_CHANNELS;
        int out = number < 2 ? FD_STEM_CHANNELS : number < 17 ? FD_CHANNELS : FD_OUT_CHANNELS;
        fd_unit *unit = &units[number];
        unit->out_channels = out;
        unit->is_linear = number >= 17;
        unit->pointwise = weights;
        unit->pointwise_bias = unit->pointwise + in * out;
        unit->depthwise = unit->pointwise_bias + out;
        unit->depthwise_bias = unit->depthwise + 9 * out;
        weights = unit->depthwise_bias + out;
    }
    return weights;
}

fd_detector *fd_create(int portable) {
    fd_detector *detector = malloc(sizeof *detector);
    if (detector == NULL) return NULL;
    detector->layers = portable ? &fd_portable_layers : fd_best_layers();
    detector->watcher = NULL;
    detector->context = NULL;
    fd_widen_weights(detector->weights);
    place_units(detector->units, detector->weights + 28 * FD_STEM_CHANNELS);
    return detector;
}

void fd_free(fd_detector *detector) {
    free(detector);
}

size_t fd_bytes(void) {
    return sizeof(fd_detector);
}

void fd_watch(fd_detector *detector, fd_watcher watcher, void *context) {
    detector->watcher = watcher;
    detector->context = context;
}

static void show(const fd_detector *detector, const char *name, fd_tensor tensor) {
    if (detector->watcher == NULL) return;
    detector->watcher(detector->context, name, tensor.at, tensor.width, tensor.height, tensor.channels);
}

/* A row of the picture as floats, behind a black pixel; black at the right and below. */
static void take_row(float *row, const uint8_t *rgb, uint32_t width, uint32_t height, uint32_t y) {
    size_t count = y < height ? (size_t)width * 3 : 0;
    const uint8_t *from = rgb + (size_t)y * width * 3;
    memset(row, 0, INPUT_ROW * sizeof(float));
    for (size_t at = 0; at < count; at++) row[3 + at] = (float)from[at];
}

static fd_tensor stem(fd_detector *detector, const uint8_t *rgb, uint32_t width, uint32_t height) {
    uint32_t rows = (height + COARSEST - 1) / COARSEST * COARSEST / 2;
    uint32_t columns = (width + COARSEST - 1) / COARSEST * COARSEST / 2;
    fd_tensor out = {detector->tensors, (int)columns, (int)rows, FD_STEM_CHANNELS};
    float(*input)[INPUT_ROW] = detector->input;
    memset(input[1], 0, sizeof input[1]);
    for (uint32_t y = 0; y < rows; y++) {
        /* The row below of the last time is the one above now. */
        float *above = input[y % 2 == 0 ? 1 : 2], *below = input[y % 2 == 0 ? 2 : 1];
        take_row(input[0], rgb, width, height, 2 * y);
        take_row(below, rgb, width, height, 2 * y + 1);
        const float *const three[3] = {above, input[0], below};
        detector->layers->stem(three, detector->weights, out.width, out.at + (size_t)y * columns * FD_STEM_CHANNELS);
    }
    show(detector, "stem", out);
    return out;
}

static const char *const names[UNITS] = {
    "u1",  "u2",  "u3",  "u4",  "u5",  "u6",  "u7",  "u8", "u9",  "u10",
    "u11", "u12", "u13", "u14", "u15", "u16", "u17", "o8", "o16", "o32",
};

/* The units are named as in the file: 1...17 and, for o8, o16, o32, 18...20. */
static fd_tensor unit_to(fd_detector *detector, int number, fd_tensor in, float *at) {
    const fd_unit *unit = &detector->units[number - 1];
    detector->layers->unit(in, unit, detector->ring, at);
    fd_tensor out = {at, in.width, in.height, unit->out_channels};
    show(detector, names[number - 1], out);
    return out;
}

static fd_tensor unit(fd_detector *detector, int number, fd_tensor in) {
    return unit_to(detector, number, in, in.at);
}

static fd_tensor pool_to(const fd_detector *detector, fd_tensor in, float *at) {
    detector->layers->pool(in, at);
    return (fd_tensor){at, in.width / 2, in.height / 2, in.channels};
}

static fd_tensor pool(const fd_detector *detector, fd_tensor in) {
    return pool_to(detector, in, in.at);
}

static fd_tensor add_doubled(const fd_detector *detector, const char *name, fd_tensor sum, fd_tensor half) {
    detector->layers->add_doubled(sum, half.at);
    show(detector, name, sum);
    return sum;
}

static size_t count(fd_tensor tensor) {
    return (size_t)tensor.width * (size_t)tensor.height * (size_t)tensor.channels;
}

static float *behind(fd_tensor tensor) {
    return tensor.at + count(tensor);
}

int fd_detect(
    fd_detector *detector, const uint8_t *rgb, uint32_t width, uint32_t height, float least, fd_face *faces
) {
    if (width < 1 || height < 1 || width > SIDE || height > SIDE) return 0;
    fd_tensor t = stem(detector, rgb, width, height);
    t = pool(detector, unit(detector, 1, t));
    /* u3 makes four channels of one: it reads the last quarter of the place to which it writes. */
    t = unit_to(detector, 2, t, t.at + 3 * count(t));
    t = unit_to(detector, 3, t, detector->tensors);
    t = pool(detector, unit(detector, 5, unit(detector, 4, t)));
    fd_tensor c8 = unit(detector, 7, unit(detector, 6, t));
    t = pool_to(detector, c8, behind(c8));
    fd_tensor c16 = unit(detector, 9, unit(detector, 8, t));
    t = pool_to(detector, c16, behind(c16));
    t = unit(detector, 11, unit(detector, 10, t));

    fd_tensor p32 = unit(detector, 12, t);
    fd_tensor p16 = unit(detector, 13, add_doubled(detector, "add16", c16, p32));
    fd_tensor p8 = unit(detector, 14, add_doubled(detector, "add8", c8, p16));

    fd_tensor levels[3] = {p8, p16, p32};
    float *at = behind(p32);
    int boxes = 0;
    for (int level = 0; level < 3; level++) levels[level] = unit(detector, 15 + level, levels[level]);
    for (int level = 0; level < 3; level++) {
        fd_tensor out = unit_to(detector, 18 + level, levels[level], at);
        boxes = fd_read_boxes(out, 8 << level, least, detector->boxes, boxes);
        at = behind(out);
    }
    return fd_choose_faces(detector->boxes, boxes, faces);
}
