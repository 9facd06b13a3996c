"""Office by the registry."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_digital_product_id import LICENCE, product_id
from agent.platforms.windows.trees import machine
from agent.recordings import recordings
from schoolwacht_agent.platforms.windows import office
from schoolwacht_agent.platforms.windows.office import Registration, Release
from schoolwacht_agent.platforms.windows.registry import Key
from schoolwacht_agent.platforms.windows.registry_export import parse

START = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\"
POSSIBLE = f'{START}16.0\\Registration\\{{{LICENCE}}}]\n"ProductName"="Acme Office 2016"\n\n'
SET_UP = (
    f"{START}16.0\\Registration\\{{90160000-0011-0000-0000-0000000FF1CE}}]\n"
    f'"DigitalProductID"=hex:{",".join(f"{byte:02x}" for byte in product_id())}\n"TrialType"=dword:00000000\n\n'
)
CLICK = (
    f"{START}ClickToRun\\Configuration]\n"
    '"ProductReleaseIds"="O365ProPlusRetail,VisioPro2021Volume,O365ProPlusRetail,../odd"\n'
    '"O365ProPlusRetail.EmailAddress"="jan@school.example"\n"VersionToReport"="16.0.17726.20160"\n'
    '"CDNBaseUrl"="http://cdn.example/pr/492350f6-3a01-4f97-b9c0-c7c6ddf67d60"\n"SharedComputerLicensing"="1"\n'
)


def key(text: str) -> Key:
    found = machine(text)(office.OFFICE)
    assert found is not None
    return found


def test_of_hundreds_of_possible_products_only_those_set_up_count() -> None:
    assert office.registrations(key(POSSIBLE)) == []
    assert office.registrations(key(POSSIBLE + SET_UP)) == [
        Registration("Acme Office 2016", "16.0", "HomeBusinessR", "Retail", trial=False)
    ]
    assert [office.why_not(child) for child in office.all_registrations(key(POSSIBLE + SET_UP))] == [
        "possible_product",
        None,
    ]


def test_without_a_name_the_edition_stands_in() -> None:
    assert office.registrations(key(SET_UP))[0].product == "Microsoft Office HomeBusinessR"


def test_any_key_above_will_do() -> None:
    assert office.registrations(parse(("Windows Registry Editor Version 5.00\n\n" + SET_UP).encode()).root)


def test_click_to_run_names_its_products_and_nobody() -> None:
    found = office.releases(machine(CLICK)(office.CLICK_TO_RUN))

    assert found == [
        Release("O365ProPlusRetail", "16.0.17726.20160", "subscription", "Current", shared=True),
        Release("VisioPro2021Volume", "16.0.17726.20160", "volume", "Current", shared=True),
    ]
    assert "jan" not in repr(found)
    assert office.releases(None) == []


@settings(max_examples=100)
@given(
    st.lists(
        st.sampled_from(
            [
                *POSSIBLE.splitlines(keepends=True),
                *SET_UP.splitlines(keepends=True),
                *CLICK.splitlines(keepends=True),
                '"x"="\\0"\n',
                "[]\n",
            ]
        )
    )
)
def test_torn_exports_are_survived(lines: list[str]) -> None:
    root = parse("".join(lines).encode()).root
    office.registrations(root)
    office.releases(root)


def test_recordings_hold_what_is_set_up_and_what_could_be() -> None:
    for file in recordings("win32/registry", starts="office"):
        root = parse(file.read_bytes()).root
        children = list(office.all_registrations(root))
        assert children
        assert all(office.why_not(child) in {None, "possible_product", "no_name"} for child in children)
        assert len(office.registrations(root)) <= 2
