#include "ic_buffer.h"

#include <string.h>

#include "ic_memory.h"

int ic_buffer_reserve(ic_buffer *buffer, size_t more) {
    if (more > SIZE_MAX / 2 - buffer->count) return 0;
    size_t needed = buffer->count + more;
    if (needed <= buffer->capacity) return 1;
    size_t capacity = buffer->capacity < 4096 ? 4096 : buffer->capacity;
    while (capacity < needed) capacity *= 2;
    uint8_t *data = ic_realloc(buffer->data, capacity);
    if (data == NULL) return 0;
    buffer->data = data;
    buffer->capacity = capacity;
    return 1;
}

int ic_buffer_append(ic_buffer *buffer, const uint8_t *bytes, size_t count) {
    if (!ic_buffer_reserve(buffer, count)) return 0;
    if (count > 0) memcpy(buffer->data + buffer->count, bytes, count);
    buffer->count += count;
    return 1;
}

void ic_buffer_free(ic_buffer *buffer) {
    ic_free(buffer->data);
    *buffer = (ic_buffer){0};
}
