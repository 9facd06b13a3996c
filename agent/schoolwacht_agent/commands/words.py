"""The sentences of the command line, in Dutch and English, and the one way to say them."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass

OK, FAILED, USAGE, PROBLEMS = 0, 1, 64, 3
UNAVAILABLE, TRY_AGAIN, NO_PERMISSION, BAD_CONFIG = 69, 75, 77, 78

DUTCH = {
    "enrolled": "Dit toestel is ingeschreven als {device}. Start nu de dienst: schoolwacht-agent service install",
    "waiting": "Iemand moet dit toestel nog goedkeuren in de console; er wordt om de {seconds} s opnieuw gevraagd.",
    "left_waiting": "Iemand moet dit toestel nog goedkeuren. De dienst vraagt het verder zelf; start ze met: "
    "schoolwacht-agent service install",
}
ENGLISH = {
    "enrolled": "This machine is enrolled as {device}. Now start the service: schoolwacht-agent service install",
    "waiting": "Somebody must still approve this machine in the console; it asks again every {seconds} s.",
    "left_waiting": "Somebody must still approve this machine. The service goes on asking; start it with: "
    "schoolwacht-agent service install",
}
LANGUAGES = {"nl": DUTCH, "en": ENGLISH}


@dataclass(frozen=True, slots=True)
class Voice:
    """Says sentences in one language: data on standard output, everything else on standard error."""

    language: str
    as_json: bool = False

    def words(self, key: str, **values: object) -> str:
        """A sentence."""
        return LANGUAGES[self.language][key].format(**values)

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
