#ifndef ORIENT_H
#define ORIENT_H

#include <stdint.h>

/* Turns and mirrors a picture of `width` x `height` pixels by its EXIF orientation (1...8) into `target`, whose sides
 * are swapped for 5...8. Pixels are of 1...4 bytes. */
void ic_orient(
    const uint8_t *source, uint32_t width, uint32_t height, int channels, int orientation, uint8_t *target);

#endif
