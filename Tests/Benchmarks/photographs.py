"""Photos to measure with: made here, so that everybody measures the same, with the entropy of a camera's.

The picture is of overlapping shapes whose sizes follow a power law ("dead leaves", the usual model of what natural images
have in common: edges, occlusion, a spectrum of 1/f), a fractal texture over them, an optic's blur, and a sensor's noise as
demosaicing leaves it. At quality 92 in 4:2:0 that comes to some 2.5 bits a pixel; phones write 2.3 to 2.5. A small photo
enlarged has a tenth of that, and is decoded in half the time.
"""

import io
import math
import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".build" / "bench" / "photos"
VERSION = 1
# Names are in megapixels. Beyond the master's size it is repeated, mirrored, so that a pixel costs the same everywhere.
SIZES = {
    1: (1152, 864), 5: (2592, 1944), 12: (4032, 3024), 24: (5664, 4248), 50: (8192, 6144), 100: (11584, 8688),
    200: (16320, 12240),
}
MASTER = SIZES[12]


def photograph(megapixels, kind="baseline"):
    """The path of a photo: `kind` is "baseline" or "progressive" for a JPEG, "rgb" or "rgba" for a PNG."""
    extension = "png" if kind in ("rgb", "rgba") else "jpg"
    path = FOLDER / f"{megapixels}-{kind}-{VERSION}.{extension}"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        made = encode(picture(SIZES[megapixels]), kind)
        path.with_suffix(".part").write_bytes(made)
        path.with_suffix(".part").rename(path)
    return path


def encode(image, kind):
    from PIL import Image

    out = io.BytesIO()
    if kind == "rgba":
        image = image.copy()
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    if kind in ("rgb", "rgba"):
        image.save(out, "PNG", compress_level=6)
    else:
        image.save(out, "JPEG", quality=92, subsampling=2, progressive=kind == "progressive")
    return out.getvalue()


def picture(size):
    """The master cut to `size`, or repeated until it fills it."""
    from PIL import Image

    master = the_master()
    if size[0] <= MASTER[0]:
        left, top = (MASTER[0] - size[0]) // 2, (MASTER[1] - size[1]) // 2
        return master.crop((left, top, left + size[0], top + size[1]))
    flips = [[], [Image.Transpose.FLIP_LEFT_RIGHT], [Image.Transpose.FLIP_TOP_BOTTOM], [Image.Transpose.ROTATE_180]]
    tiles = [master if not flip else master.transpose(flip[0]) for flip in flips]
    large = Image.new("RGB", size)
    for row in range(math.ceil(size[1] / MASTER[1])):
        for column in range(math.ceil(size[0] / MASTER[0])):
            large.paste(tiles[column % 2 + 2 * (row % 2)], (column * MASTER[0], row * MASTER[1]))
    return large


def the_master():
    from PIL import Image

    path = FOLDER / f"master-{VERSION}.png"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        made = exposed(leaves(MASTER))
        made.save(path.with_suffix(".part"), "PNG", compress_level=1)
        path.with_suffix(".part").rename(path)
    with Image.open(path) as image:
        return image.convert("RGB")


def leaves(size, count=7_000, smallest=26, largest=1400):
    """Shapes of one color each, the large ones behind; their sizes' density falls with the cube."""
    import numpy
    from PIL import Image, ImageDraw

    random = numpy.random.default_rng(1969)
    image = Image.new("RGB", size, (118, 128, 140))
    draw = ImageDraw.Draw(image)
    radii = (smallest**-2 - random.random(count) * (smallest**-2 - largest**-2)) ** -0.5
    for radius in sorted(radii, reverse=True):
        x, y, turn = random.random() * size[0], random.random() * size[1], random.random() * 2 * math.pi
        tone = random.normal(122, 52) + (1 - y / size[1]) * 24
        color = tuple(int(min(max(tone + shift, 2), 253)) for shift in random.normal(0, 15, 3))
        corners = int(random.integers(3, 13))
        stretch = 0.5 + random.random()
        draw.polygon(
            [
                (x + radius * stretch * math.cos(turn + angle), y + radius * math.sin(turn + angle))
                for angle in (2 * math.pi * corner / corners for corner in range(corners))
            ],
            fill=color,
        )
    return image


def exposed(image, noise=5.0):
    """What a camera makes of the scene: texture, blur, noise."""
    import numpy
    from PIL import Image, ImageFilter

    random = numpy.random.default_rng(1839)
    width, height = image.size
    pixels = numpy.asarray(image.filter(ImageFilter.GaussianBlur(1.1))).astype(numpy.float32)
    for octave in range(1, 7):
        step = 2**octave
        coarse = random.standard_normal((height // step + 1, width // step + 1), dtype=numpy.float32) * 1.2 * octave
        pixels += numpy.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BILINEAR))[:, :, None]
    grain = random.standard_normal((height + 1, width + 1), dtype=numpy.float32) * noise
    pixels += ((grain[1:, 1:] + grain[:-1, 1:] + grain[1:, :-1] + grain[:-1, :-1]) / 2)[:, :, None]
    chroma = random.standard_normal((height // 2, width // 2, 3), dtype=numpy.float32) * (noise / 2)
    pixels += chroma.repeat(2, 0).repeat(2, 1)
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))


def the_photo():
    """The photo that PHOTO names; without it, one of 12 megapixels."""
    return Path(os.environ.get("PHOTO") or photograph(12))


if __name__ == "__main__":
    print(the_photo())
