#ifndef ORIENT_H
#define ORIENT_H

#include <stdint.h>

/* Writes a picture of `width` x `height` pixels to `target`, turned and mirrored as its EXIF orientation (1...8) says. For
 * 5...8 the sides of the target are swapped. A pixel has 1...4 bytes. */
void ic_orient(
    const uint8_t *source, uint32_t width, uint32_t height, int channels, int orientation, uint8_t *target);

#endif
