#define IC_FAST_RECODE_MCUS ic_fast_recode_mcus_base
#include "recode_mcus_loop.h"
