"""What other engines do for the same job: bytes in memory to bytes in memory, one core, as their documentation has it."""

import io
import os

# One core for all: libvips and OpenCV would take every core there is.
os.environ.setdefault("VIPS_CONCURRENCY", "1")
NAMES = ("pillow", "vips", "opencv")
TITLES = {"pillow": "Pillow", "vips": "libvips", "opencv": "OpenCV"}


def versions():
    import cv2
    import pyvips
    from PIL import Image, features

    return {
        "pillow": f"{Image.__version__}, libjpeg-turbo {features.version('libjpeg_turbo')}",
        "vips": ".".join(str(pyvips.version(part)) for part in range(3)), "opencv": cv2.__version__,
    }


def pillow(data, job):
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(io.BytesIO(data))
    if job.get("width"):
        image.thumbnail((job["width"], job["width"]), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if job["format"] == "jpeg":
        image.convert("RGB").save(out, "JPEG", quality=job["quality"])
    else:
        image.save(out, "PNG")
    return out.getvalue()


def vips(data, job):
    import pyvips

    pyvips.cache_set_max(0)
    if job.get("width"):
        image = pyvips.Image.thumbnail_buffer(data, job["width"], height=job["width"], size="down", no_rotate=True)
    else:
        image = pyvips.Image.new_from_buffer(data, "", access="sequential")
    if job["format"] == "jpeg":
        return image.jpegsave_buffer(Q=job["quality"], strip=True)
    return image.pngsave_buffer(strip=True)


def opencv(data, job):
    import cv2
    import numpy

    cv2.setNumThreads(1)
    array = numpy.frombuffer(data, numpy.uint8)
    target, flags = job.get("width"), cv2.IMREAD_COLOR
    if job["format"] == "png":
        flags = cv2.IMREAD_UNCHANGED
    elif target:
        reductions = ((8, cv2.IMREAD_REDUCED_COLOR_8), (4, cv2.IMREAD_REDUCED_COLOR_4), (2, cv2.IMREAD_REDUCED_COLOR_2))
        flags = next((flag for factor, flag in reductions if job["longest"] >= target * factor), flags)
    image = cv2.imdecode(array, flags | cv2.IMREAD_IGNORE_ORIENTATION if flags >= 0 else flags)
    if target:
        scale = target / max(image.shape[:2])
        size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    if job["format"] == "jpeg":
        return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, job["quality"]])[1].tobytes()
    return cv2.imencode(".png", image)[1].tobytes()


ENGINES = {"pillow": pillow, "vips": vips, "opencv": opencv}
