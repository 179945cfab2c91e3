#ifndef FACE_BOXES_H
#define FACE_BOXES_H

#include "face_detector.h"
#include "face_layers.h"

enum {
    /* The cells at strides 8, 16 and 32. */
    FD_MOST_BOXES = FD_LONGEST_SIDE / 8 * (FD_LONGEST_SIDE / 8) * 21 / 16
};

/* The cells of an output whose score is at least `least`, as boxes behind the `count` that there are. Answers their number. */
int fd_read_boxes(fd_tensor out, int stride, float least, fd_face *boxes, int count);

/* Takes the box with the highest score, drops all that overlap it, and so on until `faces` has FD_MOST_FACES or no box is left.
 * Answers the number of faces. */
int fd_choose_faces(fd_face *boxes, int count, fd_face *faces);

#endif
