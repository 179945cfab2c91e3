#include "orient.h"

#include <stddef.h>
#include <string.h>

/* Reading along rows and writing along columns would miss the cache at every pixel. Squares of this side stay in it. */
enum { block = 32 };

/* Where source pixel (0, 0) goes in the target, and the steps there for one pixel to the right and one down. */
typedef struct {
    ptrdiff_t origin, right, down;
} walk;

static walk walk_of(int orientation, ptrdiff_t width, ptrdiff_t height) {
    switch (orientation) {
    case 2: return (walk){width - 1, -1, width};
    case 3: return (walk){width * height - 1, -1, -width};
    case 4: return (walk){width * (height - 1), 1, -width};
    case 5: return (walk){0, height, 1};
    case 6: return (walk){height - 1, height, -1};
    case 7: return (walk){width * height - 1, -height, -1};
    case 8: return (walk){height * (width - 1), -height, 1};
    default: return (walk){0, 1, width};
    }
}

static inline void orient(
    const uint8_t *source, size_t width, size_t height, size_t channels, walk to, uint8_t *target
) {
    for (size_t top = 0; top < height; top += block) {
        size_t bottom = height - top < block ? height : top + block;
        for (size_t left = 0; left < width; left += block) {
            size_t right = width - left < block ? width : left + block;
            for (size_t y = top; y < bottom; y++) {
                const uint8_t *from = source + (y * width + left) * channels;
                ptrdiff_t at = to.origin + (ptrdiff_t)y * to.down + (ptrdiff_t)left * to.right;
                for (size_t x = left; x < right; x++) {
                    memcpy(target + at * (ptrdiff_t)channels, from, channels);
                    from += channels;
                    at += to.right;
                }
            }
        }
    }
}

void ic_orient(
    const uint8_t *source, uint32_t width, uint32_t height, int channels, int orientation, uint8_t *target
) {
    walk to = walk_of(orientation, width, height);
    switch (channels) {
    case 1: orient(source, width, height, 1, to, target); break;
    case 2: orient(source, width, height, 2, to, target); break;
    case 3: orient(source, width, height, 3, to, target); break;
    case 4: orient(source, width, height, 4, to, target); break;
    default: break;
    }
}
