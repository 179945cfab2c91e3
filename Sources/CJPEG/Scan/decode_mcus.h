#ifndef DECODE_MCUS_H
#define DECODE_MCUS_H

#include "scan.h"

/* Decodes up to `count` MCUs of the row, as long as the reader's next byte is not beyond `stop`, after which at least
 * IC_FAST_MARGIN bytes must be readable. Returns 0 when a code is not in its table or a prediction overflows. */
typedef int (*ic_fast_decode_mcus)(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);
int ic_fast_decode_mcus_base(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);
int ic_fast_decode_mcus_v3(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);

#endif
