#ifndef IC_MEMORY_H
#define IC_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* What an entry of this module answers. Negative values are failures; the handle's message then says why. */
typedef enum {
    IC_OK = 0,
    IC_NEED_INPUT = 1,   /* all bytes given so far are used up and more are needed */
    IC_DONE = 2,         /* there is nothing more to come */
    IC_CORRUPT = -1,     /* the bytes break the format, or the entropy-coded data does not decode */
    IC_UNSUPPORTED = -2, /* a form of the format that the library does not decode */
    IC_NO_MEMORY = -3    /* an allocation failed, or a limit on memory was met */
} ic_status;

/* All memory of this module, and of libjpeg and libpng as far as they allow it, comes from here.
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

/* Bytes that grow at their end: the output of an encoder. */
typedef struct {
    uint8_t *data;
    size_t count;
    size_t capacity;
} ic_buffer;

/* Makes room for `more` bytes behind `count`. Answers 0, and leaves the buffer as it was, when there is no memory. */
int ic_buffer_reserve(ic_buffer *buffer, size_t more);
int ic_buffer_append(ic_buffer *buffer, const uint8_t *bytes, size_t count);
void ic_buffer_free(ic_buffer *buffer);

#endif
