#include "fast_lane_judge.h"
#include "ic_cpu.h"
#include "lane_fuzz.h"

int fuzz_png_encoder(const uint8_t *bytes, size_t count) {
    if (count < 3) return 0;
    ic_fast_cpu_force((ic_cpu_level)((bytes[0] >> 2) % 3));
    judge_shape shape = {.width = 1u + bytes[1], .channels = 1 + (bytes[0] & 3)};
    shape.height = (uint32_t)((count - 2) / ((size_t)shape.width * (size_t)shape.channels));
    return shape.height > 0 && !judge_png_encoding(bytes + 2, shape).is_equal;
}
