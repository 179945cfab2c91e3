#include "face_weights.h"

#include <stdint.h>
#include <string.h>

/* IEEE 754 binary16, little-endian. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const uint8_t file[] = {
#embed "yunet_n.f16"
};
#pragma clang diagnostic pop

_Static_assert(sizeof file == 2 * FD_WEIGHTS, "the weights are not those of this network");

void fd_widen_weights(float *weights) {
    for (int at = 0; at < FD_WEIGHTS; at++) {
        uint32_t half = (uint32_t)file[2 * at] | (uint32_t)file[2 * at + 1] << 8;
        /* Exponent and mantissa as those of a float, whose bias is greater by 112: exact for subnormals too, and there is
         * neither infinity nor NaN in the file. */
        uint32_t bits = (half & 0x7FFF) << 13;
        float magnitude;
        memcpy(&magnitude, &bits, sizeof magnitude);
        weights[at] = magnitude * (half & 0x8000 ? -0x1p112f : 0x1p112f);
    }
}
