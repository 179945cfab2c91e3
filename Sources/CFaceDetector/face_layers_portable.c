/* The layers in vectors of 4, which every 64-bit processor has: SSE2 keeps the sums of 2 pixels in its 16 registers, NEON those
 * of 6 in its 32. */
#if defined(__aarch64__)
#define FD_PIXELS 6
#else
#define FD_PIXELS 2
#endif
#define FD_LANES 4
#define FD_TILE 16
#define FD_LAYERS fd_portable_layers
#include "face_layers_body.h"

#if !defined(__x86_64__)
const fd_layers *fd_best_layers(void) {
    return &fd_portable_layers;
}
#endif
