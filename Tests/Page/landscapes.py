"""Landscapes that look like photographs and belong to nobody: hills in the mist, dunes, the sea, a night sky, made by chance."""

import colorsys
import io
import math
import random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

# Hue of the sky above and at the horizon, and of the hills; how bright it is; whether sun, moon or stars are up.
MOODS = [
    (0.58, 0.09, 0.62, 1.0), (0.72, 0.04, 0.70, 0.85), (0.55, 0.13, 0.50, 1.05), (0.62, 0.62, 0.60, 0.45),
    (0.95, 0.07, 0.85, 0.95), (0.52, 0.48, 0.45, 1.05), (0.08, 0.12, 0.06, 1.0), (0.60, 0.95, 0.66, 0.7),
]


def color(hue, saturation, value):
    return tuple(round(255 * part) for part in colorsys.hsv_to_rgb(hue % 1, max(0, min(saturation, 1)), max(0, min(value, 1))))


def blend(top, bottom, size):
    """A sky: one color above, another below."""
    width, height = size
    ramp = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)


def ridge(chance, width, base, swing):
    """The outline of a range of hills, finer and finer in every octave."""
    waves = [(swing / 2**n, chance.uniform(1.2, 2.2) * 1.9**n, chance.uniform(0, 6.3)) for n in range(6)]
    return [(x, base + sum(a * math.sin(f * 6.3 * x / width + p) for a, f, p in waves)) for x in range(0, width + 8, 4)]


def landscape(width, height, seed):
    """A picture of this size; the same one for the same seed."""
    chance = random.Random(seed)
    above, horizon, land, light = MOODS[seed % len(MOODS)]
    size = (width, height)
    picture = blend(color(above, 0.55, 0.75 * light), color(horizon, 0.38, 1.0 * light), (width, round(height * 0.75))).resize(size)
    glow = Image.new("L", size)
    x, y, radius = width * chance.uniform(0.2, 0.8), height * chance.uniform(0.25, 0.5), height * 0.055
    draw = ImageDraw.Draw(glow)
    for step in range(9, 0, -1):
        r = radius * (1 + step * step * 0.16)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=round(150 / step**1.1))
    glow = glow.filter(ImageFilter.GaussianBlur(height / 40))
    ImageDraw.Draw(glow).ellipse((x - radius, y - radius, x + radius, y + radius), fill=245)
    glow = glow.filter(ImageFilter.GaussianBlur(height / 300))
    picture = ImageChops.screen(picture, Image.composite(Image.new("RGB", size, color(horizon, 0.3, 1)), Image.new("RGB", size), glow))
    layers = chance.randint(4, 6)
    for layer in range(layers):
        near = (layer + 1) / layers
        outline = ridge(chance, width, height * (0.46 + 0.42 * near), height * (0.05 + 0.07 * chance.random()))
        mask = Image.new("L", size)
        ImageDraw.Draw(mask).polygon([(0, height), *outline, (width, height)], fill=255)
        far = color(horizon, 0.30, 0.92 * light)
        dark = color(land, 0.50, 0.20 * light + 0.04)
        tone = tuple(round(a + (b - a) * near**0.9) for a, b in zip(far, dark))
        mist = tuple(round(a + (b - a) * 0.32 * (1 - near * 0.6)) for a, b in zip(tone, color(horizon, 0.25, light)))
        picture.paste(blend(tone, mist, size), mask=mask.filter(ImageFilter.GaussianBlur(height / 700)))
    grain = Image.effect_noise((min(width, 1200), min(height, 800)), 14).resize(size).convert("RGB")
    return ImageChops.overlay(picture, Image.blend(Image.new("RGB", size, (128, 128, 128)), grain, 0.5))


def photo(width=1200, height=800, seed=1, kind="JPEG"):
    """The file of such a picture."""
    stream = io.BytesIO()
    landscape(width, height, seed).save(stream, kind, quality=92)
    return stream.getvalue()
