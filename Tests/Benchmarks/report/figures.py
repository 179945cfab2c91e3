"""The README's tables: printed by every run, and written between the markers of the section "Figures" when asked to."""

import re
import sys
from pathlib import Path

from spread import percentile, ratios, spread

TITLES = {"minilab": "Minilab", "pillow": "boto3 + Pillow", "vips": "boto3 + pyvips"}
BEGIN, END = "<!-- figures: make bench README=yes -->", "<!-- end of figures -->"
FUNCTIONS = (
    "12 megapixels, to a thumbnail", "zip", "cold start to the first answer", "first `/next`", "next photos p50", "p99",
    "a core's time", "peak memory", "photos a second, ten to a batch",
)
PIXELS = ("a core's time by size", "1 MP", "5 MP", "12 MP", "24 MP", "50 MP", "peak at 50 MP")
ENGINE = ("the engine alone, one core", "Minilab", "Pillow", "libvips", "OpenCV", "peak MiB, in the same order")


def row(cells):
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def table(header, rows):
    return "\n".join([row(header), "|" + "---|" * len(header), *map(row, rows)])


def tables(results):
    """All tables, as Markdown."""
    return "\n\n".join([
        introduction(results), table(FUNCTIONS, functions(results)), table(PIXELS, pixels(results)),
        table(ENGINE, engines(results)),
    ])


def introduction(results):
    machine = results["machine"]
    return (
        f"{machine['date']}, {machine['cores']} cores of {machine['cpu'].replace('(R)', '').replace('  ', ' ')}; medians"
        + (" of a quick run" if machine["quick"] else "")
        + (", other work on the machine" if machine["busy before"] > 0.2 else "") + "; HTTPS to a local S3 and DynamoDB that answer after 30 and 5 ms, "
        "but for cold starts (with an empty page cache) and a core's time, where they answer at once."
    )


def functions(results):
    far = results["tail"]["as in a region"]
    for who, title in TITLES.items():
        start, clock = results["start"]["cold"][who], far[who]["clock"]
        yield (
            title, f"{results['size'][who][0] / 1e6:.1f} MB" + ("" if who == "minilab" else " without boto3"),
            f"{spread(start['answered']).median:.0f} ms", f"{spread(start['next']).median:.0f} ms",
            f"{percentile(clock, 50):.0f} ms", f"{percentile(clock, 99):.0f} ms",
            f"{spread(results['warm']['12'][who]['cpu']).median:.1f} ms", f"{results['warm']['12'][who]['peak']:.0f} MiB",
            f"{spread(results['batch']['12'][who]['10']['rate']).median:.0f}",
        )


def pixels(results):
    for who, title in TITLES.items():
        times = [f"{spread(sizes[who]['cpu']).median:.1f} ms" for sizes in results["warm"].values()]
        yield title, *times, f"{results['warm']['50'][who]['peak']:.0f} MiB"


def engines(results):
    for name, job in results["engine"].items():
        ours = job["times"]["ours"]
        factors = [f"{ratios(job['times'][who], ours):.2f}×".replace(")×", ")") for who in ("pillow", "vips", "opencv")]
        peaks = " / ".join(f"{value:.0f}" for value in job["peak"].values())
        yield name, f"{spread(ours).median:.1f} ms", *factors, peaks


def write(file, results):
    text = file.read_text()
    before, rest = text.split(BEGIN)
    file.write_text(f"{before}{BEGIN}\n{tables(results)}\n{END}{rest.split(END)[1]}")


def complaint(text):
    """What is wrong with the README's tables, whatever their figures are; None when they have the form that a run writes."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        return f"the markers “{BEGIN}” and “{END}” are not there once each"
    inside = text.split(BEGIN)[1].split(END)[0]
    for header in (FUNCTIONS, PIXELS, ENGINE):
        start = inside.find(row(header))
        if start < 0:
            return f"no table begins with “{header[0]}”"
        lines = inside[start:].split("\n\n")[0].strip().splitlines()
        cells = [re.split(r" ?\| ?", line)[1:-1] for line in lines[2:]]
        if len(cells) < len(TITLES) or any(len(row) != len(header) for row in cells):
            return f"the table of “{header[0]}” has rows of another form"
        if not all(all(row) for row in cells):
            return f"the table of “{header[0]}” has an empty cell"
    return None


if __name__ == "__main__":
    if problem := complaint(Path(sys.argv[1]).read_text()):
        sys.exit(f"figures: {sys.argv[1]}: {problem}; make bench README=yes writes them")
