"""Addresses to tell people at: made from what somebody knows of their mail, shown without secrets, explained in words.

The forms are those of docs/notify.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console.problem import Problem

_TLS_FROM_THE_START = 465
_LARGEST_PORT = 65_535
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Mail:
    """What somebody fills in about their mail."""

    to: str = ""
    server: str = ""
    port: str = "587"
    user: str = ""
    password: str = ""
    sender: str = ""


def address_of(mail: Mail) -> str:
    """The address for a mail. Raises Problem."""
    readers = [one.strip() for one in re.split(r"[,;\s]+", mail.to) if one.strip()]
    if not readers or not all(_is_mail(one) for one in readers):
        raise Problem(say("Fill in the mail address that gets the alerts, such as ict@school.example."))
    if not re.fullmatch(r"[A-Za-z0-9.-]+", mail.server):
        raise Problem(say("Fill in the name of the mail server, such as smtp.school.example."))
    if not mail.port.isdecimal() or not 0 < int(mail.port[:6]) <= _LARGEST_PORT:
        raise Problem(say("The port is a number; mail servers mostly use 587."))
    sender = mail.sender.strip() or (mail.user if _is_mail(mail.user) else readers[0])
    if not _is_mail(sender):
        raise Problem(say("The sender is a mail address, such as schoolwacht@school.example."))
    port = int(mail.port)
    if not mail.user:
        return f"mailto://{mail.server}:{port}?{urlencode({'from': sender, 'to': ','.join(readers)})}"
    query = {"smtp": mail.server, "from": sender, "to": ",".join(readers)}
    if port == _TLS_FROM_THE_START:
        query["mode"] = "ssl"
    login = f"{quote(mail.user, safe='')}:{quote(mail.password, safe='')}"
    return f"mailtos://{login}@{sender.partition('@')[2]}:{port}?{urlencode(query)}"


def other_address(text: str) -> str:
    """An address somebody pasted. Raises Problem."""
    text = text.strip()
    if not re.match(r"[a-z][a-z0-9+.-]*://\S+$", text, re.IGNORECASE) or len(text) > LONGEST:
        raise Problem(
            say("That is no address. It begins with a kind and ://, such as ntfys://ntfy.school.example/wacht.")
        )
    return text


def described(url: str) -> Message:
    """An address without its secrets, as far as the keeper of the settings shows it: at least what kind it is.

    >>> described("mailtos://wacht:geheim@school.example?smtp=smtp.x.example&to=ict@school.example").values
    {'to': 'ict@school.example', 'server': 'smtp.x.example'}
    >>> described("mailtos://***#2").template, described("ntfys://***#3").values
    ('mail (address {number})', {'kind': 'ntfys', 'number': '3'})
    """
    masked = re.fullmatch(r"([^:/]*)(?:://)?\*+#(\d+)", url)
    if masked is not None:
        kind, number = masked[1], masked[2]
        mail = kind in _MAIL
        return (
            say("mail (address {number})", number=number)
            if mail
            else say("{kind} (address {number})", kind=kind, number=number)
        )
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = clean(parts.hostname or "", 64)
    if parts.scheme in _MAIL and "to" in query:
        return say("{to} ({server})", to=clean(query["to"][0], 120), server=clean(query.get("smtp", [host])[0], 64))
    return say("{kind}://{host}/…", kind=parts.scheme, host=host)


_MAIL = frozenset({"mailto", "mailtos"})
_REASONS = (
    (
        r"authenticat|\b53[0-9]\b|credential|password",
        say("The mail server does not accept the user name and password."),
    ),
    (
        r"getaddrinfo|name or service|resolve|no address|nodename",
        say("The name of the server is not known. Is it written right?"),
    ),
    (
        r"no answer within|timed? ?out",
        say("The server does not answer in time. Is the port right, and may this machine reach it?"),
    ),
    (
        r"refused|connection error|unreachable",
        say("The server could not be reached. Are its name and port right, and may this machine reach it?"),
    ),
    (r"certificate|ssl|tls", say("The server and Schoolwacht do not agree on encryption. Try port 465 or 587.")),
    (r"not understood", say("The address is not understood. Compare it with the examples.")),
    (r"relay|recipient|sender|\b55[0-9]\b", say("The mail server refuses this sender or reader.")),
)
"""What mail servers say, and what it means; the first that fits counts."""


def explained(reason: str) -> Message:
    """What a sentence from a mail server or notification service means for who filled in the form."""
    fitting = (words for pattern, words in _REASONS if re.search(pattern, reason, re.IGNORECASE))
    return next(fitting, say("The test message did not go out."))


def _is_mail(text: str) -> bool:
    return re.fullmatch(r"[^@\s,;<>]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text) is not None
