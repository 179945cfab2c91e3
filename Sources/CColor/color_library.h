#ifndef COLOR_LIBRARY_H
#define COLOR_LIBRARY_H

#include <lcms2.h>

/* A context of LittleCMS whose memory comes from ic_malloc, in blocks of bounded size, and that keeps silent.
 * NULL: no memory. */
cmsContext ic_color_context_create(void);

#endif
