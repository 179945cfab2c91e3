"""The page in a real browser: photos from the file to the finished rendition, and everything that can go wrong on the way."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import BINARY, MAXIMUM, picture
from playwright.sync_api import expect
from evidence import WitnessedBridge

FINISHED = 40_000


def photo(name="photo.jpg", **arguments):
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture(**arguments)}


def put(page, *files):
    page.set_input_files("#picker", list(files))


def slide(page, name):
    return page.locator(".slide", has=page.get_by_role("heading", name=name, exact=True))


def test_a_photo_comes_back_with_size_saving_and_links(page):
    put(page, photo("Holiday at sea.jpg", width=1200, height=800))
    card = slide(page, "Holiday at sea.jpg")
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)
    expect(card.locator(".state")).to_contain_text("1200 × 800")
    expect(card.locator(".renditions li")).to_have_count(1)
    expect(card.locator(".what")).to_have_text("thumbnail 200 × 133")
    assert re.search(r"kB, −\d\d %", card.locator(".size").inner_text())
    expect(card.locator("img")).to_have_attribute("src", re.compile("^https://.*X-Amz-Signature="))
    assert card.locator("img").evaluate("image => image.complete && image.naturalWidth") == 200

    card.get_by_role("button", name="Copy link: thumbnail of Holiday at sea.jpg").click()
    expect(card.locator(".copy")).to_have_text("Copied")
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link == card.locator(".what").get_attribute("href")
    card.get_by_role("button", name="Copy HTML").click()
    markup = page.evaluate("() => navigator.clipboard.readText()")
    assert markup.startswith("<picture>") and ' 200w"' in markup and 'width="200" height="133"' in markup
    assert link.replace("&", "&amp;") in markup


def test_a_dropped_photo_and_a_pasted_one_are_taken(page):
    for kind in ("drop", "paste"):
        page.evaluate(
            """([kind, bytes]) => {
                const data = new DataTransfer();
                data.items.add(new File([new Uint8Array(bytes)], kind + ".jpg", { type: "image/jpeg" }));
                const options = { bubbles: true, cancelable: true };
                document.body.dispatchEvent(kind === "drop"
                    ? new DragEvent("drop", { ...options, dataTransfer: data })
                    : new ClipboardEvent("paste", { ...options, clipboardData: data }));
            }""",
            [kind, list(picture(120, 80))],
        )
        expect(slide(page, f"{kind}.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)


def test_progress_is_shown_while_a_photo_goes_up(page, aws):
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 600_000},
    )
    noise = picture(200, 200) + bytes(1_500_000)
    put(page, {"name": "slow.jpg", "mimeType": "image/jpeg", "buffer": noise})
    state = slide(page, "slow.jpg").locator(".state")
    seen = set()
    for _ in range(60):
        seen.update(re.findall(r"Uploading (\d+) %", state.inner_text()))
        if slide(page, "slow.jpg").get_attribute("data-state") not in ("waiting", "sending"):
            break
        page.wait_for_timeout(80)
    assert len([step for step in seen if 0 < int(step) < 100]) >= 3, seen


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("notes.txt", b"Some notes", "This is not a JPEG or PNG photo."),
        ("evil.jpg", b"<script>alert(1)</script>", "This is not a JPEG or PNG photo."),
        ("empty.jpg", b"", "The file is empty."),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", "This is a HEIC photo; JPEG or PNG is taken. Export it as JPEG."),
        ("large.jpg", picture(60, 40) + bytes(MAXIMUM), "8 MB is too large; up to 8 MB is taken."),
    ],
)
def test_what_cannot_become_a_rendition_is_refused_before_anything_is_sent(page, name, content, reason):
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    put(page, {"name": name, "mimeType": "image/jpeg", "buffer": content})
    card = slide(page, name)
    expect(card).to_have_attribute("data-state", "failed")
    expect(card.locator(".state")).to_have_text(reason)
    expect(card.get_by_role("button", name="Retry")).to_be_hidden()
    assert sent == []
    expect(page.locator("#announcer")).to_contain_text(reason)


def test_a_photo_that_cannot_be_developed_says_why(page):
    put(page, {"name": "cut.jpg", "mimeType": "image/jpeg", "buffer": picture(800, 600)[:4000]})
    card = slide(page, "cut.jpg")
    expect(card).to_have_attribute("data-state", "failed", timeout=FINISHED)
    expect(card.locator(".state")).to_contain_text("Rejected: ")


def test_markup_in_a_file_name_is_only_a_name(page):
    name = "<img src=x onerror=document.title='owned'>.jpg"
    put(page, photo(name, width=120, height=80))
    expect(slide(page, name)).to_have_attribute("data-state", "ready", timeout=FINISHED)
    assert page.title() == "Minilab"
    assert page.locator(".name img").count() == 0


def test_a_connection_that_breaks_is_tried_again(page):
    broken = []

    def break_twice(route):
        if route.request.method == "POST" and len(broken) < 2:
            broken.append(1)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile("^https://"), break_twice)
    put(page, photo("stubborn.jpg", width=120, height=80))
    expect(slide(page, "stubborn.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)
    assert len(broken) == 2


def test_a_connection_that_stays_broken_is_reported_and_can_be_retried(page):
    page.route(re.compile("^https://"), lambda route: route.abort("connectionreset"))
    put(page, photo("unlucky.jpg", width=120, height=80))
    card = slide(page, "unlucky.jpg")
    expect(card).to_have_attribute("data-state", "failed", timeout=15_000)
    expect(card.locator(".state")).to_have_text(re.compile(r"The connection broke at \d+ %."))
    page.unroute(re.compile("^https://"))
    card.get_by_role("button", name="Retry: unlucky.jpg").click()
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)


def test_offline_photos_wait_and_go_on_by_themselves(page):
    page.context.set_offline(True)
    put(page, photo("patient.jpg", width=120, height=80))
    card = slide(page, "patient.jpg")
    expect(card.locator(".state")).to_have_text("Offline. It goes on when you are back.")
    page.wait_for_timeout(500)
    expect(card).to_have_attribute("data-state", "waiting")
    page.context.set_offline(False)
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)


def test_throttling_and_hiccups_of_the_service_pass_unnoticed(page, api):
    answers = [429, 503, 429]

    def fault(method, path):
        return answers.pop() if answers and path != "/" else None

    api.faults.append(fault)
    try:
        put(page, photo("calm.jpg", width=120, height=80))
        expect(slide(page, "calm.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)
        assert answers == []
    finally:
        api.faults.remove(fault)


def test_a_hundred_photos_at_a_time(page, api):
    """Each is there at once; never more than four go up side by side; all come back."""
    underway, most = [0], [0]

    def count(step):
        def note(request):
            if request.method == "POST" and request.url.startswith("https://"):
                underway[0] += step
                most[0] = max(most[0], underway[0])
        return note

    page.on("request", count(1))
    page.on("requestfinished", count(-1))
    page.on("requestfailed", count(-1))
    bytes_of = [picture(160, 120, seed=seed) for seed in range(10)]
    put(page, *({"name": f"{n:03}.jpg", "mimeType": "image/jpeg", "buffer": bytes_of[n % 10]} for n in range(100)))
    expect(page.locator(".slide")).to_have_count(100)
    expect(page.locator("[data-state=ready]")).to_have_count(100, timeout=120_000)
    expect(page.locator("#totals")).to_contain_text("100 photos · 100 ready")
    assert 2 <= most[0] <= 4, most
    page.get_by_role("button", name="Copy all links").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.get_by_role("button", name="Clear finished").click()
    expect(page.locator(".slide")).to_have_count(0)
    expect(page.locator("#picker")).to_be_focused()


def test_the_page_is_usable_with_the_keyboard_alone(page):
    page.keyboard.press("Tab")
    expect(page.locator("#picker")).to_be_focused()
    outline = page.locator("#pick").evaluate("label => getComputedStyle(label).outlineStyle")
    assert outline == "solid", "the focus is seen"
    put(page, photo("one.jpg", width=120, height=80), photo("two.jpg", width=120, height=80))
    expect(page.locator("[data-state=ready]")).to_have_count(2, timeout=FINISHED)
    names = []
    for _ in range(16):
        page.keyboard.press("Tab")
        names.append(page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.textContent"))
    for expected in ("Copy all links", "Copy link: thumbnail of one.jpg", "Copy HTML: two.jpg", "Remove: two.jpg"):
        assert expected in names, names
    page.get_by_role("button", name="Remove: one.jpg").press("Enter")
    expect(slide(page, "one.jpg")).to_have_count(0)
    expect(slide(page, "two.jpg")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width, height", [(1280, 800), (375, 740)])
def test_axe_finds_nothing(page, scheme, width, height):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    for files in ([], [photo("fine.jpg", width=120, height=80), {"name": "no.txt", "mimeType": "text/plain", "buffer": b"no"}]):
        if files:
            put(page, *files)
            expect(page.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)
            expect(page.locator("[data-state=failed]")).to_have_count(1)
        results = Axe().run(page)
        assert len(results.response["passes"]) > 10, "axe has looked"
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"


def test_the_page_tells_that_an_api_for_programs_has_no_use_for_it(browser, environment):
    with WitnessedBridge(BINARY, {**environment, "API_AUTHORIZATION": "AWS_IAM"}) as bridge:
        page = browser.new_page()
        page.goto(bridge.url)
        expect(page.locator("#prompt")).to_have_text("This table is for programs")
        expect(page.locator("#pick")).to_be_hidden()
        page.close()
