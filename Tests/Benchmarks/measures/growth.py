"""How the cost of one image grows: with its pixels, up to 200 million, and with the number of its renditions."""

import json

import events
import photographs
from measures.running import running
from peers import contestants
from servers import tls

THUMBNAIL = {"name": "thumbnail", "resize": {"width": 200, "height": 200}, "format": "jpeg"}
FULL = {"name": "full", "format": "jpeg", "quality": 50}
LARGE = {"name": "large", "resize": {"width": 1600, "height": 1600}, "format": "jpeg"}
# Each is a device's width; the first ones are what a page usually wants.
WIDTHS = (200, 400, 800, 1600, 320, 640, 1024, 1280)


def recipe(*renditions):
    accepted = {"formats": ["jpeg"], "maxPixels": 250_000_000}
    return json.dumps({"accept": accepted, "renditions": list(renditions)})


def with_pixels(aws, sizes, rounds, say):
    """By job and megapixels: milliseconds of a core, and MiB at the peak."""
    results = {}
    for megapixels in sizes:
        aws.photo = photographs.photograph(megapixels).read_bytes()
        for job in (THUMBNAIL, LARGE, FULL):
            results.setdefault(job["name"], {})[megapixels] = cost(aws, rounds, recipe(job))
    say(f"growth with pixels: {', '.join(map(str, sizes))} megapixels")
    return results


def with_renditions(aws, counts, rounds, say, megapixels=12):
    """By the number of renditions of one photo: milliseconds of a core, and MiB at the peak."""
    aws.photo = photographs.photograph(megapixels).read_bytes()
    results = {}
    for count in counts:
        jobs = [
            {"name": f"w{width}", "resize": {"width": width}, "format": "jpeg", "key": "{path}{stem}-{rendition}.{ext}"}
            for width in WIDTHS[:count]
        ]
        results[count] = cost(aws, rounds, recipe(*jobs))
    say(f"growth with renditions: {', '.join(map(str, counts))}")
    return results


def cost(aws, rounds, text):
    with running(contestants.MINILAB, aws, RECIPE=text, **tls.variables()) as function:
        spent = [function.invoke(events.created(len(aws.photo)))[1] for _ in range(rounds + 1)]
        return {"cpu": [1000 * each for each in spent[1:]], "peak": function.memory()}
