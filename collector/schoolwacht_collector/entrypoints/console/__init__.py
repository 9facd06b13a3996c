"""The web console: pages drawn on the server, in Dutch and English, that work without scripts and without internet."""

from __future__ import annotations

from schoolwacht_collector.entrypoints.console.create import create_console

__all__ = ["create_console"]
