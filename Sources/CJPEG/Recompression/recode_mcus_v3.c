#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "recode_mcus.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define IC_FAST_AVX2
#define IC_FAST_RECODE_MCUS ic_fast_recode_mcus_v3
#include "recode_mcus_loop.h"
#pragma clang attribute pop
#endif
