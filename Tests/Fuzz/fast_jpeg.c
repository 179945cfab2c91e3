/* The fast JPEG decoder against libjpeg. The first byte chooses scale, pieces and instruction set, the rest is the file.
 *
 * clang -g -O1 -fsanitize=fuzzer,address,undefined -ISources/CImageCodecs/include -ITests/FastLaneJudge/include \
 *     Tests/Fuzz/fast_jpeg.c Tests/FastLaneJudge/judge_*.c Sources/CImageCodecs/{fast_*,memory}.c \
 *     -ljpeg -lpng -lz -ldeflate -o fuzz_fast_jpeg */

#include <stdio.h>
#include <stdlib.h>

#include "fast_cpu.h"
#include "fast_lane_judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 2) return 0;
    static const size_t pieces[] = {1 << 20, 1000};
    int scale = 1 << (bytes[0] & 3);
    ic_fast_cpu_force((ic_cpu_level)((bytes[0] >> 2) % 3));
    size_t piece = pieces[bytes[0] >> 7];
    if (judge_jpeg(bytes + 1, count - 1, scale, piece, 300000) == JUDGE_WRONG) {
        fprintf(stderr, "%s\n", judge_finding());
        abort();
    }
    return 0;
}
