/* Writes small JPEGs of many kinds to the folder that is named, for the fuzzers to begin with; see scripts/fuzz. */
#include <stdio.h>

#include "fast_lane_judge.h"

int main(int count, char **arguments) {
    if (count != 2) return 1;
    static const judge_sample samples[] = {
        {16, 16, 1, 1, 1, 50, 20, 0, 1, 0}, {17, 9, 0, 2, 2, 75, 20, 0, 1, 0}, {33, 20, 0, 2, 2, 90, 60, 1, 1, 0},
        {24, 24, 0, 1, 1, 60, 40, 2, 1, 0}, {31, 8, 0, 2, 1, 60, 40, 0, 1, 0}, {9, 40, 0, 1, 2, 60, 40, 0, 1, 0},
        {64, 16, 1, 1, 1, 100, 255, 3, 1, 0}, {40, 40, 0, 2, 2, 100, 255, 0, 0, 0}, {17, 17, 0, 2, 2, 10, 0, 0, 1, 0},
        {16, 16, 1, 1, 1, 75, 20, 0, 0, 1}, {33, 17, 0, 2, 2, 75, 20, 0, 0, 1}, {20, 20, 0, 1, 1, 75, 20, 2, 0, 1},
        {1, 1, 0, 2, 2, 75, 0, 0, 1, 0}, {100, 3, 0, 2, 1, 85, 30, 5, 1, 0},
    };
    for (size_t at = 0; at < sizeof samples / sizeof *samples; at++) {
        char path[1000];
        size_t bytes;
        uint8_t *file = judge_make_jpeg(samples[at], &bytes);
        snprintf(path, sizeof path, "%s/%02zu.jpg", arguments[1], at);
        FILE *output = fopen(path, "wb");
        if (output == NULL || fwrite(file, 1, bytes, output) != bytes || fclose(output) != 0) return 1;
        judge_release(file);
    }
    return 0;
}
