#ifndef PROGRESSIVE_H
#define PROGRESSIVE_H

#include "decoder.h"

/* Files of several scans, at 1/8: all scans are read first, and rows are then made from the DC coefficients. */

/* Makes room for the coefficients and begins the first scan. IC_OK, IC_CORRUPT or IC_NO_MEMORY. */
ic_status ic_fast_progressive_start(struct ic_fast_jpeg *decoder);

/* Reads until the end of the image. IC_OK, IC_NEED_INPUT, IC_CORRUPT or IC_NO_MEMORY. */
ic_status ic_fast_progressive_read(struct ic_fast_jpeg *decoder);

/* Makes the next row of MCUs. */
void ic_fast_progressive_row(struct ic_fast_jpeg *decoder);

#endif
