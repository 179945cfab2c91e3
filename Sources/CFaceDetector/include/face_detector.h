#ifndef FACE_DETECTOR_H
#define FACE_DETECTOR_H

#include <stddef.h>
#include <stdint.h>

/* Finds human faces in a small picture. It tells where they are and how sure it is, not whose they are.
 *
 * The network is YuNet ("yunet_n" of github.com/ShiqiYu/libfacedetection.train) without its landmarks: Wu, Peng, Yu: YuNet: A Tiny
 * Millisecond-level Face Detector, Machine Intelligence Research 20, 2023. NOTICE names the weights' source and licence.
 * Faces must be upright: of those turned by a quarter it finds one in six. */
typedef struct fd_detector fd_detector;

enum {
    FD_LONGEST_SIDE = 320, /* of a picture, in pixels */
    FD_MOST_FACES = 256    /* that one picture gives */
};

typedef struct {
    float x, y, width, height; /* in pixels; it may reach beyond the picture, and may be empty */
    float score;               /* 0...1 */
} fd_face;

/* A detector for one thread at a time. It holds 2.1 MB, whatever the pictures, and touches of that what a picture needs; nothing
 * is allocated later. `portable` leaves instructions beyond the architecture's baseline alone: the scores then differ by some
 * 10^-7, the boxes by some 10^-5 pixels. NULL when there is no memory. */
fd_detector *fd_create(int portable);
void fd_free(fd_detector *detector);

/* What a detector holds. */
size_t fd_bytes(void);

/* Finds the faces of `height` rows of `width` pixels R, G, B in sRGB. Those below the score `least` are left out, and of two
 * that overlap by more than 0.3 (intersection over union) the one with the lower score. `faces` has room for FD_MOST_FACES;
 * the highest score comes first. Answers their number: 0 too for a side outside of 1...FD_LONGEST_SIDE. */
int fd_detect(
    fd_detector *detector, const uint8_t *rgb, uint32_t width, uint32_t height, float least, fd_face *faces);

/* For tests: shows each tensor once it is computed, as rows of pixels of `channels` floats. "stem", "u1"..."u17" are the layers
 * in the order of the weights, before a pool; "add16" and "add8" the sums between them; "o8", "o16", "o32" the outputs. */
typedef void (*fd_watcher)(void *context, const char *name, const float *tensor, int width, int height, int channels);
void fd_watch(fd_detector *detector, fd_watcher watcher, void *context);

#endif
