#include "pixel_rows.h"

#include <string.h>

void ic_interleave(const uint8_t *rows, int planes, uint8_t *pixels, size_t count) {
    if (planes == 1) {
        memcpy(pixels, rows, count);
    } else if (planes == 3) {
        const uint8_t *a = rows, *b = rows + count, *c = rows + 2 * count;
        for (size_t i = 0; i < count; i++) {
            pixels[3 * i] = a[i];
            pixels[3 * i + 1] = b[i];
            pixels[3 * i + 2] = c[i];
        }
    } else {
        for (size_t i = 0; i < count; i++)
            for (int plane = 0; plane < planes; plane++) pixels[(size_t)planes * i + (size_t)plane] = rows[(size_t)plane * count + i];
    }
}

static inline uint8_t clamped(int value) {
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* The factors 1.402, 0.344136, 0.714136 and 1.772 in 16 fractional bits, rounded. */
static inline void convert(int y, int cb, int cr, uint8_t rgb[3]) {
    cb -= 128;
    cr -= 128;
    rgb[0] = clamped(y + ((91881 * cr + 32768) >> 16));
    rgb[1] = clamped(y + ((-22554 * cb - 46802 * cr + 32768) >> 16));
    rgb[2] = clamped(y + ((116130 * cb + 32768) >> 16));
}

void ic_ycc_to_rgb(const uint8_t *rows, uint8_t *pixels, size_t count) {
    const uint8_t *y = rows, *cb = rows + count, *cr = rows + 2 * count;
    for (size_t i = 0; i < count; i++) convert(y[i], cb[i], cr[i], pixels + 3 * i);
}

void ic_ycck_to_cmyk(const uint8_t *rows, uint8_t *pixels, size_t count) {
    for (size_t i = 0; i < count; i++) {
        uint8_t *pixel = pixels + 4 * i;
        convert(rows[i], rows[count + i], rows[2 * count + i], pixel);
        for (int channel = 0; channel < 3; channel++) pixel[channel] = (uint8_t)(255 - pixel[channel]);
        pixel[3] = rows[3 * count + i];
    }
}
