"""Keeps the translation catalogues in step with the source: `python tools/messages.py update`, or `check`.

Texts are found where they stand: in the templates, and in calls of say, gettext and ngettext. `update` writes
`locale/<language>/messages.po`: new texts come in (English fills itself in, Dutch stays empty and marked for a
translator), texts that are gone go. Other .po files beside it belong to whoever wrote them; what they hold is left out
here. `check` changes nothing and fails when a text is missing, empty, fuzzy or not used any more.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "collector" / "schoolwacht_collector"
LANGUAGES = ("nl", "en")
_METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
_OPTIONS = {"**/templates/**.html": {"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true"}}
_KEYWORDS = {"say": None, "gettext": None, "ngettext": (1, 2), "_": None}
Text = str | tuple[str, ...] | list[str]
_HEADER = """\
# Texts of Schoolwacht. Written by tools/messages.py; only the translations are written by hand.
#"""


def found() -> Catalog:
    """Every text in the source."""
    catalogue = Catalog(header_comment=_HEADER)
    for file, _, text, comments, _ in extract_from_dir(
        PACKAGE, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS, strip_comment_tags=True
    ):
        known = catalogue.get(text if isinstance(text, str) else text[0])
        if known is not None and known.id != text:
            raise SystemExit(f"{file}: {text!r} and {known.id!r} begin alike; a catalogue cannot tell them apart")
        catalogue.add(text, None, [(Path(file).as_posix(), 0)], auto_comments=comments)
    return catalogue


def updated(language: str, source: Catalog) -> Catalog:
    """The catalogue as it should be: what was translated, and an empty place for what was not."""
    path = PACKAGE / "locale" / language / "messages.po"
    before = _read(path, language) if path.exists() else Catalog(locale=language)
    elsewhere = _elsewhere(path, language)
    after = Catalog(locale=language, header_comment=_HEADER, fuzzy=False)
    for message in sorted(_texts(source), key=lambda one: str(one.id)):
        if message.id in elsewhere:
            continue
        known = before.get(message.id)
        string = (
            known.string
            if known is not None and known.id == message.id and _whole(known)
            else _first(message, language)
        )
        after.add(message.id, string, sorted({(file, 0) for file, _ in message.locations}), flags=message.flags)
    return after


def troubles(language: str, source: Catalog) -> Iterator[str]:
    """What is missing, empty, fuzzy or left over."""
    folder = PACKAGE / "locale" / language
    catalogues = {path: _read(path, language) for path in sorted(folder.glob("*.po"))}
    known = {message.id: message for catalogue in catalogues.values() for message in _texts(catalogue)}
    wanted = {message.id for message in _texts(source)}
    for text in sorted(wanted - known.keys(), key=str):
        yield f"{language}: not in a catalogue: {text!r}"
    for text, message in known.items():
        if message.fuzzy:
            yield f"{language}: marked as fuzzy: {text!r}"
        if not _whole(message):
            yield f"{language}: not translated: {text!r}"
    mine = catalogues.get(folder / "messages.po")
    for text in sorted({message.id for message in _texts(mine)} - wanted, key=str) if mine is not None else ():
        yield f"{language}: not used any more: {text!r}"


def written(catalogue: Catalog) -> bytes:
    """The catalogue as a file, without dates, so that the same texts make the same bytes."""
    page = BytesIO()
    write_po(page, catalogue, width=120, omit_header=False, sort_output=True, include_lineno=False)
    dated = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator', b'"Report-Msgid')
    return b"".join(line for line in page.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def _first(message: Message, language: str) -> Text:
    if language == "en":
        return message.id
    return ("", "") if message.pluralizable else ""


def _whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _texts(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _elsewhere(mine: Path, language: str) -> set[object]:
    others = (path for path in mine.parent.glob("*.po") if path != mine)
    return {message.id for path in others for message in _texts(_read(path, language))}


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("update", "check"))
    what = parser.parse_args().what
    source = found()
    if what == "update":
        for language in LANGUAGES:
            path = PACKAGE / "locale" / language / "messages.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(updated(language, source)))
    found_wrong = [trouble for language in LANGUAGES for trouble in troubles(language, source)]
    print("\n".join(found_wrong) or "the catalogues are complete")
    return 1 if found_wrong else 0


if __name__ == "__main__":
    sys.exit(main())
