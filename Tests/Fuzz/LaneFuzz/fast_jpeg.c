#include <stdio.h>

#include "fast_lane_judge.h"
#include "ic_cpu.h"
#include "lane_fuzz.h"

int fuzz_fast_jpeg(const uint8_t *bytes, size_t count) {
    if (count < 2) return 0;
    static const size_t pieces[] = {1 << 20, 1000};
    static const int scales[] = {1, 2, 3, 4, 5, 6, 8, 1};
    int scale = scales[bytes[0] & 7], halves_chroma = bytes[0] >> 6 & 1;
    ic_fast_cpu_force((ic_cpu_level)((bytes[0] >> 3 & 7) % 3));
    if (judge_jpeg(bytes + 1, count - 1, scale, halves_chroma, pieces[bytes[0] >> 7], 300000) != JUDGE_WRONG) return 0;
    fprintf(stderr, "%s\n", judge_finding());
    return 1;
}
