/* The fast PNG decoder against libpng. The first byte chooses pieces and instruction set, the rest is the file; checksums
 * are not mended, so most inputs end at a chunk's: seeds carry the weight. Built as fast_jpeg.c is. */

#include <stdlib.h>

#include "fast_cpu.h"
#include "fast_lane_judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 2) return 0;
    ic_fast_cpu_force((ic_cpu_level)(bytes[0] % 3));
    if (judge_png(bytes + 1, count - 1, bytes[0] & 64 ? 7 : 1 << 20, 4000000) == JUDGE_WRONG) abort();
    return 0;
}
