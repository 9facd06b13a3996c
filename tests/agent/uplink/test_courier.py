from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc

from agent.enrolled import identity_for
from agent.small_collector import Issuer, SmallCollector
from agent.spooling import everything, facts, frame, open_spool, times
from schoolwacht_agent.clock import Clock, milliseconds
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.orders import Orders
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.tally import Tally
from schoolwacht_agent.uplink.addresses import AddressBook
from schoolwacht_agent.uplink.backoff import Backoff
from schoolwacht_agent.uplink.courier import Courier, Hooks
from schoolwacht_agent.uplink.doors import Doors
from schoolwacht_protos.v1.ingest_pb2 import AgentConfig, Batch, BatchAnswer, PushReply


@dataclass
class Office:
    """A courier with everything around it."""

    spool: Spool
    courier: Courier
    clock: Clock
    tally: Tally
    orders: list[Orders]
    resends: list[str]
    acknowledged: list[int]


@contextmanager
def office(folder: Path, identity: Identity, rhythm: float = 0.2) -> Iterator[Office]:
    clock, tally = Clock(), Tally()
    spool = open_spool(folder, tally=tally)
    orders: list[Orders] = []
    resends: list[str] = []
    acknowledged: list[int] = []
    hooks = Hooks(
        orders=orders.append,
        resend=resends.extend,
        acknowledged=lambda batches: acknowledged.extend(batch.taken_at_ms for batch in batches),
        sent=lambda _: None,
        well=lambda: None,
    )
    doors = Doors(identity, AddressBook(folder, identity))
    courier = Courier(doors, spool, clock, tally, hooks, "1.0", rhythm)
    made = Office(spool, courier, clock, tally, orders, resends, acknowledged)
    # The shortest waits: what is tested here is that it comes back, not when.
    made.courier.backoff = Backoff(lambda low, _: low)
    yield made
    made.courier.stop()
    spool.close()


def now_ms() -> int:
    return milliseconds(datetime.now(UTC))


def test_what_waits_is_handed_over_and_deleted(tmp_path: Path) -> None:
    with SmallCollector().open() as collector, office(tmp_path, identity_for(collector)) as it:
        for number in range(1, 201):
            it.spool.append(number, [frame(number)], [facts(number)] if number % 50 == 0 else [])
        it.courier.start()
        collector.wait_for(lambda: len(collector.stored) == 204)
        assert it.courier.contact.well
    assert sorted(it.acknowledged) == sorted([*range(1, 201), 50, 100, 150, 200])
    assert len(collector.requests) >= 4
    assert sum(len(request.dictionaries) for request in collector.requests) == 1


def test_a_collector_that_is_down_and_comes_back_gets_everything_once(tmp_path: Path) -> None:
    collector = SmallCollector()
    with collector.open():
        identity = identity_for(collector)
    with office(tmp_path, identity) as it:
        it.spool.append(1, [frame(1)])
        assert not it.courier.greet()
        it.courier.start()
        with collector.open():
            collector.wait_for(lambda: len(collector.stored) == 1)
        it.spool.append(2, [frame(2)])
        with collector.open():
            collector.wait_for(lambda: len(collector.stored) == 2)
    assert it.tally.counts()["push_failures"] >= 1


def test_the_first_contact_learns_the_time_before_anything_is_stamped(tmp_path: Path) -> None:
    with SmallCollector(clock_offset=timedelta(days=3650)).open() as collector:
        with office(tmp_path, identity_for(collector)) as it:
            assert it.courier.greet()
            assert it.clock.now() - datetime.now(UTC) > timedelta(days=3649)
        assert [len(request.batches) for request in collector.requests] == [0]


def test_the_collector_hears_what_the_machine_itself_thinks_however_wrong(tmp_path: Path) -> None:
    with SmallCollector(clock_offset=timedelta(days=3650)).open() as collector:
        with office(tmp_path, identity_for(collector)) as it:
            assert it.courier.greet()
            it.spool.append(now_ms(), [frame(now_ms())])
            it.courier.start()
            collector.wait_for(lambda: len(collector.stored) == 1)
        assert all(abs(request.sent_at_ms - now_ms()) < 60_000 for request in collector.requests)


def test_a_revoked_machine_keeps_what_it_has_slows_down_and_says_so(tmp_path: Path) -> None:
    with (
        SmallCollector(refuse_with=grpc.StatusCode.PERMISSION_DENIED).open() as collector,
        office(tmp_path, identity_for(collector)) as it,
    ):
        it.spool.append(1, [frame(1)])
        assert it.courier._visit() == 675
        assert "revoked" in it.courier.contact.words
        assert "enrol it again" in it.courier.contact.words
        assert times(everything(it.spool)) == [1]


def test_an_expired_certificate_is_named_although_tls_says_nothing(tmp_path: Path) -> None:
    with SmallCollector().open() as collector, office(tmp_path, identity_for(collector, days=-1)) as it:
        it.courier._visit()
        assert "expired" in it.courier.contact.words
        assert "enrol it again with a token" in it.courier.contact.words


def test_a_foreign_certificate_is_not_let_in(tmp_path: Path) -> None:
    with SmallCollector().open() as collector:
        with office(tmp_path, identity_for(collector, issuer=Issuer("agents"))) as it:
            it.spool.append(1, [frame(1)])
            it.courier._visit()
            assert not it.courier.contact.well
        assert collector.requests == []


def test_a_copied_disk_gets_a_new_name_and_nothing_is_lost(tmp_path: Path) -> None:
    with SmallCollector().open() as collector, office(tmp_path, identity_for(collector)) as it:
        for number in (1, 2, 3):
            it.spool.append(number, [frame(number)])
        collector.stored[it.spool.spool_id, 2] = b"what the other copy sent"
        it.courier._visit()
        assert everything(it.spool) == []
        moments = [payload.frames[0].taken_at_ms for payload in collector.payloads()]
        assert sorted(moments) == [1, 2, 3]


def test_a_collector_that_says_only_new_spool_is_not_asked_for_ever(tmp_path: Path) -> None:
    with (
        SmallCollector(answer=lambda _: BatchAnswer.NEW_SPOOL).open() as collector,
        office(tmp_path, identity_for(collector)) as it,
    ):
        it.spool.append(1, [frame(1)])
        it.courier._visit()
        assert len(collector.requests) <= 4
        assert times(everything(it.spool)) == [1]


def test_a_dictionary_the_collector_lost_is_sent_again_at_once(tmp_path: Path) -> None:
    with SmallCollector().open() as collector, office(tmp_path, identity_for(collector)) as it:
        it.spool.append(1, [frame(1)])
        it.courier._visit()
        collector.dictionaries.clear()
        it.spool.append(2, [frame(2)])
        it.courier._visit()
        assert everything(it.spool) == []
        assert len(collector.dictionaries) == 1


def test_later_keeps_the_batch_and_the_wait_is_the_collectors(tmp_path: Path) -> None:
    def come_back(reply: PushReply) -> None:
        reply.retry_after_ms = 20_000

    with (
        SmallCollector(answer=lambda _: BatchAnswer.LATER, dress=come_back).open() as collector,
        office(tmp_path, identity_for(collector)) as it,
    ):
        it.spool.append(1, [frame(1)])
        assert it.courier._visit() == 20
        assert len(collector.requests) == 1
        assert times(everything(it.spool)) == [1]


def test_a_batch_nobody_can_read_does_not_block_the_others(tmp_path: Path) -> None:
    def no_sevens(batch: Batch) -> BatchAnswer.Outcome.ValueType:
        return BatchAnswer.REFUSED if batch.sequence == 7 else collector.keep(batch)

    with SmallCollector(answer=no_sevens).open() as collector, office(tmp_path, identity_for(collector)) as it:
        for number in range(1, 11):
            it.spool.append(number, [frame(number)])
        it.courier._visit()
        assert everything(it.spool) == []
        assert len(collector.stored) == 9
        assert it.tally.counts()["refused_batches"] == 1


def test_a_batch_that_makes_the_whole_call_unreadable_is_found_by_halves(tmp_path: Path) -> None:
    with SmallCollector(unreadable=7).open() as collector, office(tmp_path, identity_for(collector)) as it:
        for number in range(1, 41):
            it.spool.append(number, [frame(number)])
        it.courier._visit()
        assert everything(it.spool) == []
        assert len(collector.stored) == 39


def test_when_not_even_an_empty_call_is_understood_nothing_is_deleted(tmp_path: Path) -> None:
    with (
        SmallCollector(refuse_with=grpc.StatusCode.INVALID_ARGUMENT).open() as collector,
        office(tmp_path, identity_for(collector)) as it,
    ):
        it.spool.append(1, [frame(1)])
        it.courier._visit()
        assert times(everything(it.spool)) == [1]


def test_orders_and_wishes_are_passed_on(tmp_path: Path) -> None:
    def with_orders(reply: PushReply) -> None:
        reply.config.CopyFrom(AgentConfig(revision=9, push_every_seconds=30))
        reply.resend_tables.append("software")

    with SmallCollector(dress=with_orders).open() as collector, office(tmp_path, identity_for(collector)) as it:
        it.courier.greet()
        it.courier.greet()
        assert it.orders[0].revision == 9
        assert it.resends == ["software", "software"]
        assert [request.config_revision for request in collector.requests] == [0, 9]


def test_what_is_urgent_goes_now_and_a_measurement_when_its_time_is_near(tmp_path: Path) -> None:
    with SmallCollector().open() as collector, office(tmp_path, identity_for(collector), rhythm=3600) as it:
        it.courier.start()
        collector.wait_for(lambda: len(collector.requests) == 1)
        it.spool.append(now_ms(), [frame(now_ms())])
        it.courier.offer()
        it.spool.append(now_ms(), facts=[facts()])
        it.courier.offer(urgent=True)
        collector.wait_for(lambda: len(collector.stored) == 2)


def test_it_stops_within_seconds_whatever_it_is_doing(tmp_path: Path) -> None:
    collector = SmallCollector()
    with collector.open():
        identity = identity_for(collector)
    with office(tmp_path, identity, rhythm=3600) as it:
        it.courier.start()
        began = datetime.now(UTC)
        it.courier.stop()
        assert datetime.now(UTC) - began < timedelta(seconds=4)
        assert not it.courier.alive


def test_its_release_is_told_until_the_ledger_wrote_it_down(tmp_path: Path) -> None:
    busy = [True]

    def answer(batch: Batch) -> BatchAnswer.Outcome.ValueType:
        return BatchAnswer.LATER if busy[0] else collector.keep(batch)

    with SmallCollector(answer=answer).open() as collector, office(tmp_path, identity_for(collector)) as it:
        it.courier.greet()
        it.spool.append(1, [frame(1)])
        it.courier._visit()
        busy[0] = False
        it.courier._visit()
        it.spool.append(2, [frame(2)])
        it.courier._visit()
        said = [request.agent_version for request in collector.requests]
    assert said == ["1.0", "1.0", "1.0", ""]


def test_where_the_collector_will_be_comes_with_the_orders(tmp_path: Path) -> None:
    def with_addresses(reply: PushReply) -> None:
        reply.config.CopyFrom(AgentConfig(revision=9, addresses=["new.school.be:7443", "not an address"]))

    with SmallCollector(dress=with_addresses).open() as collector, office(tmp_path, identity_for(collector)) as it:
        it.courier.greet()
        assert it.orders[0].addresses == ("new.school.be:7443", "not an address")
        kept = it.spool.recall("orders")
    assert Orders.from_bytes(kept) == it.orders[0]
