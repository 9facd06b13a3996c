"""The command `schoolwacht`."""

from __future__ import annotations

import os
import sys

from schoolwacht_collector.frugal import leave_tables_out


def main() -> None:
    """Runs the command line."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # what it has to say, we say in our own words
    if {"run", "demo"} & set(sys.argv[1:]):
        leave_tables_out()
    try:
        from schoolwacht_collector.cli import application
    except ModuleNotFoundError as missing:
        sys.stderr.write(
            f"schoolwacht: {missing.name} is missing: only the agent is installed here. "
            "Install the collector with requirements/collector.txt, see docs/installing.md\n"
        )
        sys.exit(69)
    application()


if __name__ == "__main__":
    main()
