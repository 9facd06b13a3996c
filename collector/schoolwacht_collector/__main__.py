"""The command `schoolwacht`."""

from __future__ import annotations

from schoolwacht_collector.cli import application


def main() -> None:
    """Runs the command line."""
    application()


if __name__ == "__main__":
    main()
