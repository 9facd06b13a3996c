"""The string that `schoolwacht token create` prints, read as a machine reads it."""

from __future__ import annotations

import base64
import binascii
import json
import ssl
from dataclasses import dataclass, field

PREFIX = "swt1."


class BadToken(ValueError):  # noqa: N818 - a state of the string, told to a person
    """The string is no token; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Token:
    """Where to enrol and push, the secret, and the certificate (PEM) of the issuer of server certificates."""

    enrol: tuple[str, ...]
    push: tuple[str, ...]
    secret: str = field(repr=False)
    server_ca: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Token:
        """Reads the string."""
        packed = text.strip()
        if not packed.startswith(PREFIX):
            raise BadToken(
                f"a token begins with {PREFIX!r}; copy the whole line that `schoolwacht token create` printed"
            )
        try:
            said = json.loads(_bytes(packed.removeprefix(PREFIX)))
            issuer = ssl.DER_cert_to_PEM_cert(_bytes(said["c"]))
            return cls(tuple(said["a"]), tuple(said["p"]), str(said["s"]), issuer)
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise BadToken(
                "the token is cut short or mistyped; make a new one with `schoolwacht token create`"
            ) from error


def read_tokens(text: str) -> dict[str, Token]:
    """The file of tokens: JSON, {"site|room|class": token}."""
    try:
        said = json.loads(text)
        return {str(place): Token.parse(token) for place, token in said.items()}
    except BadToken:
        raise
    except (ValueError, AttributeError) as error:
        raise BadToken('the file of tokens should be JSON such as {"site|room|class": "swt1...."}') from error


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
