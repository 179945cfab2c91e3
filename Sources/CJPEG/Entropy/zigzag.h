#ifndef ZIGZAG_H
#define ZIGZAG_H

#include <stdint.h>

/* An offset that leads to the trash behind a block of 64, whatever position it is added to. */
enum { IC_FAST_NO_STORE = 80 };

/* Zigzag to natural order; what lies beyond the block leads to its trash. */
extern const uint8_t ic_fast_natural_order[64 + IC_FAST_NO_STORE];

#endif
