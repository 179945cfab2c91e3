#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "fast_lane_judge.h"
#include "ic_cpu.h"
#include "lane_fuzz.h"

static void put(uint8_t *to, uint32_t value) {
    for (int at = 0; at < 4; at++) to[at] = (uint8_t)(value >> (24 - 8 * at));
}

static size_t number(const uint8_t *from) {
    return (size_t)from[0] << 24 | (size_t)from[1] << 16 | (size_t)from[2] << 8 | from[3];
}

/* A copy whose chunks have the checksums of what is in them. */
static uint8_t *mended(const uint8_t *file, size_t count) {
    uint8_t *copy = malloc(count);
    memcpy(copy, file, count);
    for (size_t at = 8; at + 12 <= count;) {
        size_t length = number(copy + at);
        if (length > count - at - 12) break;
        put(copy + at + 8 + length, (uint32_t)crc32(0, copy + at + 4, (uInt)(length + 4)));
        at += length + 12;
    }
    return copy;
}

static uint8_t *add_chunk(uint8_t *to, const char *type, const uint8_t *body, size_t count) {
    put(to, (uint32_t)count);
    memcpy(to + 4, type, 4);
    if (count > 0) memcpy(to + 8, body, count);
    put(to + 8 + count, (uint32_t)crc32(0, to + 4, (uInt)(count + 4)));
    return to + count + 12;
}

/* A file of these rows, each a filter and its bytes; the last one may be short, or there may be none. */
static uint8_t *made(int choice, size_t width, const uint8_t *rows, size_t count, size_t *file_count) {
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    static const struct { uint8_t color, size; } kinds[] = {{0, 1}, {2, 3}, {3, 1}, {4, 2}, {6, 4}};
    size_t row_bytes = width * kinds[choice].size + 1;
    uint8_t header[13] = {[8] = 8, [9] = kinds[choice].color}, palette[768];
    put(header, (uint32_t)width);
    put(header + 4, (uint32_t)((count + row_bytes - 1) / row_bytes));
    for (int at = 0; at < 768; at++) palette[at] = (uint8_t)(at * 37);
    uLongf compressed = compressBound((uLong)count);
    uint8_t *data = malloc(compressed), *file = malloc(compressed + 1200), *at = file + 8;
    compress2(data, &compressed, rows, (uLong)count, 1);
    memcpy(file, signature, 8);
    at = add_chunk(at, "IHDR", header, 13);
    if (kinds[choice].color == 3) {
        at = add_chunk(at, "PLTE", palette, 768);
        if (width % 2) at = add_chunk(at, "tRNS", palette, 200);
    }
    at = add_chunk(at, "IDAT", data, compressed);
    at = add_chunk(at, "IEND", NULL, 0);
    free(data);
    *file_count = (size_t)(at - file);
    return file;
}

int fuzz_fast_png(const uint8_t *bytes, size_t count) {
    if (count < 4) return 0;
    ic_fast_cpu_force((ic_cpu_level)(bytes[0] % 3));
    size_t piece = bytes[0] & 64 ? 7 : 1 << 20, file_count = count - 1;
    uint8_t *file = bytes[0] & 128 ? made(bytes[1] % 5, 1u + bytes[2], bytes + 3, count - 3, &file_count)
                                   : mended(bytes + 1, count - 1);
    judge_verdict verdict = judge_png(file, file_count, piece, 4000000);
    free(file);
    return verdict == JUDGE_WRONG;
}
