from __future__ import annotations

import re

import pytest

from collector.entrypoints.console.conftest import Browser
from schoolwacht_collector.entrypoints.console import assets


def test_another_htmx_than_the_tested_one_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "HTMX_SHA256", "0" * 64)
    with pytest.raises(assets.WrongAsset, match="install the locked requirements"):
        assets.load_assets()


async def test_files_have_names_that_change_with_their_content_and_may_be_kept(browser: Browser) -> None:
    page = (await browser.get("/login")).text
    addresses = set(re.findall(r"/static/[^\"#]+", page))
    assert len(addresses) == 4
    for address in addresses:
        answer = await browser.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert re.fullmatch(r"/static/\w+\.[0-9a-f]{16}\.(css|js|svg)", address)


async def test_a_browser_that_cannot_unpack_gets_the_file_as_it_is(browser: Browser) -> None:
    address = assets.load_assets().address("console.css")
    plain = await browser.get(address, headers={"accept-encoding": "identity"})
    packed = await browser.get(address, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content


def test_the_first_load_is_small() -> None:
    files = assets.load_assets()
    names = ("console.css", "console.js", "htmx.js", "icons.svg", "shield.svg")
    found = [asset for name in names if (asset := files.at(files.address(name))) is not None]
    assert sum(len(asset.body) for asset in found) < 100 * 1024
    assert sum(len(asset.packed) for asset in found) < 40 * 1024
    script = next(asset for asset in found if "console" in asset.address and asset.address.endswith("js"))
    assert len(script.body.splitlines()) <= 150
