#ifndef ZIGZAG_H
#define ZIGZAG_H

#include <stdint.h>

/* An offset that leads to the trash after a block of 64, from any position. */
enum { IC_FAST_NO_STORE = 80 };

/* Zigzag to natural order. Positions beyond the block lead to its trash. */
extern const uint8_t ic_fast_natural_order[64 + IC_FAST_NO_STORE];

#endif
