#ifndef BASELINE_H
#define BASELINE_H

#include "decoder.h"

/* Files of one scan: each row of MCUs is decoded when it is asked for. */

/* Decodes the next row. */
ic_status ic_fast_baseline_row(struct ic_fast_jpeg *decoder);

/* Reads what stands between the last row and the end of the image, and ends the files of the recoders. IC_DONE. */
ic_status ic_fast_baseline_end(struct ic_fast_jpeg *decoder);

#endif
