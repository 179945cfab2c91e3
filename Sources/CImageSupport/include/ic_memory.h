#ifndef IC_MEMORY_H
#define IC_MEMORY_H

#include <stddef.h>

/* All memory of the image modules comes from here, and that of their libraries as far as these allow it.
 * ic_malloc and ic_realloc answer NULL on failure; a size of 0 counts as 1. */
void *ic_malloc(size_t size);
void *ic_realloc(void *block, size_t size);
void ic_free(void *block);

/* As ic_malloc, for all pixels of a picture: in huge pages where the kernel has them, since touching some ten thousand small
 * ones for the first time takes as long as a fifth of decoding. */
void *ic_malloc_picture(size_t size);

/* For tests: the nth allocation on the calling thread from now on fails (1 is the next one), once; 0 switches it off.
 * Answers whether the failure armed before has happened. */
int ic_fail_allocation(long nth);

/* Counts one allocation that a library makes by itself: answers 0 when it shall fail. */
int ic_allocation_allowed(void);

#endif
