"""The page's sections on the engine by itself, and on where the time goes."""

import html

from measures.stages import KINDS, REST, STAGES
from peers.libraries import NAMES as PEERS
from peers.libraries import TITLES
from report.markup import paragraph, plots, section, table
from report.plot import bars, figure, stacked
from spread import ratios, spread


def engine(results):
    jobs, rows = results["engine"], []
    for name, job in jobs.items():
        times = job["times"]
        factors = [f"{ratios(times[who], times['ours']):.2f}" for who in PEERS]
        peaks = " / ".join(f"{job['peak'][who]:.0f}" for who in ("ours", *PEERS))
        rows.append((name, f"{spread(times['ours']):.1f}", *factors, peaks))
    spreads = [(name, [spread(job["times"][who]) for who in ("ours", *PEERS)]) for name, job in jobs.items()]

    def plot(title, *words):
        """The jobs whose names have the first word, without it: the title says it."""
        chosen = [(name.removeprefix(words[0]).strip(" ,"), each) for name, each in spreads if all(word in name for word in words)]
        return figure(title, bars(chosen, "ms", title), names=names)

    names = ("Minilab", *(TITLES[who] for who in PEERS))
    behind = [
        f"{name} ({TITLES[who]} {factor:.2f})" for name, job in jobs.items() for who in PEERS
        if (factor := ratios(job["times"][who], job["times"]["ours"]).median) < 1
    ]
    hungry = [
        name for name, job in jobs.items()
        if job["peak"]["ours"] > 8 and min(job["peak"][who] for who in PEERS) < job["peak"]["ours"] / 2
    ]
    verdict = f"Where a peer is faster: {'; '.join(behind)}." if behind else "No peer is faster at any of these jobs."
    return section(
        "The engine by itself",
        paragraph(
            "From bytes in memory to bytes in memory, on one core; every engine once a round, in turn. Times are of a core, in ms. "
            f"A ratio is a peer's time over ours, with its quartiles: above 1, ours is faster. {verdict}"
        ),
        plots(
            plot("Baseline JPEG, 12 megapixels", "12 MP baseline"), plot("Baseline JPEG, 50 megapixels", "50 MP baseline"),
            plot("Progressive JPEG, 12 megapixels", "12 MP progressive"), plot("PNG, 12 megapixels", "12 MP", "PNG"),
        ),
        table(
            ("job", "ours, ms", *(f"{TITLES[who]} / ours" for who in PEERS), "peak MiB, in this order"),
            rows,
        ),
        paragraph(
            "Peaks are above the idle process and the file, of a process that does the job once."
            + (f" A peer takes less than half of ours at: {', '.join(hungry)}." if hungry else "")
        ),
    )


def profile(results):
    stages, work = results["stages"], results["work"]
    kinds = [kind for kind, _ in KINDS] + [REST]
    used = [kind for kind in kinds if any(kind in job["parts"] for job in work.values())]
    shares = [
        (name.removeprefix("12 MP ").replace("baseline", "JPEG"), {kind: 100 * part for kind, part in job["parts"].items()})
        for name, job in work.items() if "50 MP" not in name
    ]
    thumbnail = stages["thumbnail, 200 px"]
    waiting = sum(thumbnail[stage] for stage in ("row", "download", "upload", "announce", "check"))
    total = sum(thumbnail.values())
    (fullest, part) = max(work["12 MP baseline → 150"]["parts"].items(), key=lambda each: each[1])
    (large, large_part) = max(work["12 MP baseline, q50"]["parts"].items(), key=lambda each: each[1])
    return section(
        "Where the time goes",
        paragraph(
            "Left: one photo of 12 megapixels from event to answer, by the counters that the binary writes to its log line, with S3 "
            "at 30 ms, DynamoDB at 5 and SNS at 15. Right: the engine's own work, by sampling the processor once a millisecond."
        ),
        plots(
            figure("On the clock, by stage", stacked(list(stages.items()), (*STAGES, "rest"), "ms", "Stages"),
                   "Each moment is counted once: download is the time in which nothing could be decoded yet."),
            figure("A core's time in the engine, by kind of work, %", stacked(shares, used, "%", "Kinds of work", totals=False),
                   "Static functions count for the file they are in; libjpeg is the shared library here, and cannot be told apart."),
        ),
        paragraph(
            f"What that says is next. For a thumbnail {waiting / total:.0%} of the invocation is waiting for AWS, so that batches and "
            f"fewer requests pay more than any kernel. Of the engine's time for it {part:.0%} is {html.unescape(fullest)}; of "
            f"recompressing at full size {large_part:.0%} is {large}."
        ),
    )
