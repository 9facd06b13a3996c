"""Turns a view into a page: Jinja templates in the visitor's language, always escaping.

A fragment that a page refreshes by itself carries a mark of its content; when that did not change, the answer is 304
and the page stays as it is, with whatever somebody was reading or had focused.

Compiling all templates takes half a second. That happens in the background soon after the start, once for all
languages, so that neither the start nor the first visitor waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from threading import Thread
from time import sleep
from typing import Any

from fastapi import Request
from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from starlette.responses import HTMLResponse, Response

from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import labels, undo
from schoolwacht_collector.entrypoints.console.addresses import with_query
from schoolwacht_collector.entrypoints.console.assets import Assets, load_assets
from schoolwacht_collector.entrypoints.console.desk import Visitor, desk_of
from schoolwacht_collector.entrypoints.console.facts import words
from schoolwacht_collector.entrypoints.console.setup_steps import STEPS
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.wording import LANGUAGES, load_catalogue

NAME_LENGTH = 80
"""Characters shown of a name that a machine or a person made up."""
_FIRST = ("layout.html", "parts.html", "overview.html", "overview_part.html", "front.html", "start.html", "login.html")
"""What the first visitor gets, compiled before the rest."""
_AFTER, _BETWEEN = 1.0, 0.02
"""Seconds left to the rest of the start, and to everybody else between two templates."""


@cache
def assets() -> Assets:
    """The files beside the pages, read once."""
    return load_assets()


@cache
def prepare() -> Thread:
    """Reads the files, of which a wrong one is found at once, and begins to compile the pages in the background."""
    assets()
    worker = Thread(target=_compile_all, name="console-templates", daemon=True)
    worker.start()
    return worker


def _compile_all() -> None:
    sleep(_AFTER)
    for language in LANGUAGES:
        environment = _environment(language)
        rest = sorted(set(environment.list_templates()) - set(_FIRST))
        for template in (*_FIRST, *rest):
            environment.get_template(template)
            sleep(_BETWEEN)


class _CompiledOnce(BytecodeCache):
    """Compiled templates in memory, for the environments of all languages: they differ in their words alone."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Gives what was compiled of the same source."""
        if (known := self._compiled.get(bucket.key)) is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledOnce()


def page(request: Request, visitor: Visitor, template: str, status: int = 200, **view: Any) -> Response:  # noqa: ANN401
    """A whole page for somebody who is logged in."""
    things = {
        **view,
        **_after(request, visitor),
        "visitor": visitor,
        "now": visitor.now,
        "mark": mark_of(view, visitor),
    }
    return HTMLResponse(_rendered(request, visitor.speech, template, things), status)


def front_page(request: Request, speech: Speech, template: str, status: int = 200, **view: Any) -> Response:  # noqa: ANN401
    """A whole page for somebody who is not."""
    return HTMLResponse(_rendered(request, speech, template, {**view, "visitor": None, "now": None}), status)


def fragment(request: Request, visitor: Visitor, template: str, **view: Any) -> Response:  # noqa: ANN401
    """A part of a page that refreshes itself; 304 when it still is as the page has it."""
    mark = mark_of(view, visitor)
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers={"etag": mark})
    text = _rendered(request, visitor.speech, template, {**view, "visitor": visitor, "now": visitor.now, "mark": mark})
    return HTMLResponse(text, headers={"etag": mark})


def mark_of(view: Mapping[str, Any], visitor: Visitor) -> str:
    """A mark of a view's content. It changes every minute, because texts such as "5 min" do."""
    content = f"{visitor.speech.language} {visitor.now:%Y%m%d%H%M} {sorted(view.items())!r}"
    return f'"{hashlib.sha256(content.encode()).hexdigest()[:20]}"'


def _after(request: Request, visitor: Visitor) -> Mapping[str, Any]:
    """What a page says about what was done a moment ago: the address it was sent to tells that something was."""
    done = request.query_params.get("done", "")
    if not done:
        return {"done": ""}
    desk = desk_of(request)
    last = desk.read(visitor, lambda books: undo.undoable(books, visitor.user.name, desk.session_now()))
    rest = {name: value for name, value in request.query_params.items() if name != "done"}
    return {"done": done, "undoable": last if done == "yes" else None, "back": with_query(request.url.path, rest)}


def shown(name: object, at_most: int = NAME_LENGTH) -> str:
    """A name from elsewhere, fit to show: nothing invisible, nothing that turns the text around, not too long."""
    text = clean(str(name), at_most + 1)
    return text if len(text) <= at_most else f"{text[: at_most - 1]}…"


def _options(values: Sequence[str]) -> list[tuple[str, str]]:
    """Names from elsewhere as the options of a choice: the value as it is, the word fit to show."""
    return [(value, shown(value, 48)) for value in values]


def _rendered(request: Request, speech: Speech, template: str, view: Mapping[str, Any]) -> str:
    knows = desk_of(request).knows
    things = {
        "speech": speech,
        "path": request.url.path,
        "labels": labels,
        "facts_words": words,
        "setup_steps": STEPS,
        "version": knows.version,
        "can_export": knows.csv is not None,
        "simulated": knows.simulated,
        "progress": knows.progress() if knows.simulated else None,
        **view,
    }
    return _environment(speech.language).get_template(template).render(things)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=PackageLoader("schoolwacht_collector.entrypoints.console", "templates"),
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_COMPILED,
    )
    environment.install_gettext_translations(load_catalogue(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["name"] = shown
    environment.filters["options"] = _options
    environment.globals.update(asset=assets().address, with_query=with_query)
    return environment
