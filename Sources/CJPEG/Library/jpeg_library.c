#include "jpeg_library.h"

#include <string.h>

#include <jerror.h>

#include "ic_memory.h"

static ic_jpeg_errors *errors_of(j_common_ptr cinfo) {
    return (ic_jpeg_errors *)cinfo->err;
}

static ic_status status_of(int code) {
    switch (code) {
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
        return IC_NO_MEMORY;
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_NOTIMPL:
    case JERR_SOF_UNSUPPORTED:
        return IC_UNSUPPORTED;
    default:
        return IC_CORRUPT;
    }
}

static void error_exit(j_common_ptr cinfo) {
    ic_jpeg_errors *errors = errors_of(cinfo);
    errors->status = status_of(cinfo->err->msg_code);
    cinfo->err->format_message(cinfo, errors->message);
    longjmp(errors->recover, 1);
}

static void emit_message(j_common_ptr cinfo, int level) {
    if (level >= 0) return;
    switch (cinfo->err->msg_code) {
    case JWRN_ARITH_BAD_CODE:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
        /* libjpeg would go on with gray blocks; a half-gray picture is worse than none. */
        error_exit(cinfo);
    default:
        errors_of(cinfo)->warnings++;
    }
}

static void output_message(j_common_ptr cinfo) {
    (void)cinfo;
}

struct jpeg_error_mgr *ic_jpeg_errors_init(ic_jpeg_errors *errors) {
    jpeg_std_error(&errors->base);
    errors->base.error_exit = error_exit;
    errors->base.emit_message = emit_message;
    errors->base.output_message = output_message;
    return &errors->base;
}

void ic_jpeg_fail(j_common_ptr cinfo, ic_status status, const char *message) {
    ic_jpeg_errors *errors = errors_of(cinfo);
    errors->status = status;
    strncpy(errors->message, message, sizeof errors->message - 1);
    longjmp(errors->recover, 1);
}

static struct jpeg_memory_mgr *counted(j_common_ptr cinfo) {
    if (!ic_allocation_allowed()) ic_jpeg_fail(cinfo, IC_NO_MEMORY, "Insufficient memory");
    return &errors_of(cinfo)->memory;
}

static void *alloc_small(j_common_ptr cinfo, int pool, size_t size) {
    return counted(cinfo)->alloc_small(cinfo, pool, size);
}

static void *alloc_large(j_common_ptr cinfo, int pool, size_t size) {
    return counted(cinfo)->alloc_large(cinfo, pool, size);
}

static JSAMPARRAY alloc_sarray(j_common_ptr cinfo, int pool, JDIMENSION width, JDIMENSION rows) {
    return counted(cinfo)->alloc_sarray(cinfo, pool, width, rows);
}

static JBLOCKARRAY alloc_barray(j_common_ptr cinfo, int pool, JDIMENSION blocks, JDIMENSION rows) {
    return counted(cinfo)->alloc_barray(cinfo, pool, blocks, rows);
}

static void realize_virt_arrays(j_common_ptr cinfo) {
    counted(cinfo)->realize_virt_arrays(cinfo);
}

void ic_jpeg_count_memory(j_common_ptr cinfo) {
    errors_of(cinfo)->memory = *cinfo->mem;
    cinfo->mem->alloc_small = alloc_small;
    cinfo->mem->alloc_large = alloc_large;
    cinfo->mem->alloc_sarray = alloc_sarray;
    cinfo->mem->alloc_barray = alloc_barray;
    cinfo->mem->realize_virt_arrays = realize_virt_arrays;
}
