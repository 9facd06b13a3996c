"""The string that makes a new machine a device: `swt1.` and base64url of what it must know to ask.

It carries the doors (`a` for enrolling, `p` for pushing), the secret (`s`) and the certificate of the issuer of server
certificates (`c`), so that nothing else has to be copied and the first contact is as safe as the way it was copied.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass, field

PREFIX = "swt1."
LONGEST = 16_384
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9._-]+):(\d{1,5})")
_MOST_ADDRESSES = 8
_SEQUENCE = 0x30  # how every certificate in DER begins


class BadToken(ValueError):  # noqa: N818 - a state of the string, told to a person
    """The string is not one that `schoolwacht token create` printed; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Token:
    """What the string says."""

    enrol_addresses: tuple[str, ...]
    push_addresses: tuple[str, ...]
    secret: str = field(repr=False)
    server_ca: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Token:
        """Reads the string; blanks and line breaks that a mail or chat put in are forgiven."""
        packed = "".join(text.split()).strip("\"'")
        if not packed:
            raise BadToken("no token was given; copy the whole line that `schoolwacht token create` printed")
        if not packed.startswith(PREFIX):
            raise BadToken(f"a token begins with {PREFIX!r}, this begins with {packed[:8]!r}; copy the whole line")
        if len(packed) > LONGEST:
            raise BadToken("this is far too long to be a token; copy only the line that begins with swt1.")
        said = _unpacked(packed.removeprefix(PREFIX))
        try:
            secret, issuer = said["s"], _bytes(said["c"])
            doors, pushes = _addresses(said["a"]), _addresses(said["p"])
        except (KeyError, TypeError, AttributeError) as error:
            raise BadToken("the token misses a part; make a new one with `schoolwacht token create`") from error
        if not isinstance(secret, str) or not secret:
            raise BadToken("the token has no secret in it; make a new one with `schoolwacht token create`")
        if not issuer or issuer[0] != _SEQUENCE:
            raise BadToken("the token carries no certificate; make a new one with `schoolwacht token create`")
        return cls(doors, pushes, secret, issuer)

    def text(self) -> str:
        """The string again."""
        said = {
            "a": self.enrol_addresses,
            "p": self.push_addresses,
            "s": self.secret,
            "c": _text(self.server_ca),
        }
        return PREFIX + _text(json.dumps(said, separators=(",", ":")).encode())


def check_address(address: object) -> str:
    """An address such as collector.school.be:7443 or [2001:db8::1]:7443."""
    written = _ADDRESS.fullmatch(address) if isinstance(address, str) else None
    if written is None or not 0 < int(written[1]) < 65_536:  # noqa: PLR2004 - ports are 16 bits
        raise BadToken(f"{address!r} is no address; it should look like collector.school.be:7443")
    return written[0]


def _unpacked(packed: str) -> dict[str, object]:
    try:
        said = json.loads(_bytes(packed))
    except (ValueError, RecursionError) as error:
        raise BadToken("the token is cut short or mistyped; copy the whole line, to its last letter") from error
    if not isinstance(said, dict):
        raise BadToken("the token is mistyped; copy the whole line that `schoolwacht token create` printed")
    return said


def _addresses(said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not 0 < len(said) <= _MOST_ADDRESSES:
        raise BadToken("the token names no collector; make a new one with `schoolwacht token create`")
    return tuple(check_address(address) for address in said)


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError("text was expected")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadToken("the token is cut short or mistyped; copy the whole line, to its last letter") from error


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
