"""The page in a real browser: photos from the file to the finished rendition."""

import re
import time
from datetime import UTC, datetime

import pytest
from conftest import BINARY, FINISHED, MAXIMUM, photo, picture, put, slide, throttle
from evidence import WitnessedBridge
from playwright.sync_api import expect


def test_a_photo_comes_back_with_size_saving_and_links(page):
    put(page, photo("Holiday at sea.jpg", width=1200, height=800))
    card = slide(page, "Holiday at sea.jpg")
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)
    expect(card.locator(".state")).to_contain_text("1200 × 800")
    expect(card.locator(".renditions li")).to_have_count(1)
    expect(card.locator(".what")).to_have_text("thumbnail")
    expect(card.locator(".size")).to_have_text(re.compile(r"200 × 133 · \d+ kB"))
    expect(card.locator("li .gain")).to_have_text(re.compile(r"−\d\d %"))
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


def test_dropped_photos_are_taken(page, tmp_path):
    """Files from outside the browser, moved over the page and let go."""
    for name in ("one.jpg", "two.jpg"):
        (tmp_path / name).write_bytes(picture(120, 80))
    client = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(tmp_path / "one.jpg"), str(tmp_path / "two.jpg")], "dragOperationsMask": 1}

    def drag(kind):
        client.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})

    drag("dragEnter")
    drag("dragOver")
    expect(page.locator(".table.over")).to_have_count(1)
    # Leaving again, which Chromium's protocol for tools has no command for.
    page.evaluate("() => document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true }))")
    expect(page.locator(".table.over")).to_have_count(0)
    for kind in ("dragEnter", "dragOver", "drop"):
        drag(kind)
    expect(page.locator("[data-state=ready]")).to_have_count(2, timeout=FINISHED)
    expect(page.locator(".table.over")).to_have_count(0)


def test_a_pasted_photo_is_taken(page):
    page.evaluate(
        """bytes => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "paste.jpg", { type: "image/jpeg" }));
            document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
        }""",
        list(picture(120, 80)),
    )
    expect(slide(page, "paste.jpg")).to_have_attribute("data-state", "ready", timeout=FINISHED)


MARKUP = """<picture>
  <source type="image/png" srcset="{0}/c?n=1&amp;of=&quot;&lt;b> 800w" sizes="(max-width: 800px) 100vw, 800px">
  <img src="{0}/b?n=1" srcset="{0}/a?n=1 320w,
    {0}/b?n=1 800w" sizes="(max-width: 800px) 100vw, 800px" width="800" height="533" alt="" loading="lazy">
</picture>"""


@pytest.mark.parametrize("changes, style", [
    ({}, ' style="object-position: 44% 23.2%"'), ({"height": 800}, ""), ({"focus": None}, ""),
    ({"width": 801, "height": 600}, ' style="object-position: 44% 23.2%"'),
], ids=["whole", "cut", "nobody looked", "rounded"])
def test_copied_markup_keeps_people_in_view(page, api, changes, style):
    """As a style for pages that cut the picture; not of a rendition that is cut already, nor where nobody looked."""
    focus = changes.get("focus", {"x": 0.44, "y": 0.232, "of": "faces", "faces": 1})
    rendition = {
        "name": "a", "bucket": "b", "key": "a.jpg", "contentType": "image/jpeg", "bytes": 50, "url": f"{api.url}/a",
        "width": changes.get("width", 800), "height": changes.get("height", 600),
    }
    page.route(f"{api.url}/image/*", lambda route: route.fulfill(json={
        "imageId": "b/k", "filename": "x.jpg", "status": "READY", "renditions": [rendition], "size": 10_000, "width": 4000,
        "height": 3000, **({"focus": focus} if focus else {}), "urlsExpire": "2099-01-01T00:00:00Z",
    }))
    put(page, photo("face.jpg", width=60, height=40))
    card = slide(page, "face.jpg")
    expect(card).to_have_attribute("data-state", "ready", timeout=FINISHED)
    card.get_by_role("button", name="Copy HTML").click()
    expect(card.locator(".markup .label")).to_have_text("Copied")
    size = f'width="{rendition["width"]}" height="{rendition["height"]}"'
    assert f'{size}{style} alt=""' in page.evaluate("() => navigator.clipboard.readText()")


def test_links_and_markup_are_right_and_are_renewed_before_they_end(page, api):
    """Whatever the recipe: several types and sizes, and copies of which nothing is known but where they are."""
    page.clock.install()
    asked = []

    def image(route):
        asked.append(route.request.url)
        end = time.time() + 3600 * len(asked)
        rendition = {"bucket": "b", "key": "copied.jpg", "contentType": "image/jpeg", "width": 800, "height": 533, "bytes": 5000}
        named = {"a": {"width": 320, "height": 213}, "b": {}, "c": {"contentType": "image/png"}}
        renditions = [{**rendition, "name": name, "url": f"{api.url}/{name}?n={len(asked)}", **more} for name, more in named.items()]
        renditions[2]["url"] += '&of="<b>'
        renditions.append({"name": "", "bucket": "b", "key": "copied.jpg", "url": f"{api.url}/d?n={len(asked)}"})
        route.fulfill(json={
            "imageId": "b/k", "filename": "x.jpg", "status": "READY", "renditions": renditions, "size": 10_000,
            "urlsExpire": datetime.fromtimestamp(end, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        })

    page.route(f"{api.url}/image/*", image)
    put(page, photo("many.jpg", width=60, height=40))
    card = slide(page, "many.jpg")
    expect(card.locator(".what")).to_have_text(["a", "b", "c", "copied.jpg"], timeout=FINISHED)
    expect(card.locator("li .gain")).to_have_text(["−50 %", "−50 %", "−50 %", ""])
    expect(card.locator(".expiry")).to_have_text(re.compile("Links work until .+"))
    card.get_by_role("button", name="Copy HTML").click()
    expect(card.locator(".markup .label")).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == MARKUP.format(api.url)
    before = len(asked)
    with page.expect_response(f"{api.url}/image/*"):
        page.clock.fast_forward("59:30")
    expect(card.locator(".what").first).to_have_attribute("href", f"{api.url}/a?n={before + 1}")
    card.get_by_role("button", name="Copy link: a of many.jpg").click()
    expect(card.locator(".copy").first).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()") == f"{api.url}/a?n={before + 1}"


def test_progress_is_shown_while_a_photo_goes_up(page):
    throttle(page, uploadThroughput=600_000)
    page.evaluate(
        """() => {
            window.seen = [];
            const look = () => { for (const bar of document.querySelectorAll("[data-state=sending] progress")) seen.push(bar.value); };
            new MutationObserver(look).observe(document.getElementById("slides"), { subtree: true, childList: true, attributes: true });
        }"""
    )
    put(page, {"name": "slow.jpg", "mimeType": "image/jpeg", "buffer": picture(200, 200) + bytes(1_500_000)})
    expect(slide(page, "slow.jpg")).to_have_attribute("data-state", re.compile("developing|ready"), timeout=FINISHED)
    seen = page.evaluate("() => window.seen")
    assert seen == sorted(seen) and len({value for value in seen if 0 < value < 1}) >= 3, seen


def test_what_is_shown_of_a_large_photo_is_small_at_once(page):
    """A hundred photos of 12 megapixels would take gigabytes as they are."""
    page.route(re.compile("^https://"), lambda route: route.abort())
    put(page, {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": picture(4000, 3000)})
    picture_shown = slide(page, "large.jpg").locator("img")
    expect(picture_shown).to_have_attribute("src", re.compile("^blob:"), timeout=FINISHED)
    expect(picture_shown).to_have_js_property("naturalWidth", 560)
    expect(picture_shown).to_have_js_property("naturalHeight", 420)


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("notes.txt", b"Some notes", "This is not a JPEG or PNG photo."),
        ("evil.jpg", b"<script>alert(1)</script>", "This is not a JPEG or PNG photo."),
        ("empty.jpg", b"", "The file is empty."),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", "This photo is HEIC; JPEG or PNG is taken. Export it as JPEG."),
        ("large.jpg", picture(60, 40) + bytes(MAXIMUM), "8 MB is too large; up to 8 MB is taken."),
    ],
    ids=["text", "markup", "empty", "HEIC", "large"],
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
    with page.expect_file_chooser() as chooser:
        card.get_by_role("button", name=f"Choose another: {name}").click()
    chooser.value.set_files([photo("better.jpg", width=60, height=40)])
    expect(card).to_have_count(0)
    expect(slide(page, "better.jpg")).to_be_visible()


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
    expect(page.locator("[data-state=ready]")).to_have_count(100, timeout=240_000)
    expect(page.locator("#totals")).to_contain_text("100 photos · 100 ready")
    expect(page.locator("#weight")).to_have_text(re.compile("kB in, .* kB out"))
    assert 2 <= most[0] <= 4, most
    page.get_by_role("button", name="Copy all links").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.get_by_role("button", name="Clear finished").click()
    expect(page.locator(".slide")).to_have_count(0)
    expect(page.locator("#picker")).to_be_focused()


def test_the_page_tells_that_an_api_for_programs_has_no_use_for_it(browser, environment):
    with WitnessedBridge(BINARY, {**environment, "API_AUTHORIZATION": "AWS_IAM"}) as bridge:
        page = browser.new_page()
        page.goto(bridge.url)
        expect(page.locator("#prompt")).to_have_text("This table is for programs")
        expect(page.locator("#pick")).to_be_hidden()
        page.close()
