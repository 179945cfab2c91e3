#include "idct.h"
#include "idct_constants.h"

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

/* A product of 16-bit values, unsigned so that sums may wrap. */
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

/* Whether only the first row has coefficients; libjpeg then wraps instead of saturating. */
static int is_one_row(const int16_t *block) {
    int any = 0;
    for (int at = 8; at < 64; at++) any |= block[at];
    return any == 0;
}

static void columns(const int16_t *block, const int16_t *quant, int16_t work[8][8]) {
    if (is_one_row(block)) {
        for (int column = 0; column < 8; column++)
            for (int row = 0; row < 8; row++)
                work[row][column] = (int16_t)((uint16_t)dequantized(block[column], quant[column]) << 2);
        return;
    }
    for (int column = 0; column < 8; column++) {
        int16_t in[8];
        int32_t out[8];
        for (int row = 0; row < 8; row++) in[row] = dequantized(block[row * 8 + column], quant[row * 8 + column]);
        pass_8(in, out, DESCALE_1);
        for (int row = 0; row < 8; row++) work[row][column] = saturated(out[row]);
    }
}

void ic_fast_idct_8_portable(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16_t work[8][8];
    columns(block, quant, work);
    for (int row = 0; row < 8; row++, samples += stride) {
        int32_t out[8];
        pass_8(work[row], out, DESCALE_2);
        for (int column = 0; column < 8; column++) samples[column] = centered(out[column]);
    }
}

static void truncated_pass(int n, const int16_t *in, int32_t *out, int bits) {
    for (int i = 0; i < (n + 1) / 2; i++) {
        uint32_t even = 0, odd = 0;
        for (int k = 0; k < n; k += 2) even += times(in[k], ic_fast_truncated[n][i][k]);
        for (int k = 1; k < n; k += 2) odd += times(in[k], ic_fast_truncated[n][i][k]);
        out[i] = descaled(even + odd, bits);
        out[n - 1 - i] = descaled(even - odd, bits);
    }
}

static void truncated(int n, const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {
    int16_t work[IC_FAST_MOST_TRUNCATED][IC_FAST_MOST_TRUNCATED];
    int32_t out[IC_FAST_MOST_TRUNCATED];
    for (int column = 0; column < n; column++) {
        int16_t in[IC_FAST_MOST_TRUNCATED];
        for (int row = 0; row < n; row++) in[row] = dequantized(block[row * 8 + column], quant[row * 8 + column]);
        truncated_pass(n, in, out, DESCALE_1);
        for (int row = 0; row < n; row++) work[row][column] = saturated(out[row]);
    }
    for (int row = 0; row < n; row++, samples += stride) {
        truncated_pass(n, work[row], out, DESCALE_2);
        for (int column = 0; column < n; column++) samples[column] = centered(out[column]);
    }
}

#define TRUNCATED(n)                                                                                                      \
    void ic_fast_idct_##n##_portable(const int16_t *block, const int16_t *quant, uint8_t *samples, size_t stride) {       \
        truncated(n, block, quant, samples, stride);                                                                      \
    }
TRUNCATED(2)
TRUNCATED(3)
TRUNCATED(4)
TRUNCATED(5)
TRUNCATED(6)
#undef TRUNCATED
