#ifndef JPEG_LIBRARY_H
#define JPEG_LIBRARY_H

/* What the decoder and the encoder share: libjpeg's errors, which jump back to the entry, and its memory, which tests can
 * make fail. */

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "ic_status.h"

typedef struct {
    struct jpeg_error_mgr base; /* first, so that libjpeg's pointer to it is a pointer to this */
    jmp_buf recover;
    ic_status status;
    long warnings;
    char message[JMSG_LENGTH_MAX];
    struct jpeg_memory_mgr memory; /* libjpeg's own methods, behind the counted ones */
} ic_jpeg_errors;

/* To be called before jpeg_create_*, which may jump too. */
struct jpeg_error_mgr *ic_jpeg_errors_init(ic_jpeg_errors *errors);

/* Puts ic_allocation_allowed before each allocation of a created object. */
void ic_jpeg_count_memory(j_common_ptr cinfo);

/* Ends the entry with a failure that is not libjpeg's. */
void ic_jpeg_fail(j_common_ptr cinfo, ic_status status, const char *message) __attribute__((noreturn));

#endif
