"""Where Time Machine backs up to, and when that last went well."""

from __future__ import annotations

import plistlib
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import time_machine
from schoolwacht_agent.platforms.macos.plist import Value
from schoolwacht_agent.platforms.macos.time_machine import Destination, TimeMachine
from schoolwacht_agent.probe import NoData

IDENTITY = "01234567-89AB-CDEF-0123-456789ABCDEF"
SETTINGS = {
    "AutoBackup": True,
    "Destinations": [
        {
            "DestinationID": IDENTITY,
            "LastKnownVolumeName": "Liens back-up",
            "NetworkURL": "smb://lien@nas.local/backup",
            "LastKnownEncryptionState": "Encrypted",
            "SnapshotDates": [datetime(2024, 4, 24, 10), datetime(2024, 4, 20, 10)],  # noqa: DTZ001 - as plistlib gives them
            "RESULT": 0,
            "BytesUsed": 5,
        }
    ],
}


def test_the_settings_tell_the_last_good_backup() -> None:
    found = time_machine.of_settings(plistlib.loads(plistlib.dumps(SETTINGS)))

    assert found == TimeMachine(
        automatic=True,
        destinations=(
            Destination(
                identity=IDENTITY.lower(),
                kind="network",
                encrypted=True,
                last_success=datetime(2024, 4, 24, 10, tzinfo=UTC),
                oldest=datetime(2024, 4, 20, 10, tzinfo=UTC),
                backups=2,
                result=0,
                bytes_used=5,
            ),
        ),
    )
    assert "lien" not in repr(found).casefold()


def test_a_destination_without_backups_has_no_success() -> None:
    found = time_machine.of_settings(
        {"AutoBackup": False, "Destinations": [{"DestinationID": IDENTITY, "SnapshotDates": []}]}
    )

    assert found.automatic is False
    assert (found.destinations[0].last_success, found.destinations[0].backups) == (None, 0)


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac does tell")
def test_never_set_up_is_not_the_same_as_unknown(tmp_path: Path) -> None:
    path = tmp_path / time_machine.SETTINGS
    path.parent.mkdir(parents=True)
    path.write_bytes(plistlib.dumps({"AutoBackup": False}))

    assert time_machine.look(tmp_path) == TimeMachine(automatic=False)
    with pytest.raises(NoData, match="did not tell"):
        time_machine.look(tmp_path / "elsewhere")


def test_tmutil_tells_kinds_of_destinations_without_their_names() -> None:
    text = plistlib.dumps(
        {"Destinations": [{"ID": IDENTITY, "Kind": "Local", "Name": "Liens schijf", "LastDestination": 1}]}
    ).decode()

    assert time_machine.of_destinations(text) == TimeMachine(None, (Destination(IDENTITY.lower(), "local"),))
    assert time_machine.of_destinations("tmutil: No destinations configured.\n") == TimeMachine()
    assert time_machine.of_destinations("tmutil: needs Full Disk Access") is None


def test_the_name_of_a_backup_is_local_time() -> None:
    zone = timezone(timedelta(hours=2))
    text = "/Volumes/.timemachine/X/2024-04-24-101112.backup/2024-04-24-101112.backup\n"

    assert time_machine.latest_backup(text, zone) == datetime(2024, 4, 24, 8, 11, 12, tzinfo=UTC)
    assert time_machine.latest_backup("/Volumes/2024-99-24-101112", zone) is None
    assert time_machine.latest_backup("Unable to locate machine directory", zone) is None


@settings(max_examples=100)
@given(
    st.recursive(
        st.text() | st.integers() | st.none() | st.datetimes(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["Destinations", "AutoBackup", "SnapshotDates", "RESULT", "DestinationID", "ID"]), inner
            )
        ),
    )
)
def test_no_settings_break_the_reader(content: Value) -> None:
    time_machine.of_settings(content)


@settings(max_examples=100)
@given(st.text(max_size=100))
def test_no_answer_breaks_the_reader(text: str) -> None:
    time_machine.of_destinations(text)
    time_machine.latest_backup(f"{text}2024-04-24-{text}", UTC)
