"""Settings: the school, who is told, limits, and back-ups of Schoolwacht itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collector.entrypoints.console.a_school import NOW, School
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.usecases.keep_backups import note_good, note_trouble

SCHOOL = {"name": "GBS De Linde", "language": "nl", "zone": "Europe/Brussels", "days_off": "9/11/2026 - 13/11/2026"}
MAIL = {"to": "ict@school.example", "server": "smtp.x.example", "port": "587", "user": "wacht", "password": "ge:heim"}


async def test_the_school_is_kept_where_settings_are_kept(place: Place, admin: Browser) -> None:
    answer = await admin.post("/settings", data=SCHOOL)
    assert answer.headers["location"] == "/settings?done=saved"
    assert place.settings.kept["school.name"] == "GBS De Linde"
    assert place.settings.kept["school.days_off"] == "2026-11-09/2026-11-13"
    page = (await admin.get("/settings?done=saved")).text
    assert 'value="GBS De Linde"' in page
    assert "09/11/2026 - 13/11/2026" in page
    deeds = place.ledger.read(lambda books: books.audit.newest(5))
    assert {deed.subject for deed in deeds if deed.action == "settings.change"} == {"school.name", "school.days_off"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("zone", "Mars/Olympus", "tijdzone is niet gekend"),
        ("days_off", "zomaar", "zomaar is geen dag"),
        ("days_off", "13/11/2026 - 9/11/2026", "is geen dag"),
        ("language", "fr", "Kies een taal"),
        ("name", "geweigerd", "cannot be written"),
    ],
)
async def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    admin: Browser, field: str, value: str, words: str
) -> None:
    answer = await admin.post("/settings", data={**SCHOOL, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert field == "name" or "GBS De Linde" in answer.text


async def test_what_is_fixed_elsewhere_is_shown_and_left_alone(place: Place, admin: Browser) -> None:
    place.settings.by["school.name"] = "SCHOOLWACHT_SCHOOL__NAME"
    assert "Staat vast in SCHOOLWACHT_SCHOOL__NAME" in (await admin.get("/settings")).text
    await admin.post("/settings", data=SCHOOL)
    assert place.settings.kept["school.name"] == ""


async def test_a_test_message_goes_where_the_form_says(place: Place, admin: Browser) -> None:
    answer = await admin.post("/settings/notify", data={**MAIL, "do": "test"})
    assert "Het testbericht is vertrokken" in answer.text
    query = "smtp=smtp.x.example&from=ict%40school.example&to=ict%40school.example"
    assert place.settings.tried == [f"mailtos://wacht:ge%3Aheim@school.example:587?{query}"]
    assert "notify.urls" not in place.settings.kept, "trying is not keeping"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("notify-1: Authentication unsuccessful (535)", "aanvaardt de gebruikersnaam en het wachtwoord niet"),
        ("notify-1: no answer within 30 seconds", "antwoordt niet op tijd"),
        ("[Errno -2] Name or service not known", "naam van de server is niet gekend"),
        ("Connection refused", "De server is niet bereikt"),
        ("something else", "Het testbericht is niet vertrokken"),
    ],
)
async def test_a_test_message_that_fails_says_in_words_why(place: Place, admin: Browser, said: str, words: str) -> None:
    place.settings.answer = said
    answer = await admin.post("/settings/notify", data={**MAIL, "do": "test"})
    assert words in answer.text
    assert said in answer.text
    assert 'value="smtp.x.example"' in answer.text, "nothing typed is lost"


async def test_an_address_is_kept_and_shown_without_its_password(place: Place, admin: Browser) -> None:
    assert (await admin.post("/settings/notify", data={**MAIL, "do": "keep"})).status_code == 303
    await admin.post("/settings/notify", data={"other": "ntfys://ntfy.school.example/geheim", "do": "keep"})
    page = (await admin.get("/settings/notify")).text
    assert "ict@school.example (smtp.x.example)" in page
    assert "ntfys://ntfy.school.example/…" in page
    assert "heim" not in page
    await admin.post("/settings/notify/remove", data={"place": "1"})
    assert place.settings.kept["notify.urls"] == "ntfys://ntfy.school.example/geheim"
    assert (await admin.post("/settings/notify/remove", data={"place": "7"})).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("to", "", "Vul het mailadres in"),
        ("to", "niet een adres", "Vul het mailadres in"),
        ("server", "smtp x", "naam van de mailserver"),
        ("port", "70000", "De poort is een getal"),
        ("sender", "wacht", "De afzender is een mailadres"),
        ("other", "zomaar", "Dat is geen adres"),
    ],
)
async def test_an_address_that_cannot_be_is_told(admin: Browser, field: str, value: str, words: str) -> None:
    answer = await admin.post("/settings/notify", data={**MAIL, "do": "keep", field: value})
    assert answer.status_code == 422
    assert words in answer.text


async def test_a_limit_is_otherwise_in_one_room_and_goes_back(place: Place, admin: Browser, school: School) -> None:
    del school
    given = {"limit": "disk_full.warning_percent", "scope": "room", "target": "07", "value": "92,5"}
    assert (await admin.post("/settings/limits", data=given)).status_code == 303
    (override,) = place.ledger.read(lambda books: books.alerts.overrides())
    assert (override.rule, override.name, override.value, override.scope, override.target) == (
        "disk_full", "warning_percent", 92.5, "room", "07",
    )  # fmt: skip
    assert "92,5 %" in (await admin.get("/settings/limits")).text
    await admin.post("/settings/limits/remove", data=given)
    assert not place.ledger.read(lambda books: books.alerts.overrides())


async def test_limits_are_written_in_units_people_think_in(place: Place, admin: Browser, school: School) -> None:
    for given in (
        {"limit": "host_silent.server", "scope": "device", "target": school.server.host, "value": "30"},
        {"limit": "disk_full.urgent_free_bytes", "scope": "class", "target": "server", "value": "20"},
    ):
        assert (await admin.post("/settings/limits", data=given)).status_code == 303
    found = {one.name: (one.value, one.target) for one in place.ledger.read(lambda books: books.alerts.overrides())}
    assert found == {"server": (1800.0, school.server.device_id), "urgent_free_bytes": (20e9, "server")}
    page = (await admin.get("/settings/limits")).text
    assert "30 minuten" in page
    assert "20 GB" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("limit", "disk_full.nothing", "Kies welke grens"), ("value", "veel", "Vul een getal in"),
     ("target", "Atlantis", "Vul de naam in"), ("scope", "planet", "Kies welke grens")],
)  # fmt: skip
@pytest.mark.usefixtures("school")
async def test_a_limit_that_cannot_be_is_told(admin: Browser, field: str, value: str, words: str) -> None:
    given = {"limit": "disk_full.warning_percent", "scope": "room", "target": "07", "value": "92"}
    answer = await admin.post("/settings/limits", data={**given, field: value})
    assert answer.status_code == 422
    assert words in answer.text


async def test_the_back_up_page_says_how_it_is_and_how_to_put_it_back(place: Place, admin: Browser) -> None:
    assert "nog geen back-up van zichzelf" in (await admin.get("/settings/backup")).text
    place.ledger.write(lambda books: note_good(books, NOW - timedelta(hours=9), "/srv/b/schoolwacht-1.swb", 41_000_000))
    page = (await admin.get("/settings/backup")).text
    assert "De back-up van Schoolwacht is in orde" in page
    assert "schoolwacht restore /srv/b/schoolwacht-1.swb" in page
    place.clock.pass_by(timedelta(hours=1))
    place.ledger.write(
        lambda books: note_good(books, NOW - timedelta(hours=40), "/srv/b/schoolwacht-1.swb", 41_000_000)
    )
    assert "is te laat" in (await admin.get("/settings/backup")).text
    place.ledger.write(lambda books: note_trouble(books, NOW, "the disk is full"))
    assert "the disk is full" in (await admin.get("/settings/backup")).text


async def test_a_back_up_is_made_with_one_button(place: Place, admin: Browser) -> None:
    assert "Nu maken" in (await admin.get("/settings/backup")).text
    assert (await admin.post("/settings/backup")).headers["location"] == "/settings/backup?done=saved"
    assert place.backups == ["made"]
    place.backups.append("busy")
    assert (await admin.post("/settings/backup")).headers["location"] == "/settings/backup"


async def test_without_a_place_for_settings_the_pages_say_where_they_stand(place: Place, admin: Browser) -> None:
    desk = place.app.state.desk
    place.app.state.desk = replace(desk, knows=replace(desk.knows, settings=None, make_backup=None, csv=None))
    for page in ("/settings", "/settings/notify", "/setup/school", "/setup/notify"):
        assert "collector.toml" in (await admin.get(page)).text, page
    assert (await admin.post("/settings", data=SCHOOL)).status_code == 303
    assert (await admin.post("/settings/notify", data=MAIL)).status_code == 404
    assert (await admin.post("/settings/backup")).status_code == 404
    assert "Exporteren" not in (await admin.get("/devices")).text
    assert (await admin.get("/devices.csv")).status_code == 404
