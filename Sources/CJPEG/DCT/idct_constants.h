#ifndef IDCT_CONSTANTS_H
#define IDCT_CONSTANTS_H

/* Factors of the Loeffler-Ligtenberg-Moschytz inverse DCT, in 13 fractional bits. All kernels of 8 samples a side add, wrap
 * and saturate where libjpeg-turbo's SIMD kernels for x86-64 do, so that even absurd coefficients give equal samples. */
enum {
    F_0_298 = 2446,
    F_0_390 = 3196,
    F_0_541 = 4433,
    F_0_765 = 6270,
    F_0_899 = 7373,
    F_1_175 = 9633,
    F_1_501 = 12299,
    F_1_847 = 15137,
    F_1_961 = 16069,
    F_2_053 = 16819,
    F_2_562 = 20995,
    F_3_072 = 25172,

    /* Bits dropped after the first and the second pass. */
    DESCALE_1 = 11,
    DESCALE_2 = 18
};

/* Factors of the truncated inverse DCTs, in 13 fractional bits: sqrt(2) cos((2i + 1) k pi / 2n) for sample i and
 * coefficient k of n, and 8192 for k = 0. They keep the n lowest frequencies each way. Averaging pixels, as libjpeg does,
 * leaves aliases: a resampler needs twice the target's samples of those, and 1.5 times of these. The second half of the
 * samples mirrors the first: even coefficients have the same sign there, odd ones the opposite. */
enum { IC_FAST_MOST_TRUNCATED = 6 };
static const short ic_fast_truncated[IC_FAST_MOST_TRUNCATED + 1][3][IC_FAST_MOST_TRUNCATED] = {
    [2] = {{8192, 8192}},
    [3] = {{8192, 10033, 5793}, {8192, 0, -11585}},
    [4] = {{8192, 10703, 8192, 4433}, {8192, 4433, -8192, -10703}},
    [5] = {{8192, 11018, 9373, 6810, 3580}, {8192, 6810, -3580, -11018, -9373}, {8192, 0, -11585, 0, 11585}},
    [6] = {{8192, 11190, 10033, 8192, 5793, 2998},
        {8192, 8192, 0, -8192, -11585, -8192},
        {8192, 2998, -10033, -8192, 5793, 11190}},
};

#endif
