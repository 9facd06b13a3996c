"""The words of a letter: one subject line and a plain text body, in the school's language.

Host names, rooms and error texts come from machines, so every one of them goes through the wording, which makes it one
line of visible characters: nothing a pupil names a computer can become a header or a second letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schoolwacht_collector.books.alerts import Letter
from schoolwacht_collector.domain.alerts import FLAPPING, Severity
from schoolwacht_collector.domain.message import Message, Moment, say
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.wording import Wording

LONGEST_SUBJECT = 150
LONGEST_BODY = 20_000

_SEVERITY = {
    Severity.URGENT: say("urgent"),
    Severity.WARNING: say("warning"),
    Severity.NOTICE: say("notice"),
}
_SOLVED = say("solved")
_WORSE = say("worse")


@dataclass(frozen=True, slots=True)
class LetterWriter:
    """Writes letters. `titles` are the titles of the rules by name; `console` is the address of the console, if any."""

    wording: Wording
    titles: Mapping[str, Message]
    console: str = ""

    def subject(self, letter: Letter) -> str:
        """For example "[dringend] Schijf bijna vol · srv-admin · Serverlokaal"."""
        return clean(f"[{self._kind(letter)}] {self._headline(letter)}", LONGEST_SUBJECT)

    def body(self, letter: Letter) -> str:
        """What, since when, where, and what to do next."""
        alert, text = letter.alert, self.wording.text
        lines = [text(alert.finding.summary), ""]
        if letter.kind == "solved":
            lines.append(text(say("This is solved; there is nothing left to do.")))
        else:
            lines.append(text(say("What to do: {advice}", advice=text(alert.finding.advice))))
            if FLAPPING in alert.context:
                lines.append(text(say("This comes and goes. The next letter about it follows after an hour of calm.")))
        lines.append("")
        lines += self._place(letter)
        lines.append(text(say("Seen since: {moment}", moment=Moment(alert.first_true))))
        if alert.solved_at is not None:
            lines.append(text(say("Solved on: {moment}", moment=Moment(alert.solved_at))))
        return self._closed(lines)

    def digest_subject(self, letters: Sequence[Letter]) -> str:
        """The subject of several letters in one."""
        solved = sum(letter.kind == "solved" for letter in letters)
        values = {"count": len(letters) - solved, "solved": solved}
        return clean(self.wording.text(say("{count} alerts, {solved} solved", **values)), LONGEST_SUBJECT)

    def digest_body(self, letters: Sequence[Letter]) -> str:
        """Several letters in one: two lines each."""
        lines = []
        for letter in letters:
            lines += [
                f"[{self._kind(letter)}] {self._headline(letter)}",
                f"    {self.wording.text(letter.alert.finding.summary)}",
            ]
        return self._closed(lines)

    def _kind(self, letter: Letter) -> str:
        if letter.kind == "solved":
            return self.wording.text(_SOLVED)
        severity = self.wording.text(_SEVERITY[letter.alert.finding.severity])
        return f"{severity}, {self.wording.text(_WORSE)}" if letter.kind == "worse" else severity

    def _headline(self, letter: Letter) -> str:
        alert = letter.alert
        title = self.titles.get(alert.rule)
        parts = [
            self.wording.text(title) if title is not None else alert.rule,
            alert.context.get("host") or alert.subject.part,
            alert.context.get("room", ""),
        ]
        return " · ".join(self.wording.value(part) for part in parts if part)

    def _place(self, letter: Letter) -> list[str]:
        context = letter.alert.context
        if not context.get("host"):
            return []
        place = ", ".join(self.wording.value(context[name]) for name in ("room", "site") if context.get(name))
        lines = [self.wording.text(say("Machine: {host}", host=context["host"]))]
        return [*lines, self.wording.text(say("Place: {place}", place=place))] if place else lines

    def _closed(self, lines: Sequence[str]) -> str:
        """The lines as one text, with where to read on."""
        text = "\n".join(lines)[:LONGEST_BODY]
        ending = self.wording.text(say("All alerts: {address}", address=self.console)) if self.console else ""
        return f"{text}\n\n-- \nSchoolwacht\n{ending}".rstrip() + "\n"
