#ifndef FACE_WEIGHTS_H
#define FACE_WEIGHTS_H

enum { FD_WEIGHTS = 72040 };

/* Widens the weights of the binary to floats, of which `weights` has room for FD_WEIGHTS: the stem's [ky][kx][RGB][16] and its
 * bias, then those of the units u1...u17 and o8, o16, o32, each as fd_unit has them. */
void fd_widen_weights(float *weights);

#endif
