from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from schoolwacht_collector.adapters.authority import BrokenAuthority, FileAuthority
from schoolwacht_collector.adapters.console_certificate import LIFE, ConsoleCertificates

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NAMES = ["School.example", "192.0.2.7", "localhost", "::1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    FileAuthority(tmp_path / "pki")
    return tmp_path / "pki"


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_the_certificate_is_for_every_name_and_lasts_as_long_as_browsers_allow(folder: Path) -> None:
    made = certificate(ConsoleCertificates(folder).file_for(NAMES, NOW))
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["school.example", "localhost"]
    assert [str(one) for one in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.7", "::1"]
    assert made.not_valid_after_utc - made.not_valid_before_utc == LIFE == timedelta(days=397)
    assert made.not_valid_before_utc < NOW


def test_it_is_signed_by_an_issuer_of_its_own_that_machines_do_not_trust(folder: Path) -> None:
    own = ConsoleCertificates(folder)
    made = certificate(own.file_for(NAMES, NOW))
    issuer = x509.load_pem_x509_certificate(own.ca_pem())
    made.verify_directly_issued_by(issuer)
    servers = x509.load_der_x509_certificate(FileAuthority(folder).server_ca())
    assert issuer.public_key() != servers.public_key()
    with pytest.raises(ValueError, match="issuer"):
        made.verify_directly_issued_by(servers)


def test_what_people_download_holds_no_key(folder: Path) -> None:
    assert b"PRIVATE" not in ConsoleCertificates(folder).ca_pem()


def test_it_stays_as_long_as_it_fits_also_after_a_restart(folder: Path) -> None:
    before = ConsoleCertificates(folder).file_for(NAMES, NOW).read_bytes()
    assert ConsoleCertificates(folder).file_for(NAMES, NOW + timedelta(days=200)).read_bytes() == before
    assert ConsoleCertificates(folder).file_for(list(reversed(NAMES)), NOW).read_bytes() == before


@pytest.mark.parametrize("later", [timedelta(days=270), timedelta(days=500), timedelta(days=-30)])
def test_it_is_made_anew_before_its_end_and_when_the_clock_says_it_is_not_good_now(
    folder: Path, later: timedelta
) -> None:
    own = ConsoleCertificates(folder)
    before = certificate(own.file_for(NAMES, NOW))
    after = certificate(own.file_for(NAMES, NOW + later))
    assert after.serial_number != before.serial_number
    assert after.not_valid_before_utc <= NOW + later < after.not_valid_after_utc
    assert own.ends() == after.not_valid_after_utc


def test_it_is_made_anew_when_this_machine_goes_by_other_names(folder: Path) -> None:
    own = ConsoleCertificates(folder)
    before = own.file_for(NAMES, NOW).read_bytes()
    assert own.file_for([*NAMES, "new.example"], NOW).read_bytes() != before


def test_a_name_that_no_certificate_can_carry_costs_nothing_but_itself(folder: Path) -> None:
    made = certificate(ConsoleCertificates(folder).file_for(["pc_van_jan", "école", "", "ok"], NOW))
    names = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["ok"]


def test_a_damaged_door_is_made_again_and_a_damaged_issuer_is_told(folder: Path) -> None:
    own = ConsoleCertificates(folder)
    door = own.file_for(NAMES, NOW)
    door.write_bytes(b"rubbish")
    assert certificate(own.file_for(NAMES, NOW)).serial_number
    (folder / "console-ca.pem").write_bytes(b"rubbish")
    with pytest.raises(BrokenAuthority, match="every browser has to trust anew"):
        own.ca_pem()


def test_both_files_are_for_their_owner_only(folder: Path) -> None:
    own = ConsoleCertificates(folder)
    own.file_for(NAMES, NOW)
    for name in ("console.pem", "console-ca.pem"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert not list(folder.glob("*.new"))


def test_the_authority_says_when_its_certificates_end_and_which_keys_are_not_theirs(folder: Path) -> None:
    authority = FileAuthority(folder)
    authority.check()
    assert set(authority.ends()) == {"doors for agents", "issuer of the doors", "issuer of agents"}
    (folder / "server.key").write_bytes((folder / "agents.key").read_bytes())
    with pytest.raises(BrokenAuthority, match=r"server\.key"):
        authority.check()


def test_a_server_certificate_of_another_issuer_is_told(folder: Path, tmp_path: Path) -> None:
    FileAuthority(tmp_path / "other")
    for name in ("server.key", "server.crt"):
        (folder / name).write_bytes((tmp_path / "other" / name).read_bytes())
    with pytest.raises(BrokenAuthority, match=r"server\.crt"):
        FileAuthority(folder).check()


def test_the_issuer_s_certificate_says_that_it_signs_certificates(folder: Path) -> None:
    issuer = x509.load_pem_x509_certificate(ConsoleCertificates(folder).ca_pem())
    assert issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert issuer.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    assert issuer.public_bytes(Encoding.PEM) == ConsoleCertificates(folder).ca_pem()
