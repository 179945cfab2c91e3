#include "color_library.h"

#include <lcms2_plugin.h>
#include <string.h>

#include "ic_memory.h"

/* More than the table of any printer takes. A profile that asks for more is an attack. */
enum { largest_block = 32 << 20 };

static void *allocate(cmsContext context, cmsUInt32Number size) {
    (void)context;
    return size > largest_block ? NULL : ic_malloc(size);
}

static void release(cmsContext context, void *block) {
    (void)context;
    ic_free(block);
}

static void *reallocate(cmsContext context, void *block, cmsUInt32Number size) {
    (void)context;
    return size > largest_block ? NULL : ic_realloc(block, size);
}

static void ignore(cmsContext context, cmsUInt32Number code, const char *text) {
    (void)context;
    (void)code;
    (void)text;
}

cmsContext ic_color_context_create(void) {
    cmsPluginMemHandler memory;
    memset(&memory, 0, sizeof memory);
    memory.base.Magic = cmsPluginMagicNumber;
    memory.base.ExpectedVersion = 2060;
    memory.base.Type = cmsPluginMemHandlerSig;
    memory.MallocPtr = allocate;
    memory.FreePtr = release;
    memory.ReallocPtr = reallocate;
    cmsContext context = cmsCreateContext(&memory, NULL);
    if (context != NULL) cmsSetLogErrorHandlerTHR(context, ignore);
    return context;
}
