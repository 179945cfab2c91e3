#include "png_library.h"

#include <string.h>

#include "ic_memory.h"

void ic_png_fail(ic_png_errors *errors, ic_status status, const char *message) {
    errors->status = status;
    strncpy(errors->message, message, sizeof errors->message - 1);
    longjmp(errors->recover, 1);
}

void ic_png_error(png_structp png, png_const_charp message) {
    ic_png_errors *errors = png_get_error_ptr(png);
    ic_png_fail(errors, errors->memory_failed ? IC_NO_MEMORY : IC_CORRUPT, message);
}

void ic_png_warning(png_structp png, png_const_charp message) {
    (void)message;
    ic_png_errors *errors = png_get_error_ptr(png);
    errors->warnings++;
}

png_voidp ic_png_malloc(png_structp png, png_alloc_size_t size) {
    void *block = ic_malloc(size);
    if (block == NULL) {
        ic_png_errors *errors = png_get_mem_ptr(png);
        errors->memory_failed = 1;
    }
    return block;
}

void ic_png_free(png_structp png, png_voidp block) {
    (void)png;
    ic_free(block);
}
