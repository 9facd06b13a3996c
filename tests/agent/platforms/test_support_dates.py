"""Until when an operating system is mended."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.support_dates import STATES, Support, System, edition_group, find, shipped, state

DATA = shipped()


def found(system: System) -> Support:
    support = find(system, DATA)
    assert support is not None
    return support


@pytest.mark.parametrize(
    ("system", "name", "ends"),
    [
        (System("debian", "12"), "Debian 12", "2026-07-11"),
        (System("ubuntu", "24.04"), "Ubuntu 24.04", "2029-05-31"),
        (System("linuxmint", "21.3"), "Linux Mint 21", "2027-04-30"),
        (System("fedora", "43"), "Fedora Linux 43", "2026-12-09"),
        (System("opensuse-leap", "15.6"), "openSUSE Leap 15.6", "2026-04-30"),
        (System("macos", "13.7.8"), "macOS 13", "2025-09-15"),
        (System("macos", "10.15.7"), "macOS 10.15", "2022-09-12"),
        (System("windows", build=19045, edition="Professional"), "Windows 10 22H2", "2025-10-14"),
        (System("windows", build=26100, edition="Professional"), "Windows 11 24H2", "2026-10-13"),
        (System("windows", build=26100, edition="ProfessionalEducation"), "Windows 11 24H2", "2026-10-13"),
        (System("windows", build=26100, edition="Education"), "Windows 11 24H2", "2027-10-12"),
        (System("windows", build=26100, edition="EnterpriseS"), "Windows 11 24H2 LTSC", "2029-10-09"),
        (System("windows", build=26100, edition="ServerStandard", server=True), "Windows Server 2025", "2034-11-14"),
        (System("windows", build=17763, edition="ServerStandard", server=True), "Windows Server 2019", "2029-01-09"),
    ],
)
def test_release_and_edition_decide(system: System, name: str, ends: str) -> None:
    support = found(system)

    assert (f"{support.product} {support.release}", support.ends) == (name, ends)


@pytest.mark.parametrize(
    "system",
    [
        System("debian", ""),
        System("debian", "99"),
        System("linuxmint", "6"),
        System("windows"),
        System("windows", build=22631, edition="EnterpriseS"),
        System("templeos", "5"),
    ],
)
def test_what_the_file_does_not_know_is_unknown(system: System) -> None:
    assert find(system, DATA) is None
    assert state(None, date(2026, 11, 24)) == "unknown"


def test_the_state_changes_the_day_after_the_last() -> None:
    support = found(System("windows", build=19045))

    assert [state(support, day) for day in (date(2025, 10, 14), date(2025, 10, 15), date(2028, 10, 11))] == [
        "supported",
        "longer",
        "ended",
    ]


def test_systems_without_releases_or_dates_say_so() -> None:
    assert state(found(System("arch")), date(2026, 1, 1)) == "rolling"
    assert state(found(System("macos", "26.1")), date(2026, 1, 1)) == "no_date"


def test_the_data_is_dated_and_whole() -> None:
    date.fromisoformat(DATA["as_of"])
    for product in DATA["products"]:
        assert product["source"].startswith("https://")
        for release in product["releases"]:
            for name in ("ends", "longer", "enterprise", "ltsc", "iot_ltsc"):
                if release.get(name):
                    date.fromisoformat(release[name])
            if release.get("longer"):
                assert release.get("longer_by") or product.get("longer_by")
        keys = [release.get("build", release["release"]) for release in product["releases"]]
        assert len(keys) == len(set(keys))


def test_editions_fall_into_groups() -> None:
    assert [edition_group(name) for name in ("Core", "EducationN", "IoTEnterpriseS", "ENTERPRISE", "")] == [
        "",
        "enterprise",
        "iot_ltsc",
        "enterprise",
        "",
    ]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["debian", "macos", "windows", "x"]), st.text(), st.integers() | st.none(), st.text())
def test_rubbish_is_survived(name: str, version: str, build: int | None, edition: str) -> None:
    assert state(find(System(name, version, build, edition), DATA), date(2026, 1, 1)) in STATES
