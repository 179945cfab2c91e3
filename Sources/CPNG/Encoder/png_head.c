#include "png_head.h"

static void set_palette(ic_png_encoder *encoder, const ic_fast_png_form *form) {
    png_color colors[256];
    png_byte alpha[256];
    int transparent = 0;
    for (int i = 0; i < form->palette_count && i < 256; i++) {
        const uint8_t *entry = form->palette + i * 4;
        colors[i] = (png_color){entry[0], entry[1], entry[2]};
        alpha[i] = entry[3];
        if (entry[3] < 255) transparent = i + 1;
    }
    png_set_PLTE(encoder->png, encoder->info, colors, form->palette_count);
    if (transparent > 0) png_set_tRNS(encoder->png, encoder->info, alpha, transparent, NULL);
}

static int color_type(const ic_fast_png_form *form) {
    if (form->palette_count > 0) return PNG_COLOR_TYPE_PALETTE;
    switch (form->channels) {
    case 1: return PNG_COLOR_TYPE_GRAY;
    case 2: return PNG_COLOR_TYPE_GRAY_ALPHA;
    case 3: return PNG_COLOR_TYPE_RGB;
    default: return PNG_COLOR_TYPE_RGB_ALPHA;
    }
}

void ic_png_write_head(ic_png_encoder *encoder, const ic_fast_png_form *form) {
    png_structp png = encoder->png;
    png_infop info = encoder->info;
    png_set_IHDR(
        png, info, encoder->encoding.width, encoder->encoding.height, form->bit_depth, color_type(form),
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (form->palette_count > 0) set_palette(encoder, form);
    png_set_compression_level(png, encoder->encoding.compression);
    /* Prediction spoils indices, whose neighborhood means nothing. For pixels, trying the other two filters as well
     * would cost a fifth of the time and save less than 1 % of the bytes. */
    png_set_filter(
        png, PNG_FILTER_TYPE_BASE,
        form->palette_count > 0 ? PNG_FILTER_NONE : PNG_FILTER_SUB | PNG_FILTER_UP | PNG_FILTER_PAETH);
    png_write_info(png, info);
}
