from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.enrolled import DEVICE, identity_for
from agent.small_collector import DER, SmallCollector
from schoolwacht_agent import keys
from schoolwacht_agent.clock import milliseconds
from schoolwacht_agent.identity import Identity, NoIdentity, Pending, Wallet
from schoolwacht_agent.token_string import Token

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def someone() -> Identity:
    return identity_for(SmallCollector())


def test_an_identity_comes_back_whole_and_private(tmp_path: Path, someone: Identity) -> None:
    wallet = Wallet(tmp_path)
    wallet.save(someone)
    assert wallet.load() == someone
    assert (tmp_path / "identity.json").stat().st_mode & 0o777 == 0o600
    assert "PRIVATE KEY" not in repr(someone)


def test_without_an_identity_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIdentity, match="schoolwacht-agent enrol"):
        Wallet(tmp_path).load()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"addresses": 5}', b'{"addresses": [], "x": 1}', b"\xff"]
)
def test_a_broken_file_says_to_enrol_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "identity.json").write_bytes(content)
    with pytest.raises(NoIdentity, match="enrol this machine again"):
        Wallet(tmp_path).load()


def test_asking_again_for_the_same_token_gives_the_same_request(tmp_path: Path) -> None:
    wallet = Wallet(tmp_path)
    first = wallet.prepare("swt1.a")
    assert wallet.prepare("swt1.a") == first
    assert wallet.pending() == first
    assert wallet.prepare("swt1.b").request != first.request
    assert (tmp_path / "pending.json").stat().st_mode & 0o777 == 0o600


def test_a_broken_pending_file_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "pending.json").write_bytes(b"half a fi")
    assert Wallet(tmp_path).pending() is None
    assert Wallet(tmp_path).prepare().request


def test_becoming_a_device_keeps_no_token(tmp_path: Path) -> None:
    collector = SmallCollector(port=7443, door=7444)
    wallet = Wallet(tmp_path)
    token = collector.token()
    pending = wallet.prepare(token.text())
    identity = wallet.enrolled(pending, DEVICE, collector.sign(pending.request, DEVICE), 5)
    assert identity == wallet.load()
    assert identity.addresses == ("127.0.0.1:7443",)
    assert wallet.pending() is None
    assert token.secret not in (tmp_path / "identity.json").read_text()
    assert token.text() not in (tmp_path / "identity.json").read_text()


def test_a_certificate_for_another_key_changes_nothing(tmp_path: Path, someone: Identity) -> None:
    collector = SmallCollector()
    wallet = Wallet(tmp_path)
    wallet.save(someone)
    with pytest.raises(keys.KeyTrouble):
        wallet.renewed(someone, wallet.prepare(), collector.sign(keys.make().request, DEVICE), 5)
    assert wallet.load() == someone


def test_renewal_is_due_from_its_moment_on_spread_over_two_weeks(someone: Identity) -> None:
    identity = replace(someone, renew_after_ms=milliseconds(NOW), not_after=(NOW + timedelta(days=240)).isoformat())
    assert not identity.renewal_due(NOW - timedelta(seconds=1))
    assert not identity.renewal_due(NOW)
    assert identity.renewal_due(NOW + timedelta(days=14))
    shares = [replace(identity, device_id=str(number)).share(timedelta(days=14)) for number in range(100)]
    assert len(set(shares)) == 100
    assert max(shares) - min(shares) > timedelta(days=12)


def test_a_certificate_about_to_end_is_renewed_at_once(someone: Identity) -> None:
    identity = replace(someone, renew_after_ms=milliseconds(NOW), not_after=(NOW + timedelta(hours=20)).isoformat())
    assert identity.renewal_due(NOW)


def test_the_flaw_of_a_certificate_is_said_in_words(someone: Identity) -> None:
    assert someone.flaw(datetime.now(UTC)) == ""
    assert "enrol it again" in someone.flaw(datetime.now(UTC) + timedelta(days=4000))
    assert "set the clock" in someone.flaw(datetime(1999, 1, 1, tzinfo=UTC))


# Renews without end: a new key each time, and a certificate of an issuer of its own.
RENEWING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from agent.small_collector import SmallCollector
from schoolwacht_agent import keys
from schoolwacht_agent.identity import Wallet
collector, wallet = SmallCollector(), Wallet(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    before, pending = wallet.load(), wallet.prepare()
    wallet.renewed(before, pending, collector.sign(pending.request, before.device_id), 5)
"""


def test_a_kill_in_the_midst_of_renewing_leaves_a_pair_that_works(tmp_path: Path, someone: Identity) -> None:
    Wallet(tmp_path).save(someone)
    for pause in (0.05, 0.21, 0.43):
        child = subprocess.Popen(
            [sys.executable, "-c", RENEWING, str(tmp_path), str(Path(__file__).parents[1])], stdout=subprocess.PIPE
        )
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        time.sleep(pause)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        identity = Wallet(tmp_path).load()
        der, _ = keys.prove(identity.key, identity.certificate, b"")
        assert keys.check(identity.key, der).not_after == identity.expires
        assert identity.device_id == DEVICE


def test_a_pending_enrolment_knows_its_token() -> None:
    token = Token(("a:1",), ("b:2",), "s", SmallCollector().servers.certificate.public_bytes(DER))
    assert Pending("key", b"", token.text()).parsed_token == token


def test_the_file_is_json_for_people_too(tmp_path: Path, someone: Identity) -> None:
    Wallet(tmp_path).save(someone)
    assert json.loads((tmp_path / "identity.json").read_text())["device_id"] == DEVICE
