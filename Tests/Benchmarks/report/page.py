"""The report: one HTML page from the results of a run, with nothing to fetch."""

import html
from pathlib import Path

from report import page_engine, page_functions, page_scale
from report.figures import TITLES
from spread import ratios, spread

STYLE = Path(__file__).with_name("page.css")


def page(results):
    sections = [
        page_functions.starts(results), page_functions.warm(results), page_functions.throughput(results),
        page_engine.engine(results), page_engine.profile(results), page_scale.growth(results), page_scale.load(results),
        method(results),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Minilab, measured</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="data:,">'
        f"<style>{STYLE.read_text()}</style></head><body>{head(results)}{''.join(sections)}</body></html>\n"
    )


def head(results):
    machine = results["machine"]
    quick = (
        '<p class="warning">A quick run: few measurements of each, so that the spreads are wide. <code>make bench</code> takes '
        "its time.</p>" if machine["quick"] else ""
    )
    busy = (
        f'<p class="warning">The machine had other work: {machine["busy before"]} of its cores were busy before the first measurement. '
        "Times on the clock suffer from that; times of a core and ratios of interleaved runs hardly do.</p>"
        if machine["busy before"] > 0.2 else ""
    )
    return (
        "<h1>Minilab, measured</h1>"
        f'<p class="soft">{machine["date"]}, commit {machine["commit"]}, on {machine["cores"]} cores of '
        f'{html.escape(machine["cpu"])}, Linux {machine["kernel"]}; {machine.get("minutes", "?")} minutes</p>'
        "<p>The static binary beside what people write instead: a function of boto3 and Pillow, and one of boto3 and pyvips, each "
        "under AWS's own Python runtime client. All get the same events from the same Runtime API, and talk HTTPS to the same S3 "
        f"and DynamoDB, all on one machine.</p>{quick}{busy}{tiles(results)}"
    )


def tiles(results):
    start, warm = results["start"]["cold"], results["warm"]["12"]
    batch = results["batch"]["12"]
    ours = {
        "Cold start with the first photo": (
            f"{spread(start['minilab']['answered']).median:.0f} ms",
            {who: ratios(start[who]["answered"], start["minilab"]["answered"]).median for who in TITLES}, "times as long",
        ),
        "A core's time for 12 megapixels": (
            f"{spread(warm['minilab']['cpu']).median:.1f} ms",
            {who: ratios(warm[who]["cpu"], warm["minilab"]["cpu"]).median for who in TITLES}, "times as much",
        ),
        "Peak memory, 50 megapixels": (
            f"{results['warm']['50']['minilab']['peak']:.0f} MiB",
            {who: results["warm"]["50"][who]["peak"] / results["warm"]["50"]["minilab"]["peak"] for who in TITLES},
            "times as much",
        ),
        "Photos a second, ten to a batch": (
            f"{spread(batch['minilab']['10']['rate']).median:.0f}",
            {who: spread(batch["minilab"]["10"]["rate"]).median / spread(batch[who]["10"]["rate"]).median for who in TITLES},
            "times as many",
        ),
    }
    made = ""
    for title, (value, others, words) in ours.items():
        rest = "; ".join(f"{TITLES[who]} {factor:.1f}" for who, factor in others.items() if who != "minilab")
        verb = "than" if words == "times as many" else "takes"
        made += f'<div class="tile"><span>{title}</span><b>{value}</b><span>{words if verb == "than" else ""} {"as " if verb == "than" else ""}{rest}{"" if verb == "than" else " " + words}</span></div>'
    return f'<div class="tiles">{made}</div>'


def method(results):
    machine = results["machine"]
    versions = (
        f"Python {machine['python']}, boto3 {machine['boto3']}, awslambdaric {machine['runtime client']}, Pillow "
        f"{machine['peers']['pillow']}, libvips {machine['peers']['vips']}, OpenCV {machine['peers']['opencv']}"
    )
    photos = machine["photos"]
    source = (
        f"The engine's photos are those of the folder {html.escape(photos)}; all others are" if photos else "The photos are"
    )
    return (
        "<h2>How it was measured, and how to repeat it</h2>"
        "<p><code>make bench</code> on Debian 12 makes this page from nothing; <code>QUICK=yes</code> takes a quarter of the time, "
        "<code>ONLY=start,warm</code> measures parts of it again, and <code>PHOTOS=folder</code> gives the engine photographs of "
        "yours. Every single measurement is in <code>.build/bench/results.json</code>.</p>"
        "<p>Contestants take turns, event by event, so that whatever else the machine does hits all alike. A figure is a median; "
        "bars have whiskers from quartile to quartile, and a ratio is the median of the ratios of single rounds. “A core's time” is "
        "what the kernel counts for the process, user and system, all threads; “on the clock” includes the servers, which share the "
        "machine's cores and cost every contestant the same. Memory is the process's peak (VmHWM).</p>"
        f"<p>{source} made by <code>Tests/Benchmarks/photographs.py</code>: overlapping shapes with a fractal texture and a "
        "sensor's noise, 2.5 bits a pixel, as cameras write. Python runs from compiled bytecode.</p>"
        f"<p>Versions: {html.escape(versions)}.</p>"
        "<p>Not here: Node's sharp, which is on npm alone and was not within reach (its libvips is, through pyvips); AWS's own "
        "network and microVMs, so that the starts are those of the process and come on top of Lambda's own; arm64.</p>"
    )
