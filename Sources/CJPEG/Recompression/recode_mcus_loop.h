/* The loop that recodes MCUs, compiled once for each instruction set: the file that includes this defines
 * IC_FAST_RECODE_MCUS, and IC_FAST_AVX2 where AVX2 may be used. */

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "../Entropy/bit_reader.h"
#include "../Entropy/zigzag.h"
#include "../Scan/block_samples.h"
#include "recode_mcus.h"
#include "recoder.h"

/* The most bytes of an MCU of six blocks, every one of them stuffed. */
enum { MOST_BYTES_OF_MCU = 2 * 6 * (64 * 27 / 8 + 8) };

static const uint8_t zigzag_order[64 + IC_FAST_NO_STORE] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
    28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55,
    56, 57, 58, 59, 60, 61, 62, 63,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};

/* Writes 64 bits. `to` has room for 16 bytes. */
IC_FAST_INLINE uint8_t *write_stuffed(uint8_t *to, uint64_t bits) {
    uint64_t swapped = __builtin_bswap64(bits);
    /* Whether any byte is 0xFF: its complement is then zero. */
    uint64_t complement = ~bits;
    if (((complement - 0x0101010101010101u) & ~complement & 0x8080808080808080u) == 0) {
        memcpy(to, &swapped, 8);
        return to + 8;
    }
    for (int at = 0; at < 8; at++, swapped >>= 8) {
        *to++ = (uint8_t)swapped;
        if ((uint8_t)swapped == 0xFF) *to++ = 0;
    }
    return to;
}

IC_FAST_INLINE uint8_t *put(ic_fast_bit_writer *writer, uint8_t *to, uint32_t bits, int count) {
    writer->free -= count;
    if (writer->free >= 0) {
        writer->bits = writer->bits << count | bits;
        return to;
    }
    int over = -writer->free;
    to = write_stuffed(to, writer->bits << (count - over) | (uint64_t)bits >> over);
    writer->bits = bits;
    writer->free = 64 - over;
    return to;
}

/* A code followed by the bits of a value (ITU-T T.81, F.1.2). */
IC_FAST_INLINE uint8_t *put_value(ic_fast_bit_writer *writer, uint8_t *to, uint32_t code, int32_t value, int size) {
    uint32_t bits = (uint32_t)(value + (value >> 31)) & ((1u << size) - 1);
    return put(writer, to, (code >> 8) << size | bits, (int)(code & 255) + size);
}

IC_FAST_INLINE int size_of(int32_t value) {
    return value == 0 ? 0 : 32 - __builtin_clz((uint32_t)(value < 0 ? -value : value));
}

/* Rounds by the precision of a float, which is the same in every instruction set. */
IC_FAST_INLINE int16_t rounded(float scaled) {
    scaled = scaled > 1023.0f ? 1023.0f : scaled < -1023.0f ? -1023.0f : scaled;
    return (int16_t)(int32_t)((scaled + 12582912.0f) - 12582912.0f);
}

#if defined(__SSE2__)
/* The same for eight. A product of a coefficient and a ratio is below 2^31. */
IC_FAST_INLINE __m128i requantize_8(const int16_t *block, const float *ratios) {
    __m128i in = _mm_load_si128((const __m128i *)block);
#if defined(IC_FAST_AVX2)
    __m256 scaled = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_cvtepi16_epi32(in)), _mm256_loadu_ps(ratios));
    __m256i wide = _mm256_cvtps_epi32(scaled);
    __m128i low = _mm256_castsi256_si128(wide), high = _mm256_extracti128_si256(wide, 1);
#else
    __m128i low = _mm_srai_epi32(_mm_unpacklo_epi16(in, in), 16), high = _mm_srai_epi32(_mm_unpackhi_epi16(in, in), 16);
    low = _mm_cvtps_epi32(_mm_mul_ps(_mm_cvtepi32_ps(low), _mm_loadu_ps(ratios)));
    high = _mm_cvtps_epi32(_mm_mul_ps(_mm_cvtepi32_ps(high), _mm_loadu_ps(ratios + 4)));
#endif
    const __m128i most = _mm_set1_epi16(1023), least = _mm_set1_epi16(-1023);
    return _mm_max_epi16(_mm_min_epi16(_mm_packs_epi32(low, high), most), least);
}
#endif

/* To the nearest multiple of the new quantization. Returns which coefficients are not zero, as bits. */
IC_FAST_INLINE uint64_t requantize(const int16_t *block, const float *ratios, int16_t *out) {
    uint64_t nonzero = 0;
#if defined(__SSE2__)
    for (int at = 0; at < 64; at += 16) {
        __m128i low = requantize_8(block + at, ratios + at), high = requantize_8(block + at + 8, ratios + at + 8);
        _mm_storeu_si128((__m128i *)(out + at), low);
        _mm_storeu_si128((__m128i *)(out + at + 8), high);
        /* Saturating to bytes turns only zeros into zeros. */
        __m128i zero = _mm_cmpeq_epi8(_mm_packs_epi16(low, high), _mm_setzero_si128());
        nonzero |= (uint64_t)(uint16_t)~_mm_movemask_epi8(zero) << at;
    }
#else
    for (int at = 0; at < 64; at++) {
        out[at] = rounded((float)block[at] * ratios[at]);
        nonzero |= (uint64_t)(out[at] != 0) << at;
    }
#endif
    return nonzero;
}

IC_FAST_INLINE uint8_t *write_block(
    ic_fast_bit_writer *writer, uint8_t *to, const int16_t *block, uint64_t nonzero, const ic_fast_codes *codes,
    int32_t *prediction) {
    int32_t difference = block[0] - *prediction;
    *prediction = block[0];
    int size = size_of(difference);
    to = put_value(writer, to, codes->dc[size], difference, size);
    int last = 0;
    for (nonzero &= ~(uint64_t)1; nonzero != 0; nonzero &= nonzero - 1) {
        int at = __builtin_ctzll(nonzero), run = at - last - 1;
        for (; run > 15; run -= 16) to = put(writer, to, codes->ac[0xF0] >> 8, (int)(codes->ac[0xF0] & 255));
        size = size_of(block[at]);
        to = put_value(writer, to, codes->ac[run << 4 | size], block[at], size);
        last = at;
    }
    if (last < 63) to = put(writer, to, codes->ac[0] >> 8, (int)(codes->ac[0] & 255));
    return to;
}

IC_FAST_INLINE int recode_block(
    ic_fast_scan *scan, ic_fast_reader *reader, int index, uint8_t *samples, struct ic_fast_recoder *recoders) {
    ic_fast_plane *plane = &scan->planes[index];
    if (!ic_fast_difference(reader, plane->dc, &plane->prediction)) return 0;
    int last = ic_fast_read_block(reader, plane->ac, scan->block, zigzag_order, 63);
    if (last < 0) return 0;
    scan->block[0] = (int16_t)plane->prediction;
    uint8_t level = ic_fast_dc_sample(scan->block[0], plane->quant[0]);
    for (struct ic_fast_recoder *recoder = recoders; recoder != NULL; recoder = recoder->next) {
        int16_t block[64];
        uint64_t nonzero = 0;
        /* All samples of a flat block were rounded to the same level: requantize that level, not the coefficient. */
        if (last == 0) block[0] = rounded((float)(level - 128) * recoder->level_ratios[index]);
        else nonzero = requantize(scan->block, recoder->ratios[index], block);
        uint8_t *to = recoder->output.data + recoder->output.count;
        to = write_block(
            &recoder->writer, to, block, nonzero, &recoder->codes[index > 0], &recoder->predictions[index]);
        recoder->output.count = (size_t)(to - recoder->output.data);
    }
    if (plane->size == 1) {
        *samples = level;
    } else {
        _Alignas(16) int16_t block[64] = {0};
        for (int at = 0; at <= last; at++) block[ic_fast_natural_order[at]] = scan->block[at];
        ic_fast_write_samples(plane, block, last, samples);
    }
    memset(scan->block, 0, 64 * sizeof scan->block[0]);
    return 1;
}

int IC_FAST_RECODE_MCUS(ic_fast_scan *scan, uint32_t count, const uint8_t *stop) {
    ic_fast_reader reader = scan->reader;
    uint32_t end = scan->mcu + count, mcu = scan->mcu;
    int is_good = 1;
    for (; mcu < end && is_good && reader.next <= stop; mcu++) {
        for (struct ic_fast_recoder *recoder = scan->recoders; recoder != NULL; recoder = recoder->next) {
            if (ic_buffer_reserve(&recoder->output, MOST_BYTES_OF_MCU)) continue;
            scan->has_no_memory = 1;
            return 0;
        }
        for (int index = 0; index < scan->plane_count; index++) {
            ic_fast_plane *plane = &scan->planes[index];
            size_t size = (size_t)plane->size;
            uint8_t *row = plane->samples + (size_t)mcu * (size_t)plane->h * size;
            for (int y = 0; y < plane->v; y++, row += plane->stride * size)
                for (int x = 0; x < plane->h; x++)
                    is_good &= recode_block(scan, &reader, index, row + (size_t)x * size, scan->recoders);
        }
    }
    scan->reader = reader;
    scan->mcu = mcu;
    return is_good;
}
