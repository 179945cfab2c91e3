#ifndef INTERVALS_H
#define INTERVALS_H

#include "decoder.h"

/* Entropy-coded data from one marker to the next: of a scan, or of a restart interval. */

/* Makes sure that an MCU can be read, and says up to where the reader's next byte may stand before one is begun.
 * IC_OK or IC_NEED_INPUT. */
ic_status ic_fast_window_ready(struct ic_fast_jpeg *decoder, const uint8_t **stop);

/* IC_CORRUPT when more was read than there is. To be called behind every run of MCUs. */
ic_status ic_fast_window_check(struct ic_fast_jpeg *decoder);

/* Passes over what is left of the data before the next marker, with a warning unless that is expected: padding, or bytes
 * that belong to nothing. IC_OK or IC_NEED_INPUT. */
ic_status ic_fast_drop_rest(struct ic_fast_jpeg *decoder, int is_expected);

/* Takes the restart marker that is due. IC_OK, IC_NEED_INPUT or IC_CORRUPT. */
ic_status ic_fast_restart(struct ic_fast_jpeg *decoder);

#endif
