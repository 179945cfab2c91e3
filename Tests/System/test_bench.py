"""The benchmark's arithmetic, the form of what it reads and writes: not its figures, which are the machine's."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Benchmarks"))

import events  # noqa: E402
from stack.bill import Usage  # noqa: E402
from measures import stages  # noqa: E402
from measures.running import running  # noqa: E402
from peers import contestants  # noqa: E402
from report import figures, load, plot, quotas  # noqa: E402
from servers.aws import AWS  # noqa: E402
from spread import percentile, ratios, slope, spread  # noqa: E402

# A tenth of a second an image, and one of everything.
ALONE = Usage(
    billed=100, memory=1769, start=20, s3_reads=1, s3_writes=1, read_units=1, write_units=2, publishes=1, log_bytes=1000,
)
BATCH = Usage(
    billed=500, memory=1769, start=20, images=10, s3_reads=1, s3_writes=1, read_units=1, write_units=2, publishes=1,
)


def needed(usage, rate):
    return dict(load.needs(usage, rate))


def test_concurrency_is_littles_law():
    assert needed(ALONE, 1000)[quotas.CONCURRENCY] == pytest.approx(100)
    assert needed(BATCH, 1000)[quotas.CONCURRENCY] == pytest.approx(50), "100 batches a second of half a second each"
    assert load.most(ALONE, quotas.CONCURRENCY) == pytest.approx(10_000)


def test_the_fullest_quota_comes_first():
    part, quota, need = load.first_limits(ALONE, 1000)[0]
    assert (quota.limit, need) == (300, 1000), "SNS in the smallest regions"
    assert part == pytest.approx(1000 / 300)
    silent = load.first_limits(Usage(**{**vars(ALONE), "publishes": 0}), 1000)[0]
    assert silent[1] == quotas.TABLE_WRITES, "two write units an image, of 4,000"


def test_a_queue_passes_no_more_than_its_pollers_do():
    line = load.burst_queued(BATCH, 1000, 60, 600, maximum=10)
    # Ten at a time, 20 images a second each, once the pollers are there (five are, and five more after one second).
    assert line[59][1] == pytest.approx(60 * 1000 - 60 * 200, rel=0.01)
    drained = next(time for time, waiting, _ in line if time > 60 and waiting == 0)
    assert drained == pytest.approx(300, abs=2)
    assert all(pollers <= 10 for _, _, pollers in line)


def test_pollers_grow_by_three_hundred_a_minute():
    line = load.burst_queued(BATCH, 100_000, 120, 120, maximum=1000)
    assert line[60][2] == pytest.approx(quotas.POLLERS_FIRST + 300)


def test_environments_start_at_once_up_to_what_a_function_may():
    slow = Usage(billed=5000, memory=1769, start=20)
    line = load.burst_direct(slow, 1000, 30)
    assert line[0][2] == pytest.approx(1000), "the first thousand at once"
    assert max(environments for _, _, environments in line) <= quotas.CONCURRENCY.limit
    assert line[-1][1] > 0, "5,000 are needed, and the account has 1,000"


def test_cold_starts_are_never_more_than_events():
    for each in load.LOADS:
        assert 0 < load.with_starts(ALONE, each).starts <= 1


def test_spreads_are_medians_and_quartiles_and_ratios_go_round_by_round():
    assert (spread([3, 1, 2]).median, spread([5]).high) == (2, 5)
    assert ratios([20, 400], [10, 100]).median == pytest.approx(3), "2 and 4, not 420 / 110"
    assert percentile(range(1, 101), 99) == 99
    assert slope([(1, 3), (2, 5), (3, 7)]) == pytest.approx((2, 1))


def test_plots_carry_their_text_escaped_and_load_nothing():
    made = plot.bars([("a < b", [spread([1, 2, 3])])], "ms", "<title>") + plot.lines([[(1, 1), (10, 5)]], "x", "y", "t", True)
    assert "a &lt; b" in made and "<title>" + "&lt;title&gt;" in made
    assert "http" not in made and "<script" not in made


def test_the_readme_has_the_tables_that_a_run_writes(tmp_path):
    text = (ROOT / "Tests" / "Benchmarks" / "README.md").read_text()
    assert figures.complaint(text) is None
    spoiled = {
        "a column lost": text.replace(" | p99 |", " |"),
        "a row lost": "\n".join(line for line in text.splitlines() if not line.startswith("| boto3 + pyvips")),
        "a marker lost": text.replace(figures.END, ""),
        "a cell empty": re.sub(r"\d+ / \d+ / \d+ / \d+", "", text, count=1),
    }
    for what, other in spoiled.items():
        assert other != text and figures.complaint(other), what


def test_an_image_is_logged_with_the_time_of_every_stage_and_no_moment_twice(tmp_path):
    photo = (ROOT / "Tests" / "Fixtures" / "gallery" / "resize.jpg").read_bytes()
    aws = AWS(photo)
    aws.latency = {"S3": 0.005, "DynamoDB": 0.005, "SNS": 0.005}
    topic = "arn:aws:sns:eu-central-1:123456789012:images"
    with open(tmp_path / "log", "wb") as log, running(contestants.MINILAB, aws, log, TOPIC_ARN=topic) as function:
        _, cpu, answer = function.invoke(events.created(len(photo)))
        assert cpu > 0 and function.memory() > 1
        assert [result["status"] for result in answer["results"]] == ["READY"]
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    (image,) = [line for line in lines if line.get("message") == "Image"]
    times = {stage: image[f"{stage}Ms"] for stage in stages.STAGES}
    assert all(times.values()) and sum(times.values()) <= image["totalMs"] + 0.01 * len(times)
    # Two requests to the table, one each to fetch, store and announce.
    assert times["row"] >= 10 and min(times[stage] for stage in ("download", "upload", "announce")) >= 5


def test_static_functions_are_told_by_their_source(tmp_path):
    source = tmp_path / "idct.c"
    source.write_text(
        "__attribute__((noinline)) static int inside(int x) { return x * x; }\nint main(int n, char **v) { (void)v; return inside(n); }\n"
    )
    binary = tmp_path / "program"
    subprocess.run(["gcc", "-O1", "-o", binary, source], check=True)
    symbols = stages.Symbols(binary)
    names = {symbols.at(start) for start in symbols.starts}
    assert "main" in names and any(name.startswith("idct.c:inside") for name in names)
    at = symbols.starts[symbols.names.index(next(name for name in symbols.names if name.startswith("idct.c:inside")))]
    regions = [(0x1000_0000, 0x2000_0000, 0, f"/somewhere/{stages.probe.BINARY.name}"), (0x3000_0000, 0x4000_0000, 0, "/lib/libz.so.1")]
    found = stages.kinds(symbols, regions, [0x1000_0000 + at, 0x1000_0000 + at + 1, 0x3000_0010, 0x5000_0000])
    assert found == {"samples": 4, "parts": {"inverse DCT": 0.5, "inflating": 0.25, stages.REST: 0.25}}


def rows(text, name):
    """The first table's row of that name, from each table that has one."""
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith(f"| {name} |")]


def amount(cell):
    return float(re.search(r"[\d.]+", cell)[0])


def test_the_front_page_claims_what_the_tables_say():
    front = " ".join((ROOT / "README.md").read_text().split())
    text = (ROOT / "Tests" / "Benchmarks" / "README.md").read_text()
    (ours, _, bill), (theirs, *_) = rows(text, "Minilab"), rows(text, "boto3 + Pillow")
    (batched,) = rows(text, "Minilab, 10 to a batch")
    assert f"A zip of {amount(ours[1]):.0f} MB" in front
    assert f"{int(amount(theirs[2]) / amount(ours[2]))} times as fast" in front
    assert "a quarter of the memory" in front and amount(ours[7]) / amount(theirs[7]) <= 0.25
    assert f"photos cost about ${amount(bill[-1]):.0f} " in front and f"it is about ${amount(batched[-1]):.0f}." in front
    assert "half of that is S3's" in front and amount(bill[2]) / amount(bill[-1]) == pytest.approx(0.5, abs=0.05)
    idle = re.search(r"alarms \$([\d.]+), dashboard \$([\d.]+)", text)
    assert f"about ${float(idle[1]) + float(idle[2]):.0f} a month" in front
