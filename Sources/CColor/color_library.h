#ifndef COLOR_LIBRARY_H
#define COLOR_LIBRARY_H

#include <lcms2.h>

/* A context of LittleCMS that takes its memory from ic_malloc, in blocks of bounded size, and logs nothing. NULL when
 * there is no memory. */
cmsContext ic_color_context_create(void);

#endif
