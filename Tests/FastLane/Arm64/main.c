/* The differential tests of the fast lane's C as one program, for an architecture that has no tests of its own here; built and
 * run by scripts/test-arm64. Every level of instructions against libjpeg, libpng and the portable kernels. Ends non-zero, with
 * what differs, when something does. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "face_detector.h"
#include "fast_jpeg.h"
#include "fast_lane_judge.h"
#include "ic_cpu.h"
#include "lane_fuzz.h"
#include "resample.h"

static int failures, checks;

static void expect(int is_good, const char *what, size_t detail) {
    checks++;
    if (is_good) return;
    failures++;
    fprintf(stderr, "%s, %zu: %s\n", what, detail, judge_finding());
}

static uint32_t next(uint32_t *state) {
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

static const judge_sample samples[] = {
    {77, 45, 1, 1, 1, 75, 20, 0, 0, 0}, {77, 45, 0, 1, 1, 75, 20, 0, 0, 0}, {77, 45, 0, 2, 1, 75, 20, 0, 0, 0},
    {77, 45, 0, 1, 2, 75, 20, 0, 0, 0}, {77, 45, 0, 2, 2, 75, 20, 2, 1, 0}, {120, 99, 0, 1, 1, 100, 255, 0, 0, 0},
    {300, 200, 0, 1, 1, 5, 0, 0, 0, 0}, {1, 1, 0, 1, 1, 75, 20, 0, 0, 0}, {400, 300, 0, 2, 2, 95, 60, 0, 0, 0},
    {77, 45, 0, 2, 2, 75, 20, 0, 0, 1}, {64, 64, 1, 1, 1, 75, 20, 3, 0, 1},
};

static void check_jpeg(const judge_sample *sample) {
    size_t count;
    uint8_t *file = judge_make_jpeg(*sample, &count);
    for (int scale = 1; scale <= 8; scale += scale == 6 ? 2 : 1) {
        judge_verdict verdict = judge_jpeg(file, count, scale, scale & 1, 1000, 1000000);
        int may_decline = sample->is_progressive && scale > 1;
        expect(verdict == (may_decline ? JUDGE_DECLINED : JUDGE_EQUAL), "a JPEG's planes", (size_t)(sample - samples));
    }
    if (!sample->is_progressive) {
        judge_recompression result = judge_recompress(file, count, 50, 1000);
        expect(result.is_taken && result.fast_psnr >= result.library_psnr - 0.25, "a JPEG recompressed", count);
    }
    judge_release(file);
}

/* Shapes and noise, so that every filter is chosen; encoded, then decoded by the fast lane and by libpng. */
static void check_png(uint32_t width, int channels) {
    uint32_t height = 60, state = width * 4 + (uint32_t)channels;
    size_t count = (size_t)width * height * (size_t)channels;
    uint8_t *pixels = malloc(count), *input = malloc(count + height + 3);
    for (size_t at = 0; at < count; at++) {
        uint32_t x = (uint32_t)(at / (size_t)channels % width), y = (uint32_t)(at / (size_t)channels / width);
        uint32_t noise = y % 24 < 12 ? 0 : next(&state) % 9;
        pixels[at] = (uint8_t)(x * (at % (size_t)channels + 1) + y * y / 3 + (x / 16 + y / 8) % 3 * 50 + noise);
    }
    expect(judge_png_encoding(pixels, (judge_shape){width, height, channels}).is_equal, "a PNG encoded", width);
    /* Rows of random bytes with the filters that the wavefront likes, and each of the others between them. */
    static const uint8_t kinds[] = {0, 0, 3, 1, 4}, filters[] = {4, 4, 4, 4, 4, 1, 4, 4, 4, 4, 2, 4, 3, 0, 4};
    size_t row_bytes = (size_t)width * (size_t)channels + 1;
    input[0] = 128;
    input[1] = kinds[channels];
    input[2] = (uint8_t)(width - 1);
    for (size_t at = 0; at < row_bytes * height; at++)
        input[3 + at] = at % row_bytes == 0 ? filters[at / row_bytes % sizeof filters] : (uint8_t)next(&state);
    expect(fuzz_fast_png(input, row_bytes * height + 3) == 0, "a PNG's rows", width);
    free(pixels);
    free(input);
}

static void check_resampling(uint32_t width, uint32_t target, int channels) {
    uint32_t state = width, height = 50, target_height = 21;
    ic_resampling settings = {
        .source_width = width, .source_height = height, .width = width, .height = height, .target_width = target,
        .target_height = target_height, .channels = channels, .has_alpha = channels % 2 == 0};
    ic_resampler *fast = ic_resampler_create(&settings);
    settings.portable = 1;
    ic_resampler *portable = ic_resampler_create(&settings);
    uint8_t *row = malloc((size_t)width * (size_t)channels);
    uint32_t rows = 0;
    for (uint32_t y = 0; y < height; y++) {
        for (size_t at = 0; at < (size_t)width * (size_t)channels; at++) row[at] = (uint8_t)(next(&state) % 2 ? 255 : next(&state));
        ic_resampler_push(fast, row);
        ic_resampler_push(portable, row);
        for (const uint8_t *a; (a = ic_resampler_next(fast)) != NULL; rows++) {
            const uint8_t *b = ic_resampler_next(portable);
            expect(b != NULL && memcmp(a, b, (size_t)target * (size_t)channels) == 0, "a row resampled", width);
        }
    }
    expect(rows == target_height, "rows resampled", rows);
    ic_resampler_free(fast);
    ic_resampler_free(portable);
    free(row);
}

/* A sum of all rows that come out of a file, and of how it ends. */
static uint64_t sum_of(const uint8_t *file, size_t count, int scale) {
    ic_fast_jpeg *decoder = ic_fast_jpeg_create();
    ic_jpeg_header header;
    uint64_t sum = 14695981039346656037u;
    ic_status status = ic_fast_jpeg_append(decoder, file, count);
    if (status == IC_OK) status = ic_fast_jpeg_read_header(decoder, &header);
    if (status == IC_OK && (uint64_t)header.width * header.height > 300000) status = IC_UNSUPPORTED;
    if (status == IC_OK) status = ic_fast_jpeg_start(decoder, scale, 0);
    while (status == IC_OK && (status = ic_fast_jpeg_read_rows(decoder)) == IC_OK)
        for (int index = 0; index < header.planes; index++) {
            ic_jpeg_rows rows = ic_fast_jpeg_rows(decoder, index);
            size_t width = ic_fast_jpeg_plane(decoder, index).width;
            for (uint32_t row = 0; row < rows.rows; row++)
                for (size_t x = 0; x < width; x++) sum = (sum ^ rows.samples[rows.stride * row + x]) * 1099511628211u;
        }
    ic_fast_jpeg_free(decoder);
    return sum ^ (uint64_t)(int64_t)status;
}

/* Damage is where kernels meet values that no encoder writes. What libjpeg makes of those differs between its own kernels for
 * x86-64 and arm64, so these are held against the portable ones, which the tests on x86-64 hold against libjpeg. */
static void check_damage(const judge_sample *sample) {
    size_t count;
    uint32_t state = 99;
    uint8_t *file = judge_make_jpeg(*sample, &count), *damaged = malloc(count + 1);
    for (int round = 0; round < 300; round++) {
        memcpy(damaged + 1, file, count);
        for (int at = 0; at <= round % 4; at++) damaged[1 + next(&state) % count] = (uint8_t)next(&state);
        int scale = round % 7 == 6 ? 8 : 1 + round % 7;
        ic_fast_cpu_force(IC_CPU_PORTABLE);
        uint64_t portable = sum_of(damaged + 1, count, scale);
        ic_fast_cpu_force(IC_CPU_V3);
        expect(sum_of(damaged + 1, count, scale) == portable, "a damaged JPEG", (size_t)round);
        damaged[0] = (uint8_t)next(&state);
        expect(fuzz_fast_recompress(damaged, count + 1) == 0, "a damaged JPEG recompressed", (size_t)round);
    }
    judge_release(file);
    free(damaged);
}

/* The network in NEON finds the drawn face where the one in plain numpy does (Tests/Fixtures/faces/reference.json). */
static void check_faces(const char *path) {
    enum { WIDTH = 72, HEIGHT = 60, COUNT = WIDTH * HEIGHT * 3 };
    static uint8_t file[COUNT + 500];
    fd_face faces[FD_MOST_FACES];
    FILE *opened = fopen(path, "rb");
    size_t size = opened == NULL ? 0 : fread(file, 1, sizeof file, opened);
    if (opened != NULL) fclose(opened);
    expect(size > COUNT, "a face's picture", size);
    if (size <= COUNT) return;
    fd_detector *detector = fd_create(0);
    int count = fd_detect(detector, file + size - COUNT, WIDTH, HEIGHT, 0.6f, faces);
    fd_free(detector);
    expect(count == 1, "one face", (size_t)count);
    static const fd_face found = {15.20719f, 9.74121f, 29.24841f, 40.08932f, 0.92058f};
    expect(fabsf(faces->x - found.x) < 1e-3f && fabsf(faces->y - found.y) < 1e-3f, "a face's place", 0);
    expect(fabsf(faces->width - found.width) < 1e-3f && fabsf(faces->height - found.height) < 1e-3f, "a face's size", 0);
    expect(fabsf(faces->score - found.score) < 1e-4f, "a face's score", 0);
}

int main(int count, char **arguments) {
    check_faces(count > 1 ? arguments[1] : "");
    for (int level = IC_CPU_PORTABLE; level <= IC_CPU_V3; level++) {
        ic_fast_cpu_force((ic_cpu_level)level);
        if (ic_fast_cpu_level() != (ic_cpu_level)level) continue;
        for (size_t at = 0; at < sizeof samples / sizeof *samples; at++) check_jpeg(&samples[at]);
        for (int channels = 1; channels <= 4; channels++)
            for (uint32_t width = 1; width <= 70; width = width < 6 ? width + 1 : width * 2 - 1) check_png(width, channels);
        printf("level %d: %d checks\n", level, checks);
    }
    ic_fast_cpu_force(IC_CPU_V3);
    for (int channels = 1; channels <= 4; channels++) {
        check_resampling(97, 40, channels);
        check_resampling(1000, 37, channels);
        check_resampling(20, 47, channels);
    }
    for (size_t at = 0; at < sizeof samples / sizeof *samples; at += 2) check_damage(&samples[at]);
    printf("%d checks, %d failures\n", checks, failures);
    return failures != 0;
}
