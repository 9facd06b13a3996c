"""Whether a computer can run Windows 11."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from schoolwacht_agent.platforms.windows11 import ANSWERS, REASONS, Facts, Readiness, judge

GOOD = Facts(
    processor=True,
    tpm_present=True,
    tpm_version="2.0",
    tpm_enabled=True,
    boot_mode="uefi",
    secure_boot=True,
    memory=8 << 30,
    disk=256 * 10**9,
)


def test_a_computer_that_has_all_is_ready() -> None:
    assert judge(GOOD) == Readiness("ready", ())


@pytest.mark.parametrize(
    ("facts", "answer", "reasons"),
    [
        (replace(GOOD, processor=False), "replacement", ("processor",)),
        (replace(GOOD, processor=False, memory=None), "replacement", ("processor", "memory_unknown")),
        (replace(GOOD, processor=False, tpm_present=False), "replacement", ("processor", "no_tpm")),
        (replace(GOOD, tpm_present=False), "setting", ("tpm_not_seen",)),
        (replace(GOOD, tpm_version="1.2"), "setting", ("old_tpm",)),
        (replace(GOOD, tpm_enabled=False), "setting", ("tpm_off",)),
        (replace(GOOD, boot_mode="legacy", secure_boot=False), "setting", ("legacy_boot",)),
        (replace(GOOD, secure_boot=False), "setting", ("secure_boot_off",)),
        (replace(GOOD, memory=2 << 30), "upgrade", ("memory",)),
        (replace(GOOD, disk=32 * 10**9, secure_boot=False), "upgrade", ("disk", "secure_boot_off")),
        (replace(GOOD, processor=None), "unknown", ("processor_unknown",)),
        (replace(GOOD, tpm_version=None), "unknown", ("tpm_unknown",)),
        (replace(GOOD, boot_mode=None), "unknown", ("boot_unknown",)),
    ],
)
def test_the_dearest_need_decides(facts: Facts, answer: str, reasons: tuple[str, ...]) -> None:
    assert judge(facts) == Readiness(answer, reasons)


def test_memory_that_graphics_took_a_piece_of_still_counts_as_four() -> None:
    assert judge(replace(GOOD, memory=3_900_000_000)).answer == "ready"


def test_every_combination_has_an_answer_and_unknown_is_never_ready() -> None:
    flags = (True, False, None)
    for cpu, there, version, on, boot, secure, memory, disk in product(
        flags,
        flags,
        ("2.0", "1.2", None),
        flags,
        ("uefi", "legacy", None),
        flags,
        (8 << 30, 1, None),
        (10**12, 1, None),
    ):
        found = judge(Facts(cpu, there, version, on, boot, secure, memory, disk))
        assert found.answer in ANSWERS
        assert set(found.reasons) <= set(REASONS)
        if None in {cpu, there, memory, disk, boot}:
            assert found.answer in {"unknown", "replacement"}
        assert (found.answer == "ready") == (not found.reasons)
