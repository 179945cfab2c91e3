#ifndef PROGRESSIVE_H
#define PROGRESSIVE_H

#include "decoder.h"

/* The progressive part: reads the scans until the image's end, then gives rows from the coefficients. */
ic_status ic_fast_progressive_start(struct ic_fast_jpeg *decoder);
ic_status ic_fast_progressive_rows(struct ic_fast_jpeg *decoder);

#endif
