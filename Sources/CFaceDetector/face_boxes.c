#include "face_boxes.h"

#include <math.h>

/* Intersection over union from which on two boxes are one face. */
static const float most_overlap = 0.3f;

/* ln of the largest side, in strides: far beyond any picture, and far from infinity. */
static const float most_exponent = 8;

static float sigmoid(float value) {
    return 1 / (1 + expf(-value));
}

int fd_read_boxes(fd_tensor out, int stride, float least, fd_face *boxes, int count) {
    const float *cell = out.at;
    for (int row = 0; row < out.height; row++) {
        for (int column = 0; column < out.width; column++, cell += FD_OUT_CHANNELS) {
            float score = sqrtf(sigmoid(cell[0]) * sigmoid(cell[1]));
            if (!(score >= least)) continue;
            float x = ((float)column + cell[2]) * (float)stride, y = ((float)row + cell[3]) * (float)stride;
            float width = expf(fminf(cell[4], most_exponent)) * (float)stride;
            float height = expf(fminf(cell[5], most_exponent)) * (float)stride;
            boxes[count++] = (fd_face){x - width / 2, y - height / 2, width, height, score};
        }
    }
    return count;
}

static int is_same(const fd_face *a, const fd_face *b) {
    float width = fminf(a->x + a->width, b->x + b->width) - fmaxf(a->x, b->x);
    float height = fminf(a->y + a->height, b->y + b->height) - fmaxf(a->y, b->y);
    if (width <= 0 || height <= 0) return 0;
    float both = width * height;
    return both > most_overlap * (a->width * a->height + b->width * b->height - both);
}

int fd_choose_faces(fd_face *boxes, int count, fd_face *faces) {
    int found = 0;
    while (count > 0 && found < FD_MOST_FACES) {
        int best = 0, kept = 0;
        for (int at = 1; at < count; at++) {
            if (boxes[at].score > boxes[best].score) best = at;
        }
        fd_face face = boxes[best];
        faces[found++] = face;
        for (int at = 0; at < count; at++) {
            if (at != best && !is_same(&face, &boxes[at])) boxes[kept++] = boxes[at];
        }
        count = kept;
    }
    return found;
}
