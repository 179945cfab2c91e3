#ifndef IC_STATUS_H
#define IC_STATUS_H

/* The rules that all C modules of the image engine keep:
 *
 * Every handle is opaque and has one owner. Whatever an entry answers, its handle can be freed; after a failure,
 * freeing it is all that may be done with it. An entry that calls a library whose errors are jumps arms setjmp itself,
 * so no jump leaves its module. Nothing is printed, and nothing is read but the bytes given. */

/* What an entry answers. Negative values are failures; the handle's message, if it has one, says why. */
typedef enum {
    IC_OK = 0,
    IC_NEED_INPUT = 1,   /* all bytes given so far are used up and more are needed */
    IC_DONE = 2,         /* there is nothing more to come */
    IC_CORRUPT = -1,     /* the bytes break the format, or the entropy-coded data does not decode */
    IC_UNSUPPORTED = -2, /* a form of the format that this decoder does not take */
    IC_NO_MEMORY = -3    /* an allocation failed, or a limit on memory was met */
} ic_status;

#endif
