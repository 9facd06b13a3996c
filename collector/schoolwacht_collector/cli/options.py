"""Options that every command shares."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
Csv = Annotated[bool, typer.Option("--csv", help="A file for a spreadsheet, in the school's language.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
