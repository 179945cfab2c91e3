#include "ic_memory.h"

#include <stdint.h>
#include <stdlib.h>
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
    /* Only a hint: the block serves without it too. */
    if (block != NULL) (void)madvise(block, rounded, MADV_HUGEPAGE);
    return block;
}

void *ic_realloc(void *block, size_t size) {
    return ic_allocation_allowed() ? realloc(block, size ? size : 1) : NULL;
}

void ic_free(void *block) {
    free(block);
}
