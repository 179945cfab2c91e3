#if defined(__x86_64__)
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define IC_FILTER_ROW ic_fast_png_filter_row_v3
#include "filter_row.h"
#pragma clang attribute pop
#endif
