/* The layers for x86-64-v3 (Haswell and Zen on), chosen at run time: the sums of 6 pixels in 12 of 16 registers of 8 floats. */
#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define FD_LANES 8
#define FD_PIXELS 6
#define FD_TILE 16
#define FD_LAYERS fd_v3_layers
#include "face_layers_body.h"
#pragma clang attribute pop

const fd_layers *fd_best_layers(void) {
    __builtin_cpu_init();
    return __builtin_cpu_supports("x86-64-v3") ? &fd_v3_layers : &fd_portable_layers;
}

#endif
