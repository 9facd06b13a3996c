"""What somebody sees when a page cannot be shown: what happened and what to do, in their own language."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.addresses import with_query
from schoolwacht_collector.entrypoints.console.desk import LogInFirst, PasswordFirst, Visitor, desk_of, visitor_of
from schoolwacht_collector.entrypoints.console.gate import dress
from schoolwacht_collector.entrypoints.console.site_identities import NotYours
from schoolwacht_collector.ports import Busy

_LOG = logging.getLogger(__name__)

_Words = tuple[Message, Message]
_NO_PAGE: _Words = (
    say("This page does not exist"),
    say("The device, the alert or the title may be gone, or the address has a typing error."),
)
_BAD_FORM: _Words = (
    say("That form did not arrive well"),
    say("Go back, open the page again and fill it in once more. Nothing was changed."),
)
_FAILED: _Words = (
    say("Something went wrong here"),
    say("That is our fault, not yours. Nothing is lost; try again. The log of the collector tells why."),
)
_WORDS: Mapping[int, _Words] = {
    400: _BAD_FORM,
    403: (
        say("You may not do this"),
        say("Your log-in lets you look, not change. Ask the ICT coordinator to do it, or to give you the right."),
    ),
    404: _NO_PAGE,
    405: _NO_PAGE,
    413: (say("That is too large"), say("More than 2 MB cannot be sent at once. Choose a smaller file.")),
    422: _BAD_FORM,
    503: (
        say("The collector is busy"),
        say("Wait a moment and load the page again. What the computers send is kept; nothing is lost."),
    ),
}


def add_error_pages(app: FastAPI) -> None:
    """Registers a page for everything that can go wrong."""
    app.add_exception_handler(LogInFirst, _log_in_first)
    app.add_exception_handler(PasswordFirst, _password_first)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(422, _refused)
    app.add_exception_handler(NotYours, _not_yours)
    app.add_exception_handler(Busy, _busy)
    app.add_exception_handler(Exception, _failed)


def _log_in_first(request: Request, _: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if "hx-request" in request.headers:  # a part that refreshed itself: the whole page goes to the log-in
        return Response(status_code=401, headers={"hx-redirect": "/login"})
    onward = wanted if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(with_query("/login", {"next": onward}), 303)


def _password_first(request: Request, _: Exception) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"hx-redirect": "/password"})
    return RedirectResponse("/password", 303)


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 422
    return _page(request, status, _visitor(request))


def _not_yours(request: Request, _: Exception) -> Response:
    return _page(request, 404, _visitor(request))


def _busy(request: Request, error: Exception) -> Response:
    _LOG.warning("the ledger is busy: %s", error)
    return _page(request, 503, None)


def _failed(request: Request, error: Exception) -> Response:
    _LOG.error("no page for %s %s", request.method, request.url.path, exc_info=error)
    response = _page(request, 500, None)
    dress(response.headers)  # this answer is made outside the gate
    return response


def _page(request: Request, status: int, visitor: Visitor | None) -> Response:
    title, about = _WORDS.get(status, _FAILED)
    if visitor is not None:
        say_in = visitor.speech.say
        return paper.page(request, visitor, "error.html", status, title=say_in(title), about=say_in(about))
    speech = desk_of(request).speech(request)
    return paper.front_page(request, speech, "error.html", status, title=speech.say(title), about=speech.say(about))


def _visitor(request: Request) -> Visitor | None:
    visitor = visitor_of(request, desk_of(request))
    return visitor if visitor is not None and visitor.user.password_hash and visitor.may("viewer") else None
