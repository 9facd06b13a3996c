"""schoolwacht api-token ..."""

from __future__ import annotations

from typing import Annotated

import typer

from schoolwacht_collector.cli.client import call, part
from schoolwacht_collector.cli.lists import print_list
from schoolwacht_collector.cli.options import Csv, Json
from schoolwacht_collector.cli.output import as_json, problems
from schoolwacht_collector.cli.spans import seconds_of
from schoolwacht_collector.config import home_of

commands = typer.Typer(help="What programs need to use the interface.", no_args_is_help=True)


@commands.command()
def create(
    name: Annotated[str, typer.Argument(help="What uses it, or whose it is; it stands in the audit trail.")],
    scope: Annotated[str, typer.Option(help="read, write or admin.")] = "read",
    site: Annotated[str, typer.Option(help="Only this building or site.")] = "",
    expires: Annotated[str, typer.Option(help="How long it works: 24h, 90d, or never.")] = "366d",
    json: Json = False,
) -> None:
    """Prints one token, this once: Authorization: Bearer TOKEN."""
    seconds = None if expires == "never" else seconds_of(expires)
    with problems():
        body = {"name": name, "scope": scope, "site": site, "expires_seconds": seconds}
        made = call(home_of(), "POST", "/api-tokens", json=body)
        if json:
            as_json(made)
        else:
            print(made["token"])


@commands.command("list")
def list_api_tokens(json: Json = False, csv: Csv = False) -> None:
    """Every token, without its secret; revoked ones too."""
    columns = ["token_id", "name", "scope", "site", "expires_at", "last_used_at", "revoked_at"]
    print_list("/api-tokens", columns, "No tokens yet. 'schoolwacht api-token create' makes one.", json=json, csv=csv)


@commands.command()
def revoke(
    token_id: Annotated[str, typer.Argument(help="From 'schoolwacht api-token list'.")], json: Json = False
) -> None:
    """Ends a token at once."""
    with problems():
        token = call(home_of(), "DELETE", f"/api-tokens/{part(token_id)}")
        if json:
            as_json(token)
        else:
            print(f"{token['name']}: revoked")
