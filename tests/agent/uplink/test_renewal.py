from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from agent.enrolled import DEVICE, identity_for
from agent.small_collector import SmallCollector
from schoolwacht_agent.clock import Clock
from schoolwacht_agent.identity import Identity, Wallet
from schoolwacht_agent.uplink.addresses import AddressBook
from schoolwacht_agent.uplink.doors import Doors
from schoolwacht_agent.uplink.renewal import Renewal


def due(collector: SmallCollector, folder: Path) -> tuple[Identity, Doors, Renewal]:
    identity = replace(identity_for(collector), renew_after_ms=1)
    wallet, clock = Wallet(folder), Clock()
    wallet.save(identity)
    clock.learn(collector.now_ms(), clock.steady(), clock.steady())
    doors = Doors(identity, AddressBook(folder, identity))
    return identity, doors, Renewal(wallet, doors, clock)


def test_a_certificate_is_renewed_with_a_new_key_for_the_same_device(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        before, doors, renewal = due(collector, tmp_path)
        after = renewal.when_due()
        assert after is not None
        assert after == Wallet(tmp_path).load() == doors.identity
        assert after.device_id == DEVICE
        assert after.key != before.key
        assert renewal.when_due() is None
        doors.close()
    assert collector.renewals == 1


def test_a_renewal_that_fails_keeps_what_works_and_waits_an_hour(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        before, doors, renewal = due(collector, tmp_path)
    assert renewal.when_due() is None
    assert Wallet(tmp_path).load() == before
    asked_with = Wallet(tmp_path).prepare().request
    with collector.open():
        assert renewal.when_due() is None
    doors.close()
    assert collector.renewals == 0
    assert Wallet(tmp_path).prepare().request == asked_with


def test_nothing_is_renewed_by_a_clock_that_nobody_confirmed(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        _, doors, _ = due(collector, tmp_path)
        assert Renewal(Wallet(tmp_path), doors, Clock()).when_due() is None
    assert collector.renewals == 0
