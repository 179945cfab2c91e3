#ifndef INTERVALS_H
#define INTERVALS_H

#include "decoder.h"

/* Entropy-coded data from one marker to the next: of a scan, or of a restart interval. */

/* Makes sure that an MCU can be read. `stop` is the last place of the reader's next byte at which one may be begun. IC_OK
 * or IC_NEED_INPUT. */
ic_status ic_fast_window_ready(struct ic_fast_jpeg *decoder, const uint8_t **stop);

/* IC_CORRUPT when more was read than there is. To be called after every run of MCUs. */
ic_status ic_fast_window_check(struct ic_fast_jpeg *decoder);

/* Skips what is left of the data before the next marker: padding, or bytes that belong to nothing, which are a warning
 * unless they are expected. IC_OK or IC_NEED_INPUT. */
ic_status ic_fast_drop_rest(struct ic_fast_jpeg *decoder, int is_expected);

/* Takes the restart marker that is due. IC_OK, IC_NEED_INPUT or IC_CORRUPT. */
ic_status ic_fast_restart(struct ic_fast_jpeg *decoder);

#endif
