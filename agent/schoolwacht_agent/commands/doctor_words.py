"""What `doctor` says of each finding, and what to do about it, in English and in Dutch."""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_agent.checkup.finding import Finding, Said, State

STATES = {
    State.OK: ("good", "goed"),
    State.WARN: ("notice", "let op"),
    State.BAD: ("wrong", "fout"),
}
CHECKS = {
    "rights": ("rights", "rechten"),
    "disk": ("disk", "schijf"),
    "drop folder": ("drop folder", "inlevermap"),
    "agent": ("agent", "agent"),
    "spool": ("spool", "wachtrij"),
    "probes": ("probes", "sondes"),
    "smartctl": ("smartctl", "smartctl"),
    "identity": ("identity", "identiteit"),
    "certificate": ("certificate", "certificaat"),
    "address": ("address", "adres"),
    "TLS": ("TLS", "TLS"),
    "collector": ("collector", "collector"),
    "time": ("time", "tijd"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in both languages, and the remedy where there is something to do."""

    english: str
    dutch: str
    remedy: str = ""
    middel: str = ""


_ENROL = "ask for a token in the console (add a PC), then schoolwacht-agent enrol TOKEN"
_INSCHRIJVEN = "vraag een token in de console (PC toevoegen), dan schoolwacht-agent enrol TOKEN"
_AGAIN = "enrol with a new token; it stays the same device and keeps what waits"
_OPNIEUW = "schrijf opnieuw in met een nieuw token; het blijft hetzelfde toestel en houdt wat wacht"

TEXTS = {
    Said.RIGHTS_GOOD: Text("{home} can be written", "{home} is beschrijfbaar"),
    Said.RIGHTS_BAD: Text(
        "{trouble}", "{trouble}",
        "run this as root, or as the user that runs the agent",
        "voer dit uit als root, of als de gebruiker van de agent",
    ),
    Said.DISK_GOOD: Text("{free} free", "{free} vrij"),
    Said.DISK_SHORT: Text(
        "only {free} free", "maar {free} vrij",
        "make room; until then measurements that cannot be sent are dropped, oldest first",
        "maak plaats; tot dan vallen metingen weg die niet verzonden raken, de oudste eerst",
    ),
    Said.DISK_UNKNOWN: Text("{home} is not there", "{home} bestaat niet", _ENROL, _INSCHRIJVEN),
    Said.DROP_GOOD: Text("{folder} takes reports about backups", "{folder} neemt verslagen van back-ups aan"),
    Said.DROP_MISSING: Text(
        "{folder} is not there yet", "{folder} is er nog niet",
        "schoolwacht-agent service install makes it", "schoolwacht-agent service install maakt ze",
    ),
    Said.DROP_OPEN: Text(
        "everybody may write in {folder}, so anybody can report a backup",
        "iedereen mag schrijven in {folder}, dus iedereen kan een back-up melden",
        "chmod o-w {folder}; put users that may report into the group schoolwacht-backup",
        "chmod o-w {folder}; zet wie mag melden in de groep schoolwacht-backup",
    ),
    Said.DROP_CLOSED: Text(
        "{folder} cannot be read or written", "{folder} kan niet gelezen of beschreven worden",
        "run this as root; schoolwacht-agent service install sets the rights",
        "voer dit uit als root; schoolwacht-agent service install zet de rechten goed",
    ),
    Said.AGENT_RUNS: Text("running", "draait"),
    Said.AGENT_RESTS: Text(
        "not running", "draait niet", "schoolwacht-agent service install", "schoolwacht-agent service install"
    ),
    Said.SPOOL_GOOD: Text("{batches} batches wait, {size}", "{batches} pakketten wachten, {size}"),
    Said.SPOOL_OLD: Text(
        "{batches} batches wait since {since}, {size}", "{batches} pakketten wachten sinds {since}, {size}",
        "nothing is lost yet; see below why the collector is not reached",
        "er is nog niets verloren; zie hieronder waarom de collector niet bereikt wordt",
    ),
    Said.SPOOL_BROKEN: Text(
        "{trouble}", "{trouble}",
        "restart the agent; it sets a broken spool aside and begins a new one",
        "herstart de agent; hij zet een kapotte wachtrij opzij en begint een nieuwe",
    ),
    Said.PROBES_GOOD: Text("all {count} could look", "alle {count} konden kijken"),
    Said.PROBES_FAIL: Text(
        "{flaws}", "{flaws}",
        "run this as root; if it stays, report it, or switch the probe off in agent.toml",
        "voer dit uit als root; blijft het, meld het dan of zet de sonde uit in agent.toml",
    ),
    Said.SMARTCTL_GOOD: Text("there, for {disks}", "aanwezig, voor {disks}"),
    Said.SMARTCTL_MISSING: Text(
        "not installed, so nothing is known of the health of {disks}",
        "niet geïnstalleerd, dus over de gezondheid van {disks} is niets bekend",
        "install the package smartmontools", "installeer het pakket smartmontools",
    ),
    Said.SMARTCTL_NOT_NEEDED: Text("no disk here needs it", "geen schijf hier heeft het nodig"),
    Said.IDENTITY_GOOD: Text("device {device}", "toestel {device}"),
    Said.IDENTITY_NONE: Text("{trouble}", "dit toestel heeft geen bruikbare identiteit", _ENROL, _INSCHRIJVEN),
    Said.IDENTITY_CLOSED: Text(
        "{trouble}", "de identiteit kan niet gelezen worden: {trouble}",
        "run this as root, or as the user that runs the agent",
        "voer dit uit als root, of als de gebruiker van de agent",
    ),
    Said.CERTIFICATE_GOOD: Text("good until {until}", "goed tot {until}"),
    Said.CERTIFICATE_ENDING: Text(
        "ends on {until} and ought to have been renewed", "eindigt op {until} en had vernieuwd moeten zijn",
        "let the agent run while the collector can be reached",
        "laat de agent draaien terwijl de collector bereikbaar is",
    ),
    Said.CERTIFICATE_EXPIRED: Text("expired on {until}", "verlopen op {until}", _AGAIN, _OPNIEUW),
    Said.CERTIFICATE_EARLY: Text(
        "this clock says {today}, before the certificate begins",
        "deze klok zegt {today}, voor het certificaat begint",
        "set the clock; if it forgets the time, replace the battery on the board",
        "zet de klok juist; vergeet hij de tijd, vervang dan de batterij op het moederbord",
    ),
    Said.CERTIFICATE_BROKEN: Text("{trouble}", "sleutel en certificaat deugen niet: {trouble}", _AGAIN, _OPNIEUW),
    Said.NAME_UNKNOWN: Text(
        "{address}: no such name", "{address}: die naam bestaat niet",
        "check the name, and the DNS server of this machine", "controleer de naam, en de DNS-server van dit toestel",
    ),
    Said.PORT_REFUSED: Text(
        "{address}: Connection refused", "{address}: verbinding geweigerd",
        "is the collector running, and does it listen on this port?",
        "draait de collector, en luistert hij op deze poort?",
    ),
    Said.PORT_SILENT: Text(
        "{address}: timed out", "{address}: geen antwoord",
        "does every firewall between let this port through?", "laat elke firewall ertussen deze poort door?",
    ),
    Said.PORT_TROUBLE: Text(
        "{address}: {trouble}", "{address}: {trouble}",
        "is this machine on the network?", "is dit toestel met het netwerk verbonden?",
    ),
    Said.PORT_GOOD: Text("{address} answers", "{address} antwoordt"),
    Said.TLS_GOOD: Text("{address} is the collector", "{address} is de collector"),
    Said.TLS_FOREIGN: Text(
        "{address} is another collector: {trouble}", "{address} is een andere collector: {trouble}",
        "the collector was set up anew; put its old pki folder back, or enrol with a new token",
        "de collector werd opnieuw opgezet; zet zijn oude map pki terug, of schrijf opnieuw in met een nieuw token",
    ),
    Said.TLS_NONE: Text(
        "{address} speaks no TLS: {trouble}", "{address} spreekt geen TLS: {trouble}",
        "another program may have this port, or a proxy stands between",
        "misschien heeft een ander programma deze poort, of staat er een proxy tussen",
    ),
    Said.COLLECTOR_GOOD: Text("knows this device", "kent dit toestel"),
    Said.COLLECTOR_UNWELCOME: Text(
        "{trouble}", "wil dit toestel niet: {trouble}",
        "approve this device in the console, or enrol it with a new token",
        "keur dit toestel goed in de console, of schrijf het in met een nieuw token",
    ),
    Said.COLLECTOR_TROUBLE: Text(
        "does not take the call: {trouble}", "neemt de oproep niet aan: {trouble}",
        "look at the certificate above; if that is good, look at the collector's log",
        "kijk naar het certificaat hierboven; is dat goed, kijk dan in het logboek van de collector",
    ),
    Said.CLOCK_GOOD: Text("the clocks agree", "de klokken zijn het eens"),
    Said.CLOCK_OFF: Text(
        "this clock is {seconds} s off", "deze klok wijkt {seconds} s af",
        "switch time synchronisation on", "zet tijdsynchronisatie aan",
    ),
    Said.CLOCK_UNKNOWN: Text(
        "this clock says {now}; no collector to compare it with",
        "deze klok zegt {now}; er is geen collector om mee te vergelijken",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spoken:
    """A finding in words."""

    state: str
    check: str
    words: str
    remedy: str


def spoken(finding: Finding, language: str) -> Spoken:
    """What to say of a finding."""
    text, values = TEXTS[finding.said], finding.values
    dutch = language == "nl"
    words, remedy = (text.dutch, text.middel) if dutch else (text.english, text.remedy)
    return Spoken(
        STATES[finding.state][dutch], CHECKS[finding.check][dutch], words.format(**values), remedy.format(**values)
    )
