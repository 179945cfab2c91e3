#include "fast_cpu.h"
#include "fast_dct_constants.h"
#include "fast_jpeg_scan.h"

static int16_t dequantized(int16_t coefficient, int16_t quant) {
    return (int16_t)((uint32_t)(uint16_t)coefficient * (uint16_t)quant);
}

static int16_t saturated(int32_t value) {
    return (int16_t)(value < -32768 ? -32768 : value > 32767 ? 32767 : value);
}

static int32_t descaled(uint32_t value, int bits) {
    return (int32_t)(value + (1u << (bits - 1))) >> bits;
}

static uint8_t centered(int32_t value) {
    return (uint8_t)((value < -128 ? -128 : value > 127 ? 127 : value) + 128);
}

/* Products of 16-bit values, in arithmetic that may wrap. */
static uint32_t times(int16_t value, int32_t factor) {
    return (uint32_t)(value * factor);
}

static void pass_8(const int16_t in[8], int32_t out[8], int bits) {
    uint32_t t0 = (uint32_t)(int16_t)(in[0] + in[4]) << 13, t1 = (uint32_t)(int16_t)(in[0] - in[4]) << 13;
    uint32_t t3 = times(in[2], F_0_541 + F_0_765) + times(in[6], F_0_541);
    uint32_t t2 = times(in[2], F_0_541) + times(in[6], F_0_541 - F_1_847);
    int16_t z3 = (int16_t)(in[7] + in[3]), z4 = (int16_t)(in[5] + in[1]);
    uint32_t y3 = times(z3, F_1_175 - F_1_961) + times(z4, F_1_175);
    uint32_t y4 = times(z3, F_1_175) + times(z4, F_1_175 - F_0_390);
    uint32_t o0 = times(in[7], F_0_298 - F_0_899) + times(in[1], -F_0_899) + y3;
    uint32_t o1 = times(in[5], F_2_053 - F_2_562) + times(in[3], -F_2_562) + y4;
    uint32_t o2 = times(in[5], -F_2_562) + times(in[3], F_3_072 - F_2_562) + y3;
    uint32_t o3 = times(in[7], -F_0_899) + times(in[1], F_1_501 - F_0_899) + y4;
    out[0] = descaled(t0 + t3 + o3, bits);
    out[7] = descaled(t0 + t3 - o3, bits);
    out[1] = descaled(t1 + t2 + o2, bits);
    out[6] = descaled(t1 + t2 - o2, bits);
    out[2] = descaled(t1 - t2 + o1, bits);
    out[5] = descaled(t1 - t2 - o1, bits);
    out[3] = descaled(t0 - t3 + o0, bits);
    out[4] = descaled(t0 - t3 - o0, bits);
}

static void pass_4(const int16_t in[8], int32_t out[4], int bits) {
    uint32_t t0 = (uint32_t)(int32_t)in[0] << 14;
    uint32_t t2 = times(in[2], F_1_847) + times(in[6], -F_0_765);
    uint32_t o2 = times(in[1], F_2_562) + times(in[3], F_0_899) + times(in[5], -F_0_601) + times(in[7], -F_0_509);
    uint32_t o0 = times(in[1], F_1_061) + times(in[3], -F_2_172) + times(in[5], F_1_451) + times(in[7], -F_0_211);
    out[0] = descaled(t0 + t2 + o2, bits);
    out[3] = descaled(t0 + t2 - o2, bits);
    out[1] = descaled(t0 - t2 + o0, bits);
    out[2] = descaled(t0 - t2 - o0, bits);
}

static uint32_t odd_2(const int16_t in[8]) {
    return times(in[1], F_3_624) + times(in[3], -F_1_272) + times(in[5], F_0_850) + times(in[7], -F_0_720);
}

/* Whether only the first row, and perhaps `ignored`, has coefficients; libjpeg then wraps instead of saturating. */
static int is_one_row(const int16_t *block, int ignored) {
    int any = 0;
    for (int at = 8; at < 64; at++)
        if (at / 8 != ignored) any |= block[at];
    return any == 0;
}

static void columns(const int16_t *block, const int16_t *quant, int size, int16_t work[8][8]) {
    if (is_one_row(block, size == 8 ? 0 : 4)) {
        for (int column = 0; column < 8; column++)
            for (int row = 0; row < size; row++)
                work[row][column] = (int16_t)((uint16_t)dequantized(block[column], quant[column]) << 2);
        return;
    }
    for (int column = 0; column < 8; column++) {
        int16_t in[8];
        int32_t out[8];
        for (int row = 0; row < 8; row++) in[row] = dequantized(block[row * 8 + column], quant[row * 8 + column]);
        if (size == 8) pass_8(in, out, DESCALE_8_1);
        else pass_4(in, out, DESCALE_4_1);
        for (int row = 0; row < size; row++) work[row][column] = saturated(out[row]);
    }
}

void ic_fast_idct_8_portable(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16_t work[8][8];
    columns(block, quant, 8, work);
    for (int row = 0; row < 8; row++, samples += stride) {
        int32_t out[8];
        pass_8(work[row], out, DESCALE_8_2);
        for (int column = 0; column < 8; column++) samples[column] = centered(out[column]);
    }
}

void ic_fast_idct_4_portable(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16_t work[8][8];
    columns(block, quant, 4, work);
    for (int row = 0; row < 4; row++, samples += stride) {
        int32_t out[4];
        pass_4(work[row], out, DESCALE_4_2);
        for (int column = 0; column < 4; column++) samples[column] = centered(out[column]);
    }
}

void ic_fast_idct_2_portable(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16_t upper[8] = {0}, lower[8] = {0};
    int32_t upper_0 = 0, lower_0 = 0;
    for (int column = 0; column < 8; column++) {
        if (column != 0 && column % 2 == 0) continue;
        int16_t in[8];
        for (int row = 0; row < 8; row++) in[row] = dequantized(block[row * 8 + column], quant[row * 8 + column]);
        uint32_t even = (uint32_t)(int32_t)in[0] << 15, odd = odd_2(in);
        int32_t a = descaled(even + odd, DESCALE_2_1), b = descaled(even - odd, DESCALE_2_1);
        if (column == 0) {
            upper_0 = a;
            lower_0 = b;
        } else {
            upper[column] = saturated(a);
            lower[column] = saturated(b);
        }
    }
    uint32_t even = (uint32_t)upper_0 << 15, odd = odd_2(upper);
    samples[0] = centered(descaled(even + odd, DESCALE_2_2));
    samples[1] = centered(descaled(even - odd, DESCALE_2_2));
    even = (uint32_t)lower_0 << 15;
    odd = odd_2(lower);
    samples[stride] = centered(descaled(even + odd, DESCALE_2_2));
    samples[stride + 1] = centered(descaled(even - odd, DESCALE_2_2));
}

ic_fast_idct ic_fast_idct_for(int size, int level) {
#if defined(__x86_64__)
    if (level >= IC_CPU_V3)
        return size == 8 ? ic_fast_idct_8_v3 : size == 4 ? ic_fast_idct_4_v3 : ic_fast_idct_2_v3;
    if (level == IC_CPU_SSE2)
        return size == 8 ? ic_fast_idct_8_sse2 : size == 4 ? ic_fast_idct_4_sse2 : ic_fast_idct_2_sse2;
#elif defined(__aarch64__)
    if (level >= IC_CPU_NEON)
        return size == 8 ? ic_fast_idct_8_neon : size == 4 ? ic_fast_idct_4_neon : ic_fast_idct_2_neon;
#endif
    (void)level;
    return size == 8 ? ic_fast_idct_8_portable : size == 4 ? ic_fast_idct_4_portable : ic_fast_idct_2_portable;
}
