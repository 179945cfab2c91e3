#include "png_palette.h"

#include <string.h>

static int index_of(ic_palette *palette, uint32_t color) {
    size_t slot = (color * 2654435761u) >> 22;
    while (palette->slots[slot] != 0) {
        int index = palette->slots[slot] - 1;
        if (palette->entries[index] == color) return index;
        slot = (slot + 1) % 1024;
    }
    if (palette->count == 256) return -1;
    palette->entries[palette->count] = color;
    palette->slots[slot] = (uint16_t)++palette->count;
    return palette->count - 1;
}

int ic_palette_index(ic_palette *palette, const uint8_t *pixels, int channels, uint8_t *indices, size_t count) {
    uint32_t last = 0;
    int index = -1;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *pixel = pixels + i * (size_t)channels;
        uint8_t color[4] = {pixel[0], pixel[0], pixel[0], 255};
        if (channels >= 3) {
            color[1] = pixel[1];
            color[2] = pixel[2];
        }
        if (channels == 2) color[3] = pixel[1];
        if (channels == 4) color[3] = pixel[3];
        uint32_t packed;
        memcpy(&packed, color, sizeof packed);
        if (index < 0 || packed != last) index = index_of(palette, packed);
        if (index < 0) return 0;
        last = packed;
        indices[i] = (uint8_t)index;
    }
    return 1;
}
