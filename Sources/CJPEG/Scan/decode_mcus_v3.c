#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "decode_mcus.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define IC_FAST_DECODE_MCUS ic_fast_decode_mcus_v3
#include "decode_mcus_loop.h"
#pragma clang attribute pop
#endif
