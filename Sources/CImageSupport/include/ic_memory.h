#ifndef IC_MEMORY_H
#define IC_MEMORY_H

#include <stddef.h>

/* All memory of the image modules, and of their libraries where these allow it, comes from here, so that tests can make any
 * allocation fail. ic_malloc and ic_realloc return NULL on failure; a size of 0 counts as 1. */
void *ic_malloc(size_t size);
void *ic_realloc(void *block, size_t size);
void ic_free(void *block);

/* As ic_malloc, for the pixels of a whole picture: in huge pages where the kernel has them. Touching tens of thousands of
 * small pages for the first time takes a fifth as long as decoding. */
void *ic_malloc_picture(size_t size);

/* For tests: makes the nth allocation from now on fail, once, on the calling thread (1 is the next one); 0 disarms it.
 * Returns whether the failure armed before has happened. */
int ic_fail_allocation(long nth);

/* Counts an allocation that a library makes by itself. Returns 0 when it is to fail. */
int ic_allocation_allowed(void);

#endif
