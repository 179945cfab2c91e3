#include "recoder.h"

#include <string.h>

#include "../Entropy/zigzag.h"
#include "ic_memory.h"

/* The standard tables (ITU-T T.81, annex K): class and number, counts of the lengths, symbols, as in a DHT segment. */
static const uint8_t standard_tables[] = {
    /* dc luma */
    0x00, 0x00, 0x01, 0x05, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,
    /* ac luma */
    0x10, 0x00, 0x02, 0x01, 0x03, 0x03, 0x02, 0x04, 0x03, 0x05, 0x05, 0x04, 0x04, 0x00, 0x00, 0x01, 0x7d, 0x01,
    0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14,
    0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82,
    0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38,
    0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a,
    0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84,
    0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4,
    0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4,
    0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3,
    0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
    /* dc chroma */
    0x01, 0x00, 0x03, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b,
    /* ac chroma */
    0x11, 0x00, 0x02, 0x01, 0x02, 0x04, 0x04, 0x03, 0x04, 0x07, 0x05, 0x04, 0x04, 0x00, 0x01, 0x02, 0x77, 0x00,
    0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22, 0x32,
    0x81, 0x08, 0x14, 0x42, 0x91, 0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1, 0x0a,
    0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37,
    0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59,
    0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x82,
    0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2,
    0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2,
    0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe2,
    0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
};
enum { DC_TABLE_BYTES = 29, AC_TABLE_BYTES = 179 };

/* Annex K's quantization tables, zigzag order. */
static const uint8_t luma_quant[64] = {
    16, 11, 12, 14, 12, 10, 16, 14,  13,  14,  18,  17,  16,  19,  24,  40,  26,  24,  22,  22,  24, 49,
    35, 37, 29, 40, 58, 51, 61, 60,  57,  51,  56,  55,  64,  72,  92,  78,  64,  68,  87,  69,  55, 56,
    80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
};
static const uint8_t chroma_quant[64] = {
    17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
};

/* As jpeg_set_quality with force_baseline. */
static void scale_quant(const uint8_t standard[64], int quality, uint8_t quant[64]) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    for (int at = 0; at < 64; at++) {
        int value = (standard[at] * percent + 50) / 100;
        quant[at] = (uint8_t)(value < 1 ? 1 : value > 255 ? 255 : value);
    }
}

static void make_codes(const uint8_t *table, uint32_t *codes) {
    const uint8_t *symbols = table + 17;
    uint32_t code = 0;
    for (uint32_t length = 1; length <= 16; length++, code <<= 1)
        for (int i = 0; i < table[length]; i++) codes[*symbols++] = code++ << 8 | length;
}

static int append_segment(ic_buffer *output, uint8_t marker, size_t count, const uint8_t *bytes) {
    uint8_t head[4] = {0xFF, marker, (uint8_t)((count + 2) >> 8), (uint8_t)(count + 2)};
    return ic_buffer_append(output, head, 4) && ic_buffer_append(output, bytes, count);
}

static int append_exif(ic_buffer *output, const uint8_t *exif, size_t count) {
    if (exif == NULL || count == 0 || count > 65000) return 1;
    static const uint8_t signature[6] = {'E', 'x', 'i', 'f', 0, 0};
    size_t length = 2 + sizeof signature + count;
    uint8_t head[4] = {0xFF, 0xE1, (uint8_t)(length >> 8), (uint8_t)length};
    return ic_buffer_append(output, head, 4) && ic_buffer_append(output, signature, sizeof signature)
        && ic_buffer_append(output, exif, count);
}

static int append_headers(
    ic_buffer *output, const ic_fast_headers *headers, uint8_t quants[2][64], const uint8_t *exif, size_t exif_count) {
    static const uint8_t start[2] = {0xFF, 0xD8};
    static const uint8_t jfif[14] = {'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0};
    int is_gray = headers->component_count == 1, good = 1;
    good &= ic_buffer_append(output, start, 2) && append_segment(output, 0xE0, sizeof jfif, jfif);
    good &= append_exif(output, exif, exif_count);
    for (int table = 0; table < (is_gray ? 1 : 2); table++) {
        uint8_t payload[65] = {(uint8_t)table};
        memcpy(payload + 1, quants[table], 64);
        good &= append_segment(output, 0xDB, sizeof payload, payload);
    }
    uint8_t frame[15] = {8, (uint8_t)(headers->height >> 8), (uint8_t)headers->height, (uint8_t)(headers->width >> 8),
        (uint8_t)headers->width, (uint8_t)headers->component_count};
    uint8_t scan[10] = {(uint8_t)headers->component_count};
    for (int index = 0; index < headers->component_count; index++) {
        const ic_fast_component *component = &headers->components[index];
        frame[6 + 3 * index] = scan[1 + 2 * index] = (uint8_t)(index + 1);
        frame[7 + 3 * index] = (uint8_t)(component->h << 4 | component->v);
        frame[8 + 3 * index] = index > 0;
        scan[2 + 2 * index] = index > 0 ? 0x11 : 0;
    }
    size_t count = (size_t)headers->component_count;
    scan[1 + 2 * count + 1] = 63;
    good &= append_segment(output, 0xC0, 6 + 3 * count, frame);
    const uint8_t *table = standard_tables;
    for (int number = 0; number < (is_gray ? 2 : 4); number++) {
        size_t bytes = number % 2 == 0 ? DC_TABLE_BYTES : AC_TABLE_BYTES;
        good &= append_segment(output, 0xC4, bytes, table);
        table += bytes;
    }
    return good & append_segment(output, 0xDA, 4 + 2 * count, scan);
}

ic_status ic_fast_recoder_create(
    struct ic_fast_recoder **created, const ic_fast_headers *headers, int quality, const uint8_t *exif,
    size_t exif_count) {
    struct ic_fast_recoder *recoder = *created = ic_malloc(sizeof *recoder);
    if (recoder == NULL) return IC_NO_MEMORY;
    memset(recoder, 0, sizeof *recoder);
    recoder->writer.free = 64;
    make_codes(standard_tables, recoder->codes[0].dc);
    make_codes(standard_tables + DC_TABLE_BYTES, recoder->codes[0].ac);
    make_codes(standard_tables + DC_TABLE_BYTES + AC_TABLE_BYTES, recoder->codes[1].dc);
    make_codes(standard_tables + 2 * DC_TABLE_BYTES + AC_TABLE_BYTES, recoder->codes[1].ac);
    /* Tables scaled from the same one often divide each other. Rounding halves to even would then send half of them to
     * zero. */
    const float away_from_zero = 1.000001f;
    uint8_t quants[2][64];
    scale_quant(luma_quant, quality, quants[0]);
    scale_quant(chroma_quant, quality, quants[1]);
    for (int index = 0; index < headers->component_count; index++) {
        recoder->level_ratios[index] = 8.0f / (float)quants[index > 0][0] * away_from_zero;
        for (int at = 0; at < 64; at++)
            recoder->ratios[index][at] =
                (float)(uint16_t)headers->components[index].quant[ic_fast_natural_order[at]]
                / (float)quants[index > 0][at] * away_from_zero;
    }
    return append_headers(&recoder->output, headers, quants, exif, exif_count) ? IC_OK : IC_NO_MEMORY;
}

static int end_file(struct ic_fast_recoder *recoder) {
    static const uint8_t end[2] = {0xFF, 0xD9};
    ic_fast_bit_writer *writer = &recoder->writer;
    int used = 64 - writer->free, padding = (8 - used % 8) % 8;
    uint64_t bits = writer->bits << padding | ((1u << padding) - 1);
    for (int left = used + padding - 8; left >= 0; left -= 8) {
        uint8_t bytes[2] = {(uint8_t)(bits >> left), 0};
        if (!ic_buffer_append(&recoder->output, bytes, bytes[0] == 0xFF ? 2 : 1)) return 0;
    }
    return ic_buffer_append(&recoder->output, end, 2);
}

int ic_fast_recoders_end(struct ic_fast_recoder *recoders) {
    int good = 1;
    for (; recoders != NULL; recoders = recoders->next) good &= end_file(recoders);
    return good;
}

void ic_fast_recoders_free(struct ic_fast_recoder *recoders) {
    while (recoders != NULL) {
        struct ic_fast_recoder *next = recoders->next;
        ic_buffer_free(&recoders->output);
        ic_free(recoders);
        recoders = next;
    }
}
