/* The loop over MCUs, compiled once for each instruction set: the file that includes this names IC_FAST_DECODE_MCUS. */

#include "fast_jpeg_reader.h"

IC_FAST_INLINE uint8_t centered(int value) {
    value += 128;
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* A block of which only the DC coefficient is there, with the overflows that libjpeg's SIMD kernels have. */
IC_FAST_INLINE void fill_flat(const ic_fast_plane *plane, int16_t coefficient, uint8_t *samples) {
    int16_t value = (int16_t)((uint32_t)(uint16_t)coefficient * (uint16_t)plane->quant[0]);
    if (plane->size == 2) {
        int32_t scaled = (int32_t)((uint32_t)(int32_t)value << 17);
        uint8_t sample = centered((int32_t)((uint32_t)scaled + (1u << 19)) >> 20);
        memset(samples, sample, 2);
        memset(samples + plane->stride, sample, 2);
        return;
    }
    int16_t quadrupled = (int16_t)((uint16_t)value << 2);
    uint64_t eight = centered((quadrupled + 16) >> 5) * 0x0101010101010101u;
    if (plane->size == 8) {
        for (int row = 0; row < 8; row++) memcpy(samples + plane->stride * (size_t)row, &eight, 8);
    } else {
        for (int row = 0; row < 4; row++) memcpy(samples + plane->stride * (size_t)row, &eight, 4);
    }
}

IC_FAST_INLINE int decode_block(ic_fast_scan *scan, ic_fast_reader *reader, ic_fast_plane *plane, uint8_t *samples) {
    if (!ic_fast_difference(reader, plane->dc, &plane->prediction)) return 0;
    int16_t dc = (int16_t)plane->prediction;
    if (plane->size == 1) {
        *samples = ic_fast_dc_sample(dc, plane->quant[0]);
        return ic_fast_skip_block(reader, plane->ac);
    }
    int last = ic_fast_read_block(reader, plane->ac, scan->block, ic_fast_natural_order);
    if (last < 0) return 0;
    if (last == 0) {
        fill_flat(plane, dc, samples);
        return 1;
    }
    scan->block[0] = dc;
    plane->idct(scan->block, plane->quant, samples, plane->stride);
    memset(scan->block, 0, 64 * sizeof scan->block[0]);
    return 1;
}

int IC_FAST_DECODE_MCUS(ic_fast_scan *scan, uint32_t count, const uint8_t *stop) {
    ic_fast_reader reader = scan->reader;
    uint32_t end = scan->mcu + count, mcu = scan->mcu;
    int is_good = 1;
    for (; mcu < end && is_good && reader.next <= stop; mcu++) {
        for (int index = 0; index < scan->plane_count; index++) {
            ic_fast_plane *plane = &scan->planes[index];
            size_t size = (size_t)plane->size;
            uint8_t *row = plane->samples + (size_t)mcu * (size_t)plane->h * size;
            for (int y = 0; y < plane->v; y++, row += plane->stride * size)
                for (int x = 0; x < plane->h; x++)
                    is_good &= decode_block(scan, &reader, plane, row + (size_t)x * size);
        }
    }
    scan->reader = reader;
    scan->mcu = mcu;
    return is_good;
}
