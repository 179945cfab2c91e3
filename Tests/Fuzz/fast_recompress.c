/* The recompressor: whatever comes in, libjpeg reads what comes out without a warning. The first byte chooses quality and
 * instruction set, the rest is the file. Built as fast_jpeg.c is. */

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "fast_cpu.h"
#include "fast_recompress.h"

static jmp_buf refused;

static void refuse(j_common_ptr cinfo) {
    (void)cinfo;
    longjmp(refused, 1);
}

static void refuse_warning(j_common_ptr cinfo, int level) {
    if (level < 0) refuse(cinfo);
}

static void read_back(const ic_buffer *file) {
    struct jpeg_decompress_struct cinfo;
    struct jpeg_error_mgr errors;
    cinfo.err = jpeg_std_error(&errors);
    errors.error_exit = refuse;
    errors.emit_message = refuse_warning;
    if (setjmp(refused)) abort();
    jpeg_create_decompress(&cinfo);
    jpeg_mem_src(&cinfo, file->data, file->count);
    jpeg_read_header(&cinfo, TRUE);
    jpeg_start_decompress(&cinfo);
    JSAMPROW row = malloc((size_t)cinfo.output_width * 3);
    while (cinfo.output_scanline < cinfo.output_height) jpeg_read_scanlines(&cinfo, &row, 1);
    jpeg_finish_decompress(&cinfo);
    jpeg_destroy_decompress(&cinfo);
    free(row);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    if (count < 2) return 0;
    ic_fast_cpu_force((ic_cpu_level)(bytes[0] % 3));
    ic_fast_jpeg *decoder = ic_fast_jpeg_create();
    ic_jpeg_header header;
    ic_fast_jpeg_append(decoder, bytes + 1, count - 1);
    ic_status status = ic_fast_jpeg_read_header(decoder, &header);
    if (status == IC_OK && (size_t)header.width * header.height > 200000) status = IC_UNSUPPORTED;
    if (status == IC_OK) status = ic_fast_jpeg_start_recompression(decoder, 1 + bytes[0] % 100, NULL, 0);
    while (status == IC_OK) status = ic_fast_jpeg_read_rows(decoder);
    if (status == IC_DONE) read_back(ic_fast_jpeg_recompressed(decoder));
    ic_fast_jpeg_free(decoder);
    return 0;
}
