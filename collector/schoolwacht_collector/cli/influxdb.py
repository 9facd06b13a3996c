"""schoolwacht influxdb ..."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Annotated

import typer

from schoolwacht_collector.cli.options import Json
from schoolwacht_collector.cli.output import UNAVAILABLE, as_json

if TYPE_CHECKING:
    import httpx

    from schoolwacht_collector.adapters.influx_setup import InfluxSetup, Prepared, TokenFile

commands = typer.Typer(help="An InfluxDB beside the collector.", no_args_is_help=True)

FILE = "influxdb.token"
_PAUSE = 1.0


@commands.command()
def prepare(
    url: Annotated[str, typer.Argument(help="For example http://influxdb:8086.")],
    org: Annotated[str, typer.Option(help="Organisation; made when the server is fresh.")] = "school",
    bucket: Annotated[str, typer.Option(help="Bucket; the roll-ups get two more beside it.")] = "schoolwacht",
    secrets: Annotated[Path, typer.Option(help="Folder for tokens, one folder in it for each reader.")] = Path(
        "secrets"
    ),
    wait: Annotated[float, typer.Option(help="Seconds to wait for the server.")] = 60.0,
    json: Json = False,
) -> None:
    """Makes buckets, a token of few rights for the collector, another for Grafana. A repeat changes nothing."""
    import httpx

    from schoolwacht_collector.adapters.influx_setup import GROUP_READABLE, InfluxSetup, TokenFile, write_secret

    password = secrets / "grafana" / "admin.password"
    if not password.exists():
        write_secret(password, token_urlsafe(18), GROUP_READABLE)
    wanted = (
        TokenFile("collector", secrets / "collector" / FILE, ("read", "write")),
        TokenFile("grafana", secrets / "grafana" / FILE, ("read",)),
    )
    with httpx.Client(base_url=url, timeout=10, trust_env=False) as http:
        _wait_for(http, wait)
        done = _prepare(InfluxSetup(http, org, bucket, secrets / "admin" / FILE), wanted)
    if json:
        as_json({"set_up": done.set_up, "buckets": done.buckets, "tokens": done.tokens})
    else:
        made = [*(f"bucket {name}" for name in done.buckets), *(f"token for {name}" for name in done.tokens)]
        print("Made: " + ", ".join(made) if made else "Everything was there already.")


def _prepare(setup: InfluxSetup, wanted: Sequence[TokenFile]) -> Prepared:
    """Prepares, or ends with a sentence."""
    from schoolwacht_collector.adapters.influx_setup import CannotPrepare

    try:
        return setup.prepare(wanted)
    except CannotPrepare as flaw:
        typer.echo(f"schoolwacht: {flaw}", err=True)
        raise typer.Exit(UNAVAILABLE) from flaw


def _wait_for(http: httpx.Client, seconds: float) -> None:
    """Waits until the server answers, or until the time is over; what it then says is told by the first call."""
    import httpx

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if http.get("/health").is_success:
                return
        except httpx.HTTPError:
            pass  # not listening yet
        time.sleep(_PAUSE)
