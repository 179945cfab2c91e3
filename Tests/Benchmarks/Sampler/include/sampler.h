#ifndef SAMPLER_H
#define SAMPLER_H

#include <stddef.h>

/* A statistical profiler of one thread, for benchmarks only: the product carries nothing of it.
 *
 * Between a start and a stop, the calling thread is interrupted every `microseconds` and the address of the instruction it is at
 * is kept, up to SAMPLER_CAPACITY addresses in all; what comes later is dropped. Handlers of SIGPROF are replaced. */

enum { SAMPLER_CAPACITY = 1 << 16 };

/* Returns 0, or -1 when the system has no timer for it. */
int sampler_start(int microseconds);

void sampler_stop(void);

/* Copies the addresses kept so far to `addresses`, which has room for `count`, and forgets them. Returns how many. */
size_t sampler_take(size_t *addresses, size_t count);

#endif
