"""A real SMTP server on loopback that keeps what it is sent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from stage.collector import free_port


class Postman:
    """Takes every letter."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: ARG002, N802 - aiosmtpd's name
        """Keeps a letter."""
        message = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[attr-defined]
        assert isinstance(message, EmailMessage)
        self.letters.append(message)
        return "250 OK"

    def subjects(self) -> list[str]:
        """The subject lines so far."""
        return [str(letter["Subject"]) for letter in self.letters]


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[Postman, int]]:
    """A server for the length of a block, and its port."""
    postman, port = Postman(), free_port()
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postman, port
    finally:
        controller.stop()
