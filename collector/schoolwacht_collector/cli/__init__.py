"""The admin command line: thin clients of the collector's own API, one module a noun."""

from __future__ import annotations

from schoolwacht_collector.cli.commands import application

__all__ = ["application"]
