"""The page's sections on whole functions: starts, photos one by one, and many at once."""

from report.figures import TITLES
from report.markup import paragraph, plots, section, table
from report.plot import bars, figure, lines
from spread import percentile, ratios, spread

NAMES = tuple(TITLES.values())


def of_all(found, *path):
    """The spread of a list of each contestant."""
    spreads = []
    for who in TITLES:
        values = found[who]
        for key in path:
            values = values[key]
        spreads.append(spread(values))
    return spreads


def starts(results):
    start, size = results["start"], results["size"]
    rows = []
    for who, title in TITLES.items():
        factor = "" if who == "minilab" else f"{ratios(start['cold'][who]['answered'], start['cold']['minilab']['answered']):.1f}×"
        rows.append((
            title, f"{size[who][0] / 1e6:.1f} MB", f"{size[who][1] / 1e6:.1f} MB",
            *(f"{spread(start[cache][who][what]):.0f}" for what in ("next", "answered") for cache in ("warm", "cold")), factor,
            f"{spread(start['warm'][who]['idle']).median:.0f} MiB",
        ))
    return section(
        "Cold starts, and what is deployed",
        paragraph(
            "From exec to the first request for an event, and to the answer to it: one photo of 12 megapixels, with a TLS "
            "connection to S3 and DynamoDB to be made, and the authorities' certificates to be loaded. Lambda's own work, of "
            "fetching the package and starting a microVM, comes on top for everybody."
        ),
        plots(
            figure(
                "First request for an event", bars(
                    [(f"{cache} cache", of_all(start[cache], "next")) for cache in ("warm", "cold")], "ms", "Start"),
                names=NAMES),
            figure(
                "First photo answered", bars(
                    [(f"{cache} cache", of_all(start[cache], "answered")) for cache in ("warm", "cold")], "ms", "First photo"),
                f"Cold: the page cache is emptied before each start ({start['emptied by']}).", NAMES),
        ),
        table(
            ("", "zip", "unpacked", "/next, ms", "cold", "first photo, ms", "cold", "ratio, cold", "memory before it"),
            rows, TITLES["minilab"],
        ),
        paragraph(
            "The zips of Python hold Pillow or libvips and the handler alone: boto3 and the interpreter are AWS's. Ours holds "
            "everything."
        ),
    )


def warm(results):
    sizes, tail, steady = results["warm"], results["tail"], results["steady"]
    rows = []
    for name, found in tail.items():
        for who, title in TITLES.items():
            clock = found[who]["clock"]
            rows.append((
                f"{title}, {name}", *(f"{percentile(clock, each):.1f}" for each in (50, 90, 99)),
                f"{ratios(clock, found['minilab']['clock']):.2f}", f"{spread(found[who]['cpu']):.1f}",
                f"{found[who]['peak']:.0f} MiB", len(clock),
            ))
    memory = [[(float(size), found[who]["peak"]) for size, found in sizes.items()] for who in TITLES]
    return section(
        "One photo after another",
        paragraph(
            "Warm functions make a thumbnail of 200 pixels. The peers decode at an eighth as well: their handlers ask for it, which "
            "most tutorials leave out."
        ),
        plots(
            figure(
                "A core's time for a photo", bars(
                    [(f"{size} megapixel{'s' if size != '1' else ''}", of_all(found, "cpu")) for size, found in sizes.items()], "ms", "CPU by size"),
                names=NAMES),
            figure(
                "Peak memory of the process", lines(memory, "megapixels", "MiB", "Memory by size"),
                "Minilab decodes while it downloads, row by row; the others hold the whole file at least.", NAMES),
        ),
        table(
            ("12 megapixels", "p50, ms", "p90", "p99", "times ours", "a core's time", "peak", "events"), rows,
        ),
        paragraph(
            "“At once”: the servers answer as fast as they can. “As in a region”: S3 answers after 30 ms, DynamoDB after 5. Then "
            "waiting is most of what an invocation is billed for, and the same for everybody; a batch fills it (below)."
        ),
        paragraph(
            f"Over {steady['photos']} photos the binary opens {steady['connections']} connection(s) to AWS. An event with nothing "
            f"to do takes {steady['microseconds']:.0f} µs, the server's own time included; over {steady['events']:,} of them "
            f"its memory changes by {steady['grown']:+.2f} MiB."
        ),
    )


def throughput(results):
    batch, environments = results["batch"], results["environments"]
    made = [
        figure(
            f"Photos of {size} megapixel{'s' if size != '1' else ''}, by batch size",
            lines(
                [[(int(count), spread(each["rate"]).median) for count, each in found[who].items()] for who in TITLES],
                "messages to a batch", "photos a second", "Throughput by batch"),
            names=NAMES,
        )
        for size, found in batch.items()
    ]
    beside = {who: [(int(count), each["rate"]) for count, each in found.items()] for who, found in environments.items()}
    ours = batch["12"]["minilab"]
    gain = spread(ours["10"]["rate"]).median / spread(ours["1"]["rate"]).median
    return section(
        "Many photos at once",
        paragraph(
            "S3 answers after 30 ms, DynamoDB after 5. In a batch, one image's network time is another's computing time: "
            f"at 12 megapixels ten to a batch give {gain:.1f} times the photos of one by one. The servers of the bench "
            "share the machine's cores with the functions, which is where the curves flatten."
        ),
        plots(
            *made,
            figure(
                "Environments side by side, 12 megapixels",
                lines(list(beside.values()), "environments, one event each", "photos a second", "Throughput by environments"),
                f"{results['machine']['cores']} cores for all of them and for the servers.", [TITLES[who] for who in beside]),
        ),
    )
