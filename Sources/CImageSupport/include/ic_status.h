#ifndef IC_STATUS_H
#define IC_STATUS_H

/* The rules of all C modules of the image engine:
 *
 * A handle is opaque, has one owner and serves one thread at a time. It can be freed whatever its last call returned;
 * after a failure, freeing it is all that may be done with it. Where a library reports errors by longjmp, each entry arms
 * its own setjmp, so no jump leaves the module. Nothing is printed, and no file or environment is read. */

/* What an entry returns. Negative values are failures; the handle's message, if it has one, says why. */
typedef enum {
    IC_OK = 0,
    IC_NEED_INPUT = 1,   /* all bytes given so far are used up */
    IC_DONE = 2,         /* nothing more will come */
    IC_CORRUPT = -1,     /* the bytes break the format, or the entropy-coded data does not decode */
    IC_UNSUPPORTED = -2, /* a variant of the format that this entry does not take */
    IC_NO_MEMORY = -3    /* an allocation failed, or a limit on memory was met */
} ic_status;

#endif
