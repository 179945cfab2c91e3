"""The arithmetic of make cost against bills worked out by hand, and what it counts against what the binary asks for."""

import sys

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "Tests" / "Benchmarks"))

from stack.bill import PRICES, Usage, billed_milliseconds, dollars, idle, read_units, write_units  # noqa: E402
from costs.measure import PILLOW, log_bytes, minilab, pillow  # noqa: E402
from peers import contestants  # noqa: E402
from servers.billing import BillingAWS, size  # noqa: E402


def test_a_million_invocations_of_100_ms_at_1769_mb_cost_what_the_price_list_says():
    # 1,000,000 × 0.1 s × 1.7275 GB = 172,754 GB-s at $0.0000166667, and $0.20 for the requests.
    usage = Usage(billed=100, memory=1769)
    assert 1e6 * dollars(usage)["Lambda"] == pytest.approx(2.8792 + 0.20, abs=0.001)


def test_cold_starts_are_billed_by_their_share():
    warm, some = Usage(billed=100, memory=1024), Usage(billed=100, memory=1024, start=500, starts=0.01)
    assert dollars(some)["Lambda"] - dollars(warm)["Lambda"] == pytest.approx(0.005 * 0.0000166667)


def test_arm_is_a_fifth_cheaper():
    bills = {
        each: dollars(Usage(billed=1000, memory=1024, architecture=each))["Lambda"] - PRICES["lambda"]["request"]
        for each in ("x86_64", "arm64")
    }
    assert bills["arm64"] / bills["x86_64"] == pytest.approx(0.8, abs=0.001)


def test_requests_units_and_lines_are_billed():
    usage = Usage(billed=0, memory=128, s3_reads=1, s3_writes=1, read_units=1, write_units=2, publishes=1, log_bytes=1000)
    bill = {name: 1e6 * each for name, each in dollars(usage).items()}
    assert bill["S3"] == pytest.approx(5.40)
    assert bill["DynamoDB"] == pytest.approx(0.125 + 1.25)
    assert bill["SNS"] == pytest.approx(0.50)
    assert bill["logs"] == pytest.approx(0.50)
    assert bill["trigger"] == 0


def test_images_of_one_invocation_share_its_bill_and_a_batch_its_queue_requests():
    one, ten = Usage(billed=100, memory=1024), Usage(billed=1000, memory=1024, images=10)
    compute = dollars(one)["Lambda"] - PRICES["lambda"]["request"]
    assert dollars(ten)["Lambda"] == pytest.approx(compute + PRICES["lambda"]["request"] / 10)
    assert 1e6 * dollars(one, "queue")["trigger"] == pytest.approx(3 * 0.40)
    assert 1e6 * dollars(ten, "queue")["trigger"] == pytest.approx(1.2 * 0.40)
    assert 1e6 * dollars(one, "eventbridge")["trigger"] == pytest.approx(1.00)


@pytest.mark.parametrize("seconds, milliseconds", [(0, 0), (0.001, 1), (0.0011, 2), (0.0999999, 100)])
def test_lambda_rounds_up_to_the_millisecond(seconds, milliseconds):
    assert billed_milliseconds(seconds) == milliseconds


def test_dynamodb_rounds_up_to_its_units():
    assert [write_units(each) for each in (0, 1, 1024, 1025)] == [1, 1, 1, 2]
    assert [read_units(each) for each in (0, 4096, 4097)] == [1, 1, 2]
    assert read_units(1, consistent=False) == 0.5


def test_an_item_is_as_large_as_its_names_and_values():
    assert size({"ab": {"S": "ü"}}) == 2 + 2
    assert size({"n": {"N": "-123"}}) == 1 + 3
    assert size({"l": {"L": [{"S": "a"}, {"S": "b"}]}}) == 1 + 3 + 2 + 2
    assert size({"m": {"M": {"k": {"S": "v"}}}}) == 1 + 3 + 3
    assert size({"t": {"BOOL": True}}) == 2


def test_every_line_is_billed_with_its_overhead():
    assert log_bytes("ab\ncd\n", [], 2) == (2 * 3 + 2 * 26) / 2


def test_a_stack_that_does_nothing_costs_its_alarms_and_dashboard():
    assert idle(alarms=8, metrics=0, dashboards=1) == pytest.approx({"alarms": 0.80, "dashboard": 3.00, "metrics": 0})


@pytest.mark.parametrize("make", [minilab, pillow])
def test_a_thumbnail_is_one_download_one_store_one_row_and_one_message(make, photo):
    usage = make("thumbnail").usage(BillingAWS(photo), 1769, "x86_64", 0, rounds=1, warm=1)
    assert (usage.s3_reads, usage.s3_writes, usage.publishes) == (1, 1, 1)
    assert usage.write_units >= 1
    # The peer does not look at the row first: it has no protection against duplicates.
    assert usage.read_units == (1 if make is minilab else 0)
    assert usage.billed >= 50 and usage.log_bytes > 100


@pytest.mark.parametrize("make", [minilab, pillow])
def test_a_batch_takes_the_same_for_each_image(make, photo):
    usage = make("thumbnail").usage(BillingAWS(photo), 1769, "x86_64", 0, rounds=1, warm=1, batch=4)
    assert (usage.images, usage.s3_reads, usage.s3_writes, usage.publishes) == (4, 1, 1, 1)


def test_the_report_bills_the_same_function_as_make_cost():
    assert contestants.PILLOW.command[-1] == PILLOW[-1]
    assert pillow("thumbnail", contestants.PILLOW.command).environment["PRESET"] == "thumbnail"
