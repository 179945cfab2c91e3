/* The loop over MCUs, compiled once for each instruction set: the file that includes this defines IC_FAST_DECODE_MCUS. */

#include "../Entropy/bit_reader.h"
#include "../Entropy/zigzag.h"
#include "block_samples.h"
#include "decode_mcus.h"

IC_FAST_INLINE int decode_block(ic_fast_scan *scan, ic_fast_reader *reader, ic_fast_plane *plane, uint8_t *samples) {
    if (!ic_fast_difference(reader, plane->dc, &plane->prediction)) return 0;
    int16_t dc = (int16_t)plane->prediction;
    if (plane->size == 1) {
        *samples = ic_fast_dc_sample(dc, plane->quant[0]);
        return ic_fast_skip_block(reader, plane->ac, 0);
    }
    /* Twice, so that whole blocks are read with a constant limit. */
    int last = plane->size == 8
        ? ic_fast_read_block(reader, plane->ac, scan->block, ic_fast_natural_order, 63)
        : ic_fast_read_block(reader, plane->ac, scan->block, ic_fast_natural_order, (unsigned)plane->last_needed);
    if (last < 0) return 0;
    scan->block[0] = dc;
    ic_fast_write_samples(plane, scan->block, last, samples);
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
