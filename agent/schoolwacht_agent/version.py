"""Which release this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """The version of the installed distribution, or of a checkout that nobody installed."""
    try:
        return version("schoolwacht")
    except PackageNotFoundError:
        return "0.0.0"
