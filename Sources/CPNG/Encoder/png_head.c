#include "png_head.h"

static void set_palette(ic_png_encoder *encoder, const ic_png_encoding *encoding) {
    png_color colors[256];
    png_byte alpha[256];
    int transparent = 0;
    for (int i = 0; i < encoding->palette_count && i < 256; i++) {
        const uint8_t *entry = encoding->palette + i * 4;
        colors[i] = (png_color){entry[0], entry[1], entry[2]};
        alpha[i] = entry[3];
        if (entry[3] < 255) transparent = i + 1;
    }
    png_set_PLTE(encoder->png, encoder->info, colors, encoding->palette_count);
    if (transparent > 0) png_set_tRNS(encoder->png, encoder->info, alpha, transparent, NULL);
}

static int color_type(const ic_png_encoding *encoding) {
    if (encoding->palette != NULL) return PNG_COLOR_TYPE_PALETTE;
    switch (encoding->channels) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
    }
}

void ic_png_write_head(ic_png_encoder *encoder, const ic_png_encoding *encoding) {
    png_structp png = encoder->png;
    png_infop info = encoder->info;
    png_set_IHDR(
        png, info, encoding->width, encoding->height, encoding->bit_depth, color_type(encoding),
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (encoding->palette != NULL) set_palette(encoder, encoding);
    png_write_info(png, info);
}
