#define IC_FAST_DECODE_MCUS ic_fast_decode_mcus_base
#include "decode_mcus_loop.h"
