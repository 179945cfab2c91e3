#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "unfilter.h"

/* On 16-bit lanes. Ties go to the left, then to above (PNG, 9.4). */
static inline uint16x8_t paeth(uint16x8_t left, uint16x8_t above, uint16x8_t corner) {
    uint16x8_t by_left = vabdq_u16(above, corner), by_above = vabdq_u16(left, corner);
    uint16x8_t by_corner = vabdq_u16(vaddq_u16(left, above), vaddq_u16(corner, corner));
    uint16x8_t is_left = vandq_u16(vcleq_u16(by_left, by_above), vcleq_u16(by_left, by_corner));
    return vbslq_u16(is_left, left, vbslq_u16(vcleq_u16(by_above, by_corner), above, corner));
}

static inline uint32_t pixel_at(const uint8_t *from) {
    uint32_t pixel;
    memcpy(&pixel, from, 4);
    return pixel;
}

static inline void store_pixel(uint8_t *to, uint32_t pixel, size_t size) {
    if (size == 4) memcpy(to, &pixel, 4);
    else memcpy(to, &pixel, 3);
}

static inline uint16x8_t widened(uint32_t first, uint32_t second) {
    return vmovl_u8(vcreate_u8((uint64_t)second << 32 | first));
}

void ic_fast_png_paeth_neon(uint8_t *row, size_t bytes, size_t size, const uint8_t *above) {
    uint16x8_t left = vdupq_n_u16(0), corner = left, low_bytes = vdupq_n_u16(255);
    for (size_t at = 0; at < bytes; at += size) {
        uint16x8_t up = widened(pixel_at(above + at), 0);
        left = vandq_u16(vaddq_u16(widened(pixel_at(row + at), 0), paeth(left, up, corner)), low_bytes);
        corner = up;
        store_pixel(row + at, vget_lane_u32(vreinterpret_u32_u8(vmovn_u16(left)), 0), size);
    }
}

/* As ic_fast_png_paeth_4_v3, the four rows in two vectors of two. */
void ic_fast_png_paeth_4_neon(uint8_t *rows, size_t bytes, size_t size, const uint8_t *above) {
    const uint16x8_t low_bytes = vdupq_n_u16(255), zero = vdupq_n_u16(0);
    uint8_t *row[4];
    for (int i = 0; i < 4; i++) row[i] = rows + (bytes + 1) * (size_t)i + 1;
    uint16x8_t left[2] = {zero, zero}, corner[2] = {zero, zero};
    size_t pixels = bytes / size;
    for (size_t step = 0; step < pixels + 3; step++) {
        uint32_t raw[4] = {0, 0, 0, 0};
        int is_inside[4];
        for (size_t i = 0; i < 4; i++) {
            is_inside[i] = step >= i && step - i < pixels;
            if (is_inside[i]) raw[i] = pixel_at(row[i] + (step - i) * size);
        }
        uint16x4_t top = vget_low_u16(widened(is_inside[0] ? pixel_at(above + step * size) : 0, 0));
        uint16x8_t up[2] = {vcombine_u16(top, vget_low_u16(left[0])), vextq_u16(left[0], left[1], 4)};
        uint32_t done[4];
        for (int half = 0; half < 2; half++) {
            uint16x8_t values = widened(raw[2 * half], raw[2 * half + 1]);
            values = vandq_u16(vaddq_u16(values, paeth(left[half], up[half], corner[half])), low_bytes);
            corner[half] = up[half];
            /* A row's left neighbor is zero before its first pixel, whatever was computed there. */
            if (step < (size_t)(2 * half)) values = zero;
            else if (step == (size_t)(2 * half)) values = vcombine_u16(vget_low_u16(values), vget_low_u16(zero));
            left[half] = values;
            vst1_u8((uint8_t *)(done + 2 * half), vmovn_u16(values));
        }
        for (size_t i = 0; i < 4; i++)
            if (is_inside[i]) store_pixel(row[i] + (step - i) * size, done[i], size);
    }
}
#endif
