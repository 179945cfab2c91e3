#include "smallest_form.h"

#include <string.h>

#include "png_palette.h"

typedef struct {
    uint8_t *rows;
    size_t width, height, channels;
} picture;

static uint8_t *row_of(const picture *picture, size_t y, size_t row_bytes) {
    return picture->rows + (row_bytes + 1) * y + 1;
}

static int is_opaque(const picture *picture) {
    size_t size = picture->channels;
    for (size_t y = 0; y < picture->height; y++) {
        const uint8_t *row = row_of(picture, y, picture->width * size);
        uint8_t all = 255;
        for (size_t x = 0; x < picture->width; x++) all &= row[x * size + size - 1];
        if (all != 255) return 0;
    }
    return 1;
}

static int is_gray(const picture *picture) {
    size_t size = picture->channels;
    for (size_t y = 0; y < picture->height; y++) {
        const uint8_t *row = row_of(picture, y, picture->width * size);
        uint8_t any = 0;
        for (size_t x = 0; x < picture->width; x++, row += size) any |= (row[0] ^ row[1]) | (row[1] ^ row[2]);
        if (any != 0) return 0;
    }
    return 1;
}

/* Returns whether there are few enough colors. */
static int find_colors(const picture *picture, ic_palette *palette, uint8_t *spare) {
    size_t size = picture->channels;
    for (size_t y = 0; y < picture->height; y++)
        if (!ic_palette_index(palette, row_of(picture, y, picture->width * size), (int)size, spare, picture->width))
            return 0;
    return 1;
}

static int depth_of(int colors) {
    return colors <= 2 ? 1 : colors <= 4 ? 2 : colors <= 16 ? 4 : 8;
}

/* Entries that are not opaque first, in the order of their alpha, so that the tRNS chunk may end early. */
static void order_palette(const ic_palette *palette, ic_fast_png_form *form, uint8_t places[256]) {
    uint8_t colors[256][4];
    memcpy(colors, palette->entries, sizeof colors);
    int count = 0;
    for (int alpha = 0; alpha < 256; alpha++)
        for (int index = 0; index < palette->count; index++) {
            if (colors[index][3] != alpha) continue;
            memcpy(form->palette + 4 * count, colors[index], 4);
            places[index] = (uint8_t)count++;
        }
    form->palette_count = count;
    form->bit_depth = depth_of(count);
    form->channels = 1;
}

/* Writes the pixels as indices, several in a byte where they fit, the first in the highest bits. */
static void write_indices(const picture *picture, ic_palette *palette, ic_fast_png_form *form, uint8_t *spare) {
    uint8_t places[256];
    order_palette(palette, form, places);
    size_t depth = (size_t)form->bit_depth, in_byte = 8 / depth;
    form->row_bytes = (picture->width + in_byte - 1) / in_byte;
    for (size_t y = 0; y < picture->height; y++) {
        const uint8_t *from = row_of(picture, y, picture->width * picture->channels);
        ic_palette_index(palette, from, (int)picture->channels, spare, picture->width);
        uint8_t *to = row_of(picture, y, form->row_bytes);
        to[-1] = 0;
        memset(to, 0, form->row_bytes);
        for (size_t x = 0; x < picture->width; x++)
            to[x / in_byte] |= (uint8_t)(places[spare[x]] << (8 - depth - x % in_byte * depth));
    }
}

/* Keeps `color` channels of the color, and the alpha if `alpha` is 1. */
static void write_channels(const picture *picture, int color, int alpha, ic_fast_png_form *form) {
    size_t size = picture->channels, kept = (size_t)(color + alpha);
    form->channels = (int)kept;
    form->row_bytes = picture->width * kept;
    if (kept == size) return;
    for (size_t y = 0; y < picture->height; y++) {
        const uint8_t *from = row_of(picture, y, picture->width * size);
        uint8_t *to = row_of(picture, y, form->row_bytes);
        for (size_t x = 0; x < picture->width; x++, from += size, to += kept) {
            uint8_t last = from[size - 1];
            for (int c = 0; c < color; c++) to[c] = from[c];
            if (alpha) to[color] = last;
        }
    }
}

ic_fast_png_form ic_fast_png_reduce(uint8_t *rows, uint32_t width, uint32_t height, int channels, uint8_t *spare) {
    picture picture = {rows, width, height, (size_t)channels};
    ic_fast_png_form form = {.channels = channels, .bit_depth = 8};
    int alpha = channels % 2 == 0 && !is_opaque(&picture), color = channels < 3 || is_gray(&picture) ? 1 : 3;
    ic_palette palette = {0};
    int is_few = find_colors(&picture, &palette, spare);
    /* A palette must save more than its own bytes. One of 8 bits saves nothing over gray, which filters predict. */
    size_t depth = (size_t)depth_of(palette.count), bits = (size_t)(color + alpha) * 8;
    int is_worth = depth < bits && (bits - depth) * width * height / 8 > 16 * (size_t)palette.count;
    if (is_few && is_worth) write_indices(&picture, &palette, &form, spare);
    else write_channels(&picture, color, alpha, &form);
    return form;
}
