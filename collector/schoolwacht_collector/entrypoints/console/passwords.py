"""Passwords: argon2id with 19 MiB, two passes and one lane (OWASP's smallest advice, fit for a small machine)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from schoolwacht_collector.entrypoints.console.speech import Speech

SHORTEST = 12
"""Characters. Length beats odd characters: three words are easier to keep in mind and harder to guess."""
LONGEST = 256
"""Characters; more would only make the server work."""

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_NOBODY = _HASHER.hash("nobody has this password")


def weakness(password: str, name: str, speech: Speech) -> str:
    """What is wrong with a new password, in words; nothing when it will do."""
    if len(password) < SHORTEST:
        return speech.gettext("Take at least 12 characters. Three words do well.")
    if len(password) > LONGEST:
        return speech.gettext("Take at most 256 characters.")
    if password.casefold() in {name.casefold(), name.casefold() * 2, "schoolwacht1", "schoolwacht12"}:
        return speech.gettext("That one is too easy to guess.")
    return ""


def hashed(password: str) -> str:
    """What the ledger keeps of a password."""
    return _HASHER.hash(password)


def fits(password: str, password_hash: str) -> bool:
    """Whether this is the password. Takes as long for somebody without a password as for anyone else."""
    if len(password) > LONGEST:
        return False
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)
