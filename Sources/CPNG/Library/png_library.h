#ifndef PNG_LIBRARY_H
#define PNG_LIBRARY_H

/* What the decoder and the encoder share: libpng's errors, which jump back to the entry, and its memory, which tests can
 * make fail. */

#include <setjmp.h>

#include <png.h>

#include "ic_status.h"

typedef struct {
    jmp_buf recover;
    ic_status status;
    long warnings;
    int memory_failed;
    char message[160];
} ic_png_errors;

/* libpng's callbacks; the error pointer and the memory pointer are the ic_png_errors. */
void ic_png_error(png_structp png, png_const_charp message) __attribute__((noreturn));
void ic_png_warning(png_structp png, png_const_charp message);
png_voidp ic_png_malloc(png_structp png, png_alloc_size_t size);
void ic_png_free(png_structp png, png_voidp block);

/* Ends the entry with a failure that is not libpng's. */
void ic_png_fail(ic_png_errors *errors, ic_status status, const char *message) __attribute__((noreturn));

#endif
