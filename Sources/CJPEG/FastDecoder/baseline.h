#ifndef BASELINE_H
#define BASELINE_H

#include "decoder.h"

/* Files of one scan: each row of MCUs is decoded when it is asked for. */

/* Decodes the next row. IC_OK, IC_NEED_INPUT, IC_CORRUPT or IC_NO_MEMORY. */
ic_status ic_fast_baseline_row(struct ic_fast_jpeg *decoder);

/* Reads from the last row to the end of the image, and ends the files of the recoders. IC_DONE, IC_NEED_INPUT, IC_CORRUPT
 * or IC_NO_MEMORY. */
ic_status ic_fast_baseline_end(struct ic_fast_jpeg *decoder);

#endif
