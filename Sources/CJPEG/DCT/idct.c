#include "idct.h"

#include "ic_cpu.h"

#define KERNELS(level)                                                                                                    \
    {[2] = ic_fast_idct_2_##level, [3] = ic_fast_idct_3_##level, [4] = ic_fast_idct_4_##level,                            \
     [5] = ic_fast_idct_5_##level, [6] = ic_fast_idct_6_##level, [8] = ic_fast_idct_8_##level}

ic_fast_idct ic_fast_idct_for(int size, int level) {
    static const ic_fast_idct portable[9] = KERNELS(portable);
#if defined(__x86_64__)
    static const ic_fast_idct sse2[9] = KERNELS(sse2), v3[9] = KERNELS(v3);
    if (level >= IC_CPU_V3) return v3[size];
    if (level == IC_CPU_SSE2) return sse2[size];
#elif defined(__aarch64__)
    static const ic_fast_idct neon[9] = KERNELS(neon);
    if (level >= IC_CPU_NEON) return neon[size];
#endif
    (void)level;
    return portable[size];
}
