"""The web console: server-drawn pages in Dutch and English that work without a script and ask nothing of the internet."""

from __future__ import annotations

from schoolwacht_collector.entrypoints.console.create import create_console

__all__ = ["create_console"]
