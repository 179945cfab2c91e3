/* libFuzzer's door to one of the targets, named by -DLANE_FUZZ_TARGET=fuzz_… in scripts/fuzz. */
#ifdef LANE_FUZZ_TARGET
#include <stdlib.h>

#include "lane_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (LANE_FUZZ_TARGET(bytes, count) != 0) abort();
    return 0;
}
#endif
