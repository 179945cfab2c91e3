#ifndef RECODE_MCUS_H
#define RECODE_MCUS_H

#include "../Scan/scan.h"

/* As ic_fast_decode_mcus, and also writes the MCUs for each recoder of the scan. Returns 0 also when there is no memory. */
int ic_fast_recode_mcus_base(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);
int ic_fast_recode_mcus_v3(ic_fast_scan *scan, uint32_t count, const uint8_t *stop);

#endif
