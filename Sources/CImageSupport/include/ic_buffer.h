#ifndef IC_BUFFER_H
#define IC_BUFFER_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that grow at the end, such as the output of an encoder. */
typedef struct {
    uint8_t *data;
    size_t count;
    size_t capacity;
} ic_buffer;

/* Makes room for `more` bytes after `count`. Returns 0, and leaves the buffer as it was, when there is no memory. */
int ic_buffer_reserve(ic_buffer *buffer, size_t more);
int ic_buffer_append(ic_buffer *buffer, const uint8_t *bytes, size_t count);
void ic_buffer_free(ic_buffer *buffer);

#endif
