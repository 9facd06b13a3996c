"""The sentences of the command line, in Dutch and English, and the one way to say them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

OK, FAILED, PROBLEMS = 0, 1, 3
USAGE, UNAVAILABLE, TRY_AGAIN, NO_PERMISSION, BAD_CONFIG = 64, 69, 75, 77, 78
"""Exit codes, as sysexits.h numbers them."""

# Each sentence in English and in Dutch.
SENTENCES = {
    "enrolled": (
        "This machine is enrolled as {device}. Now start the service: schoolwacht-agent service install",
        "Dit toestel is ingeschreven als {device}. Start nu de dienst: schoolwacht-agent service install",
    ),
    "waiting": (
        "Somebody must still approve this machine in the console; it asks again every {seconds} s.",
        "Iemand moet dit toestel nog goedkeuren in de console; het vraagt het om de {seconds} s opnieuw.",
    ),
    "left_waiting": (
        "Somebody must still approve this machine. The service goes on asking: schoolwacht-agent service install",
        "Iemand moet dit toestel nog goedkeuren. De dienst blijft het vragen: schoolwacht-agent service install",
    ),
    "nothing_sent": ("Nothing was sent yet.", "Er is nog niets verzonden."),
    "no_data": ("nothing to measure here: {reason}", "hier valt niets te meten: {reason}"),
    "probe_failed": ("failed: {reason}", "mislukt: {reason}"),
    "no_probe": ("There is no probe {name!r}. There are: {known}", "Er is geen sonde {name!r}. Er zijn: {known}"),
    "more_rows": ("... and {count} more; --json shows all", "... en nog {count}; --json toont alles"),
    "report_taken": (
        "Noted. The agent sends it on within seconds, or as soon as it runs.",
        "Genoteerd. De agent stuurt het binnen enkele seconden door, of zodra hij draait.",
    ),
    "no_checks": (
        "No files are watched. Add a [[backup_check]] to the configuration; `config defaults` shows how.",
        "Er worden geen bestanden bewaakt. Zet een [[backup_check]] in de instellingen; zie `config defaults`.",
    ),
    "config_good": ("The configuration is good.", "De instellingen zijn in orde."),
    "installed": ("The service runs and starts with the machine.", "De dienst draait en start mee met het toestel."),
    "uninstalled": (
        "The service is gone. Identity and spool stay in {home}.",
        "De dienst is weg. Identiteit en wachtrij blijven in {home}.",
    ),
    "purged": (
        "The service is gone, and identity and spool in {home} with it.",
        "De dienst is weg, en identiteit en wachtrij in {home} ook.",
    ),
    "device": ("device", "toestel"),
    "collector": ("collector", "collector"),
    "certificate": ("certificate until", "certificaat tot"),
    "contact": ("last contact", "laatste contact"),
    "spool": ("waiting to be sent", "wacht op verzending"),
    "running": ("agent", "agent"),
    "yes": ("running", "draait"),
    "no": ("not running", "draait niet"),
    "batches": ("{batches} batches, {size}", "{batches} pakketten, {size}"),
    "never": ("never", "nooit"),
}


@dataclass(frozen=True, slots=True)
class Voice:
    """Says sentences in one language: data on standard output, everything else on standard error."""

    language: str
    as_json: bool = False

    def words(self, key: str, **values: object) -> str:
        """A sentence."""
        english, dutch = SENTENCES[key]
        return (dutch if self.language == "nl" else english).format(**values)

    def tell(self, key: str, **values: object) -> None:
        """A sentence for the person at the keyboard."""
        sys.stderr.write(self.words(key, **values) + "\n")
        sys.stderr.flush()

    def show(self, text: str) -> None:
        """What the command was asked for."""
        sys.stdout.write(text + "\n")

    def data(self, said: object) -> None:
        """The same for programs."""
        sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1, default=str) + "\n")

    def table(self, rows: list[tuple[str, str]]) -> None:
        """Names and values below each other."""
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            self.show(f"{name:<{width}}  {value}")
