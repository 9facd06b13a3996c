"""What is otherwise on a device than it was."""

from __future__ import annotations

import httpx
import pytest

from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_machine import equip


@pytest.fixture
def home(place: Place) -> str:
    equip(place.ledger, place.school.pc.device_id)
    return f"/devices/{place.school.pc.device_id}"


async def test_a_difference_tells_before_and_after_in_both_languages(owner: httpx.AsyncClient, home: str) -> None:
    found = (await owner.get(f"{home}/diff?since=7d&lang=nl")).json()["items"]
    assert [(one["table"], one["kind"], one["quiet"]) for one in found] == [
        ("memory_modules", "changed", False), ("software", "added", False),
    ]  # fmt: skip
    assert found[0]["details"] == "Grootte: leeg → 8,6 GB"
    english = (await owner.get(f"{home}/diff?lang=en&all=true")).json()["items"]
    assert [(one["title"], one["quiet"]) for one in english] == [
        ("Memory", False), ("Operating system", True), ("Programs", False),
    ]  # fmt: skip
    assert "Geheugen" in (await owner.get(f"{home}/diff.csv?lang=nl")).text


@pytest.mark.parametrize(("since", "count"), [("30d", 8), ("24h", 0), ("2026-11-20", 2), ("2w", 8), ("36h", 1)])
async def test_changes_go_back_to_a_moment_page_by_page(
    owner: httpx.AsyncClient, home: str, since: str, count: int
) -> None:
    path, found = f"{home}/changes?limit=3&since={since}", []
    while path:
        page = (await owner.get(path)).json()
        found += page["items"]
        path = (page["next"] or "").removeprefix("/api/v1")
    assert len(found) == count
    assert found == sorted(found, key=lambda one: one["at"], reverse=True)


@pytest.mark.parametrize("since", ["soon", "2026-13-01", "7 days", "99999999d"])
async def test_a_moment_that_is_none_is_refused_with_what_to_write(
    owner: httpx.AsyncClient, home: str, since: str
) -> None:
    answer = await owner.get(f"{home}/changes", params={"since": since})
    assert answer.status_code == 422
    assert "24h" in answer.text
