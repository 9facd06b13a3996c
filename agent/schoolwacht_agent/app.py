"""READ FIRST: every part of the running agent, and how they are wired.

probes -> rounds -> spool -> courier ==mTLS==> collector
surveys in a child -> surveyor -^
^ schedule says when            caretaker looks after the rest, in the main thread
"""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Event

from schoolwacht_agent import drop_folder, home, last_message, probes, version
from schoolwacht_agent.ack_log import AckLog
from schoolwacht_agent.backup_desk import BackupDesk
from schoolwacht_agent.caretaker import Caretaker
from schoolwacht_agent.clock import Clock
from schoolwacht_agent.identity import Wallet
from schoolwacht_agent.only_one import Hold
from schoolwacht_agent.orders import Orders
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.schedule import Schedule
from schoolwacht_agent.service.notify import Notifier
from schoolwacht_agent.settings import Settings
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.surveyor import Surveyor
from schoolwacht_agent.tally import Tally
from schoolwacht_agent.uplink.addresses import AddressBook
from schoolwacht_agent.uplink.courier import Courier, Hooks
from schoolwacht_agent.uplink.doors import Doors
from schoolwacht_agent.uplink.renewal import Renewal
from schoolwacht_agent.usage_book import BOOK

log = logging.getLogger(__name__)


def run(settings: Settings, stop: Event) -> None:
    """Runs the agent of an enrolled machine until `stop` is set."""
    hold = Hold(home.prepare(settings.home))
    drop_folder.prepare(settings.drop_folder)
    clock, tally, notifier = Clock(), Tally(), Notifier()
    wallet = Wallet(settings.home)
    identity = wallet.load()
    spool = Spool(settings.home / "spool.db", settings.spool, tally)
    desk = BackupDesk(settings.drop_folder, spool, clock)
    surveyor = Surveyor(settings.home, settings.backup_check)
    rounds = Rounds(spool, clock, tally, settings.home, settings.backup_check, desk.reports, surveyor.look)
    book = AddressBook(settings.home, identity)
    doors = Doors(identity, book, settings.collector)
    renewal = Renewal(wallet, doors, clock)
    ack_log = AckLog(settings.ack_log, spool.definition) if settings.ack_log else None

    def work_by(orders: Orders) -> None:
        if book.offer(orders.addresses):
            doors.look_around()
        courier.rhythm = orders.push_every_seconds or settings.push_every_seconds
        courier.config_revision = orders.revision
        rounds.programs = orders.programs
        BOOK.follow(settings.home, wanted=bool(orders.programs))
        schedule.apply(orders.probes)

    hooks = Hooks(
        orders=work_by,
        resend=rounds.resend,
        acknowledged=ack_log.write if ack_log else lambda _: None,
        sent=lambda request: last_message.keep(settings.home, request),
        well=lambda: caretaker.renewed(renewal.when_due()),
    )
    courier = Courier(doors, spool, clock, tally, hooks, version.release(), settings.push_every_seconds)
    schedule = Schedule(
        probes.load() | surveyor.declared(),
        rounds.run,
        lambda urgent: courier.offer(urgent=urgent),
        identity.share,
        settings.probes,
    )
    caretaker = Caretaker(
        wallet=wallet, spool=spool, clock=clock, rounds=rounds, schedule=schedule, courier=courier, desk=desk,
        alive=notifier.alive,
    )  # fmt: skip

    before = Orders.from_bytes(spool.recall("orders"))
    book.recall(before.addresses)
    work_by(replace(before, addresses=()))
    log.info("device %s, home %s", identity.device_id, settings.home)
    _live(schedule, courier, caretaker, notifier, stop)
    surveyor.stop()
    BOOK.close()
    spool.close()
    hold.release()


def _live(schedule: Schedule, courier: Courier, caretaker: Caretaker, notifier: Notifier, stop: Event) -> None:
    """From the first contact, which comes before anything is stamped, to the end."""
    courier.greet()
    schedule.start()
    courier.start()
    notifier.ready()
    caretaker.look_after(stop)
    notifier.stopping()
    schedule.stop()
    courier.stop()
