#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "idct.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define IC_FAST_KERNEL(size) ic_fast_idct_##size##_v3
#include "idct_x86.h"
#pragma clang attribute pop
#endif
