"""What people do: by keyboard, without scripts, and while the page refreshes itself."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from e2e.console.conftest import Site, Window, opened

pytestmark = pytest.mark.e2e


def press_until(page: Page, key: str, selector: str, *, at_most: int = 60) -> None:
    """Presses a key until the wanted element has the focus, as somebody without a mouse does."""
    for _ in range(at_most):
        page.keyboard.press(key)
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} was not reached with {key}")


def test_the_first_load_is_small(window: Window, site: Site) -> None:
    window.log_in(site.user("eerste"))
    sizes: dict[str, int] = {}

    def weigh(response: Response) -> None:
        sizes[response.url] = response.request.sizes()["responseBodySize"]

    fresh = window.page.context.browser
    assert fresh is not None
    context = fresh.new_context(storage_state=window.page.context.storage_state())
    page = context.new_page()
    page.on("requestfinished", lambda request: weigh(found) if (found := request.response()) else None)
    page.goto(site.url + "/", wait_until="networkidle")
    context.close()
    assert len(sizes) <= 8, sorted(sizes)
    assert sum(sizes.values()) <= 150 * 1024


def test_the_keyboard_is_enough_to_search(window: Window, site: Site) -> None:
    window.log_in(site.user("zoeker"))
    page = window.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    press_until(page, "Tab", "#search")
    page.keyboard.type("lok07")
    page.keyboard.press("Enter")
    page.wait_for_url("**/devices?q=lok07")
    press_until(page, "Tab", "tbody th a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("lok07-pc01")


def test_a_slash_goes_to_the_search_box_and_stays_a_slash_inside(window: Window, site: Site) -> None:
    window.log_in(site.user("schuin"))
    window.page.keyboard.press("/")
    expect(window.page.locator("#search")).to_be_focused()
    window.page.keyboard.type("a/b")
    expect(window.page.locator("#search")).to_have_value("a/b")


def test_the_keyboard_is_enough_to_take_an_alert_on(window: Window, site: Site) -> None:
    window.log_in(site.user("toetsen"))
    page = window.page
    press_until(page, "Tab", ".what")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/alerts/\d+$"))
    press_until(page, "Tab", "#f-note")
    page.keyboard.type("ik kijk ernaar")
    press_until(page, "Tab", "main button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#h-take")).to_contain_text("toetsen volgt dit op")
    expect(page.locator("main")).to_contain_text("ik kijk ernaar")


def test_the_keyboard_is_enough_to_add_a_pc(window: Window, site: Site) -> None:
    window.log_in(site.user("toevoeger"))
    page = window.page
    press_until(page, "Tab", ".top .places a[href='/add']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add")
    press_until(page, "Tab", "#f-site")
    page.keyboard.type("Hoofdgebouw")
    page.keyboard.press("Tab")
    page.keyboard.type("07")
    press_until(page, "Tab", "main button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#c-enrol")).to_contain_text("sudo schoolwacht-agent enrol swt1.")
    expect(page.locator("[data-copy=c-enrol]")).to_be_visible()


def test_a_command_is_copied_with_one_button(window: Window, site: Site) -> None:
    window.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    window.log_in(site.user("kopie"))
    window.open("/add")
    window.page.fill("#f-site", "Hoofdgebouw")
    window.page.click("main button.primary")
    window.page.click("[data-copy=c-service]")
    expect(window.page.locator("[data-copy=c-service]")).to_contain_text("Gekopieerd")
    assert window.page.evaluate("navigator.clipboard.readText()") == "sudo schoolwacht-agent service install"


def test_everything_works_with_scripts_blocked(chromium: Browser, site: Site) -> None:
    window = opened(chromium, site, scripts=False)
    window.log_in(site.user("zonder"))
    page = window.page
    page.click("details.menu > summary.face")
    page.click("button[name=theme][value=dark]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    window.open("/devices")
    page.select_option("#f-kind", "server")
    page.click("form.filters button")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.click("tbody th a")
    page.locator("details.table > summary").first.click() if page.locator("details.table").count() else None
    window.open("/add")
    page.fill("#f-site", "Hoofdgebouw")
    page.click("main button.primary")
    expect(page.locator("#c-enrol")).to_contain_text("swt1.")
    expect(page.locator("[data-copy=c-enrol]")).to_be_hidden()
    window.open("/alerts/3")
    page.click("main button.primary")
    expect(page.locator("#h-take")).to_contain_text("zonder volgt dit op")
    page.click("details.menu > summary.face")
    page.click("form[action='/logout'] button")
    expect(page.locator("#f-password")).to_be_visible()
    window.page.context.close()


def test_the_first_page_refreshes_itself_and_says_so_when_nobody_answers(chromium: Browser, site: Site) -> None:
    window = opened(chromium, site)
    page = window.page
    page.clock.install()
    window.log_in(site.user("kijker"))
    with page.expect_response("**/parts/overview") as unchanged:
        page.clock.run_for(16_000)
    assert unchanged.value.status == 304
    site.ledger.write(lambda books: books.alerts.change(2, {"acknowledged_by": "vera"}))
    with page.expect_response("**/parts/overview") as changed:
        page.clock.run_for(16_000)
    assert changed.value.status == 200
    expect(page.locator("main")).to_contain_text("vera volgt dit op")
    page.route("**/parts/overview", lambda route: route.abort())
    page.clock.run_for(16_000)
    expect(page.locator("#away")).to_be_visible()
    expect(page.locator("#away")).to_contain_text("De collector antwoordt niet")
    page.unroute("**/parts/overview")
    page.clock.run_for(16_000)
    expect(page.locator("#away")).to_be_hidden()
    page.context.close()


def test_filters_act_at_once_and_stand_in_the_address(window: Window, site: Site) -> None:
    window.log_in(site.user("filter"))
    window.open("/devices")
    window.page.select_option("#f-room", "12")
    window.page.wait_for_url(re.compile(r"/devices\?room=12$"))
    expect(window.page.locator("tbody tr")).to_have_count(4)
    window.page.go_back()
    expect(window.page.locator("tbody tr")).to_have_count(30)


def test_no_script_can_run_that_is_not_ours(window: Window, site: Site) -> None:
    window.log_in(site.user("vreemd"))
    ran = window.page.evaluate(
        """() => { const made = document.createElement("script"); made.textContent = "window.ran = true";
        document.body.append(made); return window.ran === true; }"""
    )
    assert ran is False
    assert any("Content Security Policy" in one for one in window.complaints)
