#include "ic_memory.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static _Thread_local long allocations_left;

int ic_fail_allocation(long nth) {
    int happened = allocations_left < 0;
    allocations_left = nth;
    return happened;
}

int ic_allocation_allowed(void) {
    if (allocations_left <= 0) return 1;
    if (--allocations_left > 0) return 1;
    allocations_left = -1;
    return 0;
}

void *ic_malloc(size_t size) {
    return ic_allocation_allowed() ? malloc(size ? size : 1) : NULL;
}

void *ic_malloc_picture(size_t size) {
    enum { huge_page = 1 << 21 };
    if (size < 2 * huge_page || size > SIZE_MAX / 2) return ic_malloc(size);
    if (!ic_allocation_allowed()) return NULL;
    size_t rounded = (size + huge_page - 1) / huge_page * huge_page;
    void *block = aligned_alloc(huge_page, rounded);
    /* A hint: where it is not taken, nothing is lost. */
    if (block != NULL) (void)madvise(block, rounded, MADV_HUGEPAGE);
    return block;
}

void *ic_realloc(void *block, size_t size) {
    return ic_allocation_allowed() ? realloc(block, size ? size : 1) : NULL;
}

void ic_free(void *block) {
    free(block);
}

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
