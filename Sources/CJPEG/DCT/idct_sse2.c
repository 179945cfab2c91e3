#if defined(__x86_64__)
#include <emmintrin.h>
#include <string.h>

#define IC_FAST_KERNEL(size) ic_fast_idct_##size##_sse2
#include "idct_x86.h"
#endif
