"""The page for everybody: with the keyboard, with a screen reader, by day and by night, on a phone, without motion."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import FINISHED, photo, picture, put, slide, throttle
from playwright.sync_api import expect

NOTES = {"name": "no.txt", "mimeType": "text/plain", "buffer": b"no"}


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


def inspect(page):
    results = Axe().run(page)
    assert len(results.response["passes"]) > 10, "axe has looked"
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width, height", [(1440, 900), (390, 844)], ids=["desktop", "phone"])
def test_axe_finds_nothing(page, scheme, width, height):
    """Empty, on the way, done, failed, and as a contact sheet."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": height})
    inspect(page)
    change = throttle(page, uploadThroughput=20_000)
    put(page, {"name": "slow.jpg", "mimeType": "image/jpeg", "buffer": picture(200, 200) + bytes(200_000)})
    expect(slide(page, "slow.jpg")).to_have_attribute("data-state", "sending")
    inspect(page)
    change()
    expect(page.locator("[data-state=ready]")).to_have_count(1, timeout=FINISHED)
    put(page, NOTES)
    expect(page.locator("[data-state=failed]")).to_have_count(1)
    inspect(page)
    put(page, *[{**NOTES, "name": f"{n}.txt"} for n in range(12)])
    expect(page.locator("[data-state=failed]")).to_have_count(13)
    expect(page.locator(".table.crowded")).to_have_count(1)
    inspect(page)


def test_nothing_moves_for_those_who_do_not_want_it(page):
    page.emulate_media(reduced_motion="reduce")
    throttle(page, uploadThroughput=20_000)
    put(page, {"name": "slow.jpg", "mimeType": "image/jpeg", "buffer": picture(200, 200) + bytes(100_000)}, NOTES)
    expect(slide(page, "slow.jpg")).to_have_attribute("data-state", "sending")
    assert page.evaluate("() => document.getAnimations().length") == 0
    page.emulate_media(reduced_motion="no-preference")
    page.wait_for_function("() => document.getAnimations().length > 0")
