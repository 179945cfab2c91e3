"""The page's sections on growth and load."""

from stack.bill import PRICES, Usage, dollars
from report import load as model
from report import quotas
from report.markup import paragraph, plots, section, table
from report.plot import figure, lines, number
from spread import slope, spread


def growth(results):
    pixels, renditions = results["pixels"], results["renditions"]
    series = {job: [(float(size), spread(each["cpu"]).median) for size, each in found.items()] for job, found in pixels.items()}
    peaks = {job: [(float(size), each["peak"]) for size, each in found.items()] for job, found in pixels.items()}
    names = [{"thumbnail": "200 px", "large": "1600 px", "full": "full size, q50"}[job] for job in series]
    sizes = [size for size, _ in series["thumbnail"]]
    rows = []
    for before, after in zip(range(len(sizes)), range(1, len(sizes))):
        rows.append((f"{sizes[before]:g} → {sizes[after]:g} megapixels", *(
            f"{(line[after][1] - line[before][1]) / (sizes[after] - sizes[before]):.2f} ms"
            for line in series.values()
        )))
    many = [(int(count), spread(each["cpu"]).median) for count, each in renditions.items()]
    rise, start = slope(many[:4])
    return section(
        "How the cost of an image grows",
        paragraph(
            "A core's time of whole events, network included, from 1 to 200 megapixels, and with the number of renditions that come "
            "from one download and one decode. The table is the price of one more megapixel between neighbors: a slope that stays "
            "is linear growth, one that rises is where something stops fitting."
        ),
        plots(
            figure("Time of a core by pixels", lines(list(series.values()), "megapixels", "ms", "Time by pixels", True), names=names),
            figure("Peak memory by pixels", lines(list(peaks.values()), "megapixels", "MiB", "Memory by pixels", True), names=names),
            figure(
                "Time of a core by renditions, 12 megapixels", lines([many], "renditions", "ms", "Time by renditions"),
                f"The first four cost {start:.0f} ms for download and decode and {rise:.1f} ms each; the order is 200, 400, 800, "
                "1600, 320, 640, 1024, 1280 pixels wide. From 1600 on the decoder has to give full size."),
        ),
        table(("one megapixel more", *names), rows),
    )


def usages(results):
    return {name: Usage(**found) for name, found in results["bill"].items()}


def load(results):
    found = usages(results)
    alone, batched, pillow = found["minilab 1"], found["minilab 10"], found["pillow 1"]
    rows = []
    for each in model.LOADS:
        for title, usage, trigger in (("direct", alone, "direct"), ("queue", batched, "queue")):
            usage = model.with_starts(usage, each)
            part, quota, need = model.first_limits(usage, each.busiest)[0]
            second = next(need for need in model.first_limits(usage, each.busiest) if need[1] not in quotas.SNS)
            theirs = model.costs(model.with_starts(found["pillow 1" if trigger == "direct" else "pillow 10"], each), each, trigger)
            rows.append((
                each.name, title, f"{each.busiest:,.1f}/s", number(each.busiest / usage.images * usage.billed / 1000),
                f"{quota.name}: {part:.0%}", f"{second[1].name}: {second[0]:.0%}",
                f"${model.costs(usage, each, trigger):,.2f}", f"${theirs:,.2f}",
            ))
    limits = [
        (quota.name, f"{quota.limit:,.0f} {quota.unit}", f"{number(need * 1000)}", f"{number(model.most(alone, quota))}/s",
         quota.remedy, quota.page)
        for quota, need in model.needs(alone, 1)
    ]
    part, quota, _ = model.first_limits(alone, 1000)[0]
    return section(
        "A thousand a day, a million a day, a thousand a second",
        paragraph(
            f"Arithmetic on measured figures, not a run on AWS: an image of 12 megapixels is billed {alone.billed:.0f} ms at "
            f"{alone.memory} MB by itself and {batched.billed / batched.images:.0f} ms as its share of a batch of {batched.images:g}, and "
            f"takes {alone.s3_reads:.0f} GET, {alone.s3_writes:.0f} PUT, {alone.read_units:g} read and {alone.write_units:g} write units and "
            f"{alone.publishes:.0f} message (make cost). Concurrency is arrivals a second times duration. Prices are those of "
            f"{PRICES['region']}, {PRICES['date']}, without free tiers and storage."
        ),
        table(
            ("load", "way", "busiest second", "concurrency", "fullest quota", "fullest but SNS", "a month", "boto3 + Pillow"),
            rows, words=(4, 5),
        ),
        paragraph(
            f"Which limit comes first: {quota.name}. At 1,000 a second it would be {part:.0%} full; {quota.remedy}. Of the stack's own "
            f"settings the queue's MaximumConcurrency comes first: at the template's {model.TEMPLATE_CONCURRENCY} it passes "
            f"{model.TEMPLATE_CONCURRENCY * batched.images / (batched.billed / 1000):,.0f} images a second."
        ),
        plots(*bursts(alone, batched, pillow)),
        table(
            ("quota", "default", "needed at 1,000/s", "full at", "what to do", "source"), limits, words=(0, 4, 5),
        ),
        paragraph(
            f"How fast: {quotas.SCALING.name} {quotas.SCALING.limit:,} {quotas.SCALING.unit}: {quotas.SCALING.page}. Pollers of a "
            f"queue start with {quotas.POLLERS_FIRST} and grow by {quotas.POLLERS_A_MINUTE} a minute to {quotas.POLLERS_MOST:,}: "
            f"{quotas.POLLERS_PAGE}. One partition of the table takes {quotas.PARTITION_WRITES.limit:,} write units a second: "
            f"{quotas.PARTITION_WRITES.remedy}. CloudWatch Logs is a matter of cost here: Lambda itself sends what environments write."
        ),
        costs_of(found),
    )


def bursts(alone, batched, pillow):
    burst, until = 300, 900
    settings = (model.TEMPLATE_CONCURRENCY, 50, 200)
    queued = [model.burst_queued(batched, 1000, burst, until, most) for most in settings]
    direct = [[(time, environments) for time, _, environments in model.burst_direct(usage, 1000, 10)][::5] for usage in (alone, pillow)]
    thin = [[(time, waiting) for time, waiting, _ in line][::15] for line in queued]
    return (
        figure(
            "1,000 a second for five minutes, through the queue", lines(
                thin, "seconds", "images waiting", "Backlog by MaximumConcurrency", marks=False),
            "Where a line falls back to the axis, everything is developed. Nothing is lost meanwhile: the queue keeps it.",
            [f"MaximumConcurrency {most}" for most in settings]),
        figure(
            "1,000 a second from nothing, S3 to the function", lines(
                direct, "seconds", "environments", "Environments by time", rules=[(1000, "account's quota")], marks=False),
            "Lambda starts up to 1,000 environments at once, and refills that allowance over ten seconds.",
            ["Minilab", "boto3 + Pillow"]),
    )


def costs_of(found):
    services = list(dollars(found["minilab 1"]))
    rows = []
    for name, title in {"minilab 1": "Minilab", "minilab 10": "Minilab, ten to a batch", "pillow 1": "boto3 + Pillow",
                        "pillow 10": "boto3 + Pillow, ten to a batch"}.items():
        bill = dollars(found[name], "queue" if name.endswith("10") else "direct")
        rows.append((title, *(f"${1e6 * bill[service]:.2f}" for service in services), f"${1e6 * sum(bill.values()):.2f}"))
    return table(("a million thumbnails", *services, "together"), rows, "Minilab")
