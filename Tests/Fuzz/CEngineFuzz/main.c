#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Built with the fuzzer's instrumentation, this is a libFuzzer target; without, it replays the files it is given. */

void minilab_fuzz_engine(const uint8_t *bytes, long count);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count > 0) minilab_fuzz_engine(bytes, (long)count);
    return 0;
}

#if !__has_feature(coverage_sanitizer)
int main(int count, char **files) {
    static uint8_t bytes[1 << 20];
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(files[i], "rb");
        if (file == NULL) return 1;
        size_t read = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        printf("%s: %zu bytes\n", files[i], read);
        LLVMFuzzerTestOneInput(bytes, read);
    }
    return 0;
}
#endif
