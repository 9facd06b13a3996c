"""Where the collector may be found, so that no message can leave this machine with nowhere to go.

Three lists, tried in this order: what the collector offered and nobody has answered at yet; what worked; what the
token said, for ever. An offer takes the place of what worked only when one of its addresses has answered, which only
the collector itself can do: wherever it stands, it proves itself by its certificate.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from pathlib import Path

from schoolwacht_agent.files import replace_file
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.token_string import BadToken, check_address

log = logging.getLogger(__name__)

MOST_ADDRESSES = 8


def checked(said: Iterable[str]) -> tuple[str, ...]:
    """The addresses among what was said, each once, at most so many; what is none is left out."""
    found: dict[str, None] = {}
    for one in said:
        if len(found) == MOST_ADDRESSES:
            break
        try:
            found[check_address(one)] = None
        except BadToken as flaw:
            log.warning("the collector offers an address that is none: %s", flaw)
    return tuple(found)


class AddressBook:
    """Remembers across restarts what worked last; what is offered comes from the orders, which are kept as well."""

    def __init__(self, home: Path, identity: Identity) -> None:
        self._file = home / "addresses.json"
        self._token = identity.addresses
        self._issuer = identity.server_ca
        self._offered: tuple[str, ...] = ()
        self._worked, self._enrolled_anew = self._load()

    def use(self, identity: Identity) -> None:
        """After an enrolment the token counts, and what was known before it does not; after a renewal all stays."""
        if (identity.addresses, identity.server_ca) == (self._token, self._issuer):
            return
        self._token, self._issuer = identity.addresses, identity.server_ca
        self._offered = self._worked = ()

    def all(self) -> tuple[str, ...]:
        """Every address, the one to try first at the front."""
        return tuple(dict.fromkeys((*self._offered, *self._worked, *self._token)))

    def recall(self, offered: Iterable[str]) -> None:
        """At the start: the offer that came with the orders of before, unless a new token came after it."""
        if not self._enrolled_anew:
            self.offer(offered)

    def offer(self, said: Iterable[str]) -> bool:
        """Takes an offer; tells whether it is news. None of it counts until somebody has answered there."""
        offered = checked(said)
        if not offered or offered == self._offered:
            return False
        if offered == self._worked:  # what was offered meanwhile was taken back
            self._offered = ()
            return False
        log.info("the collector says that it is at %s", ", ".join(offered))
        self._offered = offered
        return True

    def answered(self, address: str) -> None:
        """The collector was reached at this address."""
        if address not in self._offered:
            return
        self._worked, self._offered, self._enrolled_anew = self._offered, (), False
        said = {"token": self._token, "issuer": self._issuer, "worked": self._worked}
        try:
            replace_file(self._file, json.dumps(said).encode())
        except OSError as trouble:  # the offer is in the orders as well, so it is only proven once more
            log.warning("the addresses of the collector could not be kept: %s", trouble.strerror)

    def _load(self) -> tuple[tuple[str, ...], bool]:
        """What worked last, and whether the machine was enrolled anew since. A broken file is no file."""
        try:
            said = json.loads(self._file.read_bytes())
            if (tuple(said["token"]), said["issuer"]) != (self._token, self._issuer):
                return (), True
            return checked(said["worked"]), False
        except (OSError, ValueError, TypeError, KeyError):
            return (), False
