"""Style, script, icons and htmx, served from this machine under names that carry a hash of their content.

A browser may keep such a file for ever: when the content changes, so does the name. htmx comes out of the wheel
django-js-lib-htmx and is compared with a pinned SHA-256, so that no other file is ever served in its place.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

HTMX_SHA256 = "491955cd1810747d7d7b9ccb936400afb760e06d25d53e4572b64b6563b2784e"
"""htmx.min.js 2.0.3, as carried by django-js-lib-htmx 2.0.3.1."""

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_OURS = ("console.css", "console.js", "icons.svg", "shield.svg")


class WrongAsset(Exception):  # noqa: N818 - a state of an installation
    """A file that we serve is not the file we tested."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it goes to a browser."""

    address: str
    kind: str
    body: bytes
    packed: bytes


class Assets:
    """Finds files by their plain name (for templates) and by their address (for browsers)."""

    def __init__(self, assets: Iterable[tuple[str, Asset]]) -> None:
        self._by_name = dict(assets)
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """Where a page finds the file of this name."""
        return self._by_name[name].address

    def at(self, address: str) -> Asset | None:
        """The file at this address."""
        return self._by_address.get(address)


def load_assets() -> Assets:
    """Reads every file once. Raises WrongAsset when htmx is not the one we know."""
    static = resources.files("schoolwacht_collector.entrypoints.console") / "static"
    files = [(name, (static / name).read_bytes()) for name in _OURS]
    return Assets((name, _asset(name, body)) for name, body in [*files, ("htmx.js", _htmx())])


def _asset(name: str, body: bytes) -> Asset:
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:16]
    packed = gzip.compress(body, mtime=0)
    return Asset(f"/static/{stem}.{digest}.{ending}", _TYPES[ending], body, packed)


def _htmx() -> bytes:
    body = (resources.files("js_lib_htmx") / "static" / "htmx" / "htmx.min.js").read_bytes()
    if hashlib.sha256(body).hexdigest() != HTMX_SHA256:
        raise WrongAsset(
            "htmx.min.js is not the file this console was tested with: install the locked requirements "
            "(django-js-lib-htmx 2.0.3.1), or test the new one and change HTMX_SHA256"
        )
    return body
