from __future__ import annotations

from collector.school import device
from schoolwacht_collector.books.devices import Caller
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.licence_matching import Title
from schoolwacht_collector.entrypoints.agent_config import AgentConfigs


def caller(device_class: DeviceClass, device_id: str = "pc") -> Caller:
    return Caller(1, device(device_id, device_class=device_class), "serial", revoked=False)


def test_an_agent_is_told_its_rhythm_and_its_class() -> None:
    config = AgentConfigs(90).of(caller(DeviceClass.SHARED))
    assert (config.push_every_seconds, config.device_class) == (90, "shared")


def test_the_revision_is_the_same_as_long_as_nothing_changes_also_after_a_restart() -> None:
    configs = AgentConfigs(60)
    first = configs.of(caller(DeviceClass.SHARED, "pc"))
    assert configs.of(caller(DeviceClass.SHARED, "another")).revision == first.revision
    assert AgentConfigs(60).of(caller(DeviceClass.SHARED)).revision == first.revision


def test_the_revision_changes_with_the_class_and_with_the_settings() -> None:
    revisions = [AgentConfigs(60).of(caller(kind)).revision for kind in DeviceClass]
    revisions.append(AgentConfigs(61).of(caller(DeviceClass.SHARED)).revision)
    assert len(set(revisions)) == len(revisions)
    assert 0 not in revisions


def test_agents_are_told_where_the_collector_is_and_will_be() -> None:
    config = AgentConfigs(60, ["old.school.be:7443", "new.school.be:7443", "old.school.be:7443"]).of(
        caller(DeviceClass.SHARED)
    )
    assert list(config.addresses) == ["old.school.be:7443", "new.school.be:7443"]


def test_the_revision_changes_with_the_addresses_and_their_order() -> None:
    lists: tuple[list[str], ...] = ([], ["a:7443"], ["b:7443"], ["a:7443", "b:7443"], ["b:7443", "a:7443"])
    revisions = {AgentConfigs(60, one).of(caller(DeviceClass.SHARED)).revision for one in lists}
    assert len(revisions) == len(lists)


def test_no_more_addresses_are_told_than_an_agent_tries() -> None:
    many = [f"c{number}:7443" for number in range(20)]
    assert list(AgentConfigs(60, many).of(caller(DeviceClass.SHARED)).addresses) == many[:8]


TITLES = (
    Title("autocad", "AutoCAD", "Autodesk", ("AutoCAD",), programs=("acad",)),
    Title("quiet", "Quiet", "Q", ("Quiet",)),
)


def test_only_devices_of_a_measured_class_are_told_which_programs_to_look_for() -> None:
    measured = {DeviceClass.SHARED}
    configs = AgentConfigs(60, (), TITLES, lambda: measured)
    (told,) = configs.of(caller(DeviceClass.SHARED)).usage
    assert (told.title, list(told.programs)) == ("autocad", ["acad"])
    assert not configs.of(caller(DeviceClass.STAFF)).usage


def test_by_default_no_device_is_told_any_program() -> None:
    configs = AgentConfigs(60, (), TITLES)
    assert not any(configs.of(caller(kind)).usage for kind in DeviceClass)


def test_the_revision_changes_with_the_switch_and_back() -> None:
    measured = set[DeviceClass]()
    configs = AgentConfigs(60, (), TITLES, lambda: measured)
    off = configs.of(caller(DeviceClass.SHARED)).revision
    measured.add(DeviceClass.SHARED)
    on = configs.of(caller(DeviceClass.SHARED)).revision
    measured.clear()
    assert off != on
    assert configs.of(caller(DeviceClass.SHARED)).revision == off


def test_no_more_is_told_than_an_agent_takes() -> None:
    many = [Title(f"t{n}", f"T{n}", "", ("T",), programs=tuple(f"p{m}" for m in range(20))) for n in range(300)]
    usage = AgentConfigs(60, (), many, lambda: {DeviceClass.SHARED}).of(caller(DeviceClass.SHARED)).usage
    assert (len(usage), {len(one.programs) for one in usage}) == (200, {8})
