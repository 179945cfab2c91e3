#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "fast_recompress.h"
#include "ic_cpu.h"
#include "lane_fuzz.h"

typedef struct {
    struct jpeg_error_mgr base;
    jmp_buf refused;
} errors;

static void refuse(j_common_ptr cinfo) {
    longjmp(((errors *)cinfo->err)->refused, 1);
}

static void refuse_warning(j_common_ptr cinfo, int level) {
    if (level < 0) refuse(cinfo);
}

/* Answers whether libjpeg reads all of it without a warning. */
static int is_readable(const ic_buffer *file) {
    struct jpeg_decompress_struct cinfo;
    errors errors;
    JSAMPROW volatile row = NULL;
    cinfo.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = refuse;
    errors.base.emit_message = refuse_warning;
    jpeg_create_decompress(&cinfo);
    int is_refused = setjmp(errors.refused);
    if (!is_refused) {
        jpeg_mem_src(&cinfo, file->data, file->count);
        jpeg_read_header(&cinfo, TRUE);
        jpeg_start_decompress(&cinfo);
        row = malloc((size_t)cinfo.output_width * 3);
        JSAMPROW rows[1] = {row};
        while (cinfo.output_scanline < cinfo.output_height) jpeg_read_scanlines(&cinfo, rows, 1);
        jpeg_finish_decompress(&cinfo);
    }
    jpeg_destroy_decompress(&cinfo);
    free(row);
    return !is_refused;
}

int fuzz_fast_recompress(const uint8_t *bytes, size_t count) {
    if (count < 2) return 0;
    ic_fast_cpu_force((ic_cpu_level)(bytes[0] % 3));
    ic_fast_jpeg *decoder = ic_fast_jpeg_create();
    ic_jpeg_header header;
    ic_fast_jpeg_append(decoder, bytes + 1, count - 1);
    ic_status status = ic_fast_jpeg_read_header(decoder, &header);
    if (status == IC_OK && (size_t)header.width * header.height > 20000) status = IC_UNSUPPORTED;
    if (status == IC_OK) status = ic_fast_jpeg_add_recompression(decoder, 1 + bytes[0] % 100, NULL, 0);
    if (status == IC_OK) status = ic_fast_jpeg_start(decoder, 1 << (bytes[0] / 3 % 4), bytes[0] & 1);
    while (status == IC_OK) status = ic_fast_jpeg_read_rows(decoder);
    int is_good = status != IC_DONE || is_readable(ic_fast_jpeg_recompressed(decoder, 0));
    ic_fast_jpeg_free(decoder);
    return !is_good;
}
