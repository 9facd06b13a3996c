"""The words on the boards. English is the key; Grafana translates its own buttons, but never the titles of a board."""

# ruff: noqa: INP001 - run as a script from its own folder, not a package

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], str]

DUTCH = {
    "Schoolwacht: overview": "Schoolwacht: overzicht",
    "What is broken now, what is full, who is silent.": "Wat nu stuk is, wat vol raakt, en wie niets laat horen.",
    # at the top
    "Data source": "Gegevensbron",
    "Building": "Gebouw",
    "Room": "Lokaal",
    "Machine": "Toestel",
    # panels
    "Open alerts": "Open meldingen",
    "Alerts that are open now, in the chosen buildings and rooms.": (
        "Meldingen die nu open staan, in de gekozen gebouwen en lokalen."
    ),
    "Silent machines": "Stille toestellen",
    "Machines that are silent for longer than is normal.": "Toestellen die langer dan normaal niets laten horen.",
    "Full disks": "Volle schijven",
    "Volumes with an open alert, being almost full.": "Volumes met een open melding omdat ze bijna vol zijn.",
    "Backups in trouble": "Back-ups met problemen",
    "Backup jobs that failed or are late.": "Back-uptaken die mislukten of te laat zijn.",
    "Machines heard": "Gehoorde toestellen",
    "Machines that sent something in the chosen span.": "Toestellen die iets stuurden in het gekozen tijdvak.",
    "Machines": "Toestellen",
    "Every machine that was heard in the chosen span.": "Elk toestel dat zich liet horen in het gekozen tijdvak.",
    "Ten fullest disks": "Tien volste schijven",
    "Volumes that can fill up, the fullest first.": "Volumes die vol kunnen raken, de volste eerst.",
    "Backups": "Back-ups",
    "The last outcome of each backup job.": "Het laatste resultaat van elke back-uptaak.",
    "Processor": "Processor",
    "Share of processor time that was not idle, for each machine.": (
        "Het deel van de processortijd dat niet stillag, voor elk toestel."
    ),
    "Memory": "Geheugen",
    "Share of memory that programs cannot get, for each machine.": (
        "Het deel van het geheugen dat programma's niet kunnen krijgen, voor elk toestel."
    ),
    # columns and cells
    "Age": "Ouderdom",
    "Free": "Vrij",
    "Fullest disk": "Volste schijf",
    "Job": "Taak",
    "Last heard": "Laatst gehoord",
    "Last run": "Laatste keer",
    "Part": "Onderdeel",
    "Result": "Resultaat",
    "Rule": "Regel",
    "Severity": "Ernst",
    "Since": "Sinds",
    "Size": "Grootte",
    "Used": "In gebruik",
    "Volume": "Volume",
    "failed": "mislukt",
    "nothing": "niets",
    "notice": "ter info",
    "succeeded": "gelukt",
    "urgent": "dringend",
    "warning": "waarschuwing",
}

LANGUAGES: dict[str, Say] = {"nl": DUTCH.__getitem__, "en": str}
"""For each language how to say an English text; a text without a translation stops the generator."""
