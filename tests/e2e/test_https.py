"""The console for other machines: a real collector, and a client that verifies as a browser does."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_collector.adapters.console_certificate import ConsoleCertificates
from schoolwacht_collector.config import Config, Console, console_names
from stage.collector import StagedCollector, free_port, staged_collector, wait_for

pytestmark = pytest.mark.e2e


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def collector(tmp_path: Path, port: int) -> Iterator[StagedCollector]:
    environment = {"SCHOOLWACHT_CONSOLE__HTTPS": f"0.0.0.0:{port}", "SCHOOLWACHT_CONSOLE__NAMES": "school.example"}
    with staged_collector(tmp_path / "home", environment=environment) as running:
        yield running


def trusting(ca: bytes) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=ca.decode())


def own_ca(collector: StagedCollector) -> bytes:
    answer = httpx.get(f"http://127.0.0.1:{collector.console_port}/ca.crt")
    assert answer.status_code == 200
    return answer.content


def outer_address() -> str:
    """An address of this machine that is not the loopback one."""
    names = console_names(Config(home=Path("/nowhere"), console=Console(https="0.0.0.0:1")))
    found = next((name for name in names if re.fullmatch(r"[0-9.]+", name) and not name.startswith("127.")), None)
    if found is None:
        pytest.skip("this machine has no address but the loopback one")
    return found


def test_who_installed_the_authority_gets_in_by_name_and_by_address(collector: StagedCollector, port: int) -> None:
    with httpx.Client(verify=trusting(own_ca(collector))) as client:
        for host in ("localhost", "127.0.0.1", outer_address()):
            answer = client.get(f"https://{host}:{port}/login")
            assert answer.status_code == 200, host
            assert "strict-transport-security" not in answer.headers
        assert client.get(f"https://localhost:{port}/ca.crt").content == own_ca(collector)
        said = client.get(f"https://localhost:{port}/login", headers={"host": f"school.example:{port}"})
        assert said.status_code == 200
        assert client.get(f"https://localhost:{port}/login", headers={"host": "evil.example"}).status_code == 421
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"https://localhost:{port}/login")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"http://127.0.0.1:{port}/login")


def test_the_log_in_over_https_is_kept_in_a_cookie_that_never_leaves_it(collector: StagedCollector, port: int) -> None:
    found = wait_for("the log-in link", 10, lambda: re.search(r"/start/(\S+)\)", collector.log.read_text()))
    base = f"https://localhost:{port}"
    with httpx.Client(verify=trusting(own_ca(collector)), headers={"origin": base}) as client:
        page = client.get(f"{base}/start/{found[1]}")
        answer = page if "set-cookie" in page.headers else client.post(f"{base}/start/{found[1]}")
        cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-schoolwacht=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}


def test_numbers_are_for_this_machine_and_from_elsewhere_only_for_a_token(
    collector: StagedCollector, port: int
) -> None:
    outside = f"https://{outer_address()}:{port}"
    token = collector.ask("api-token", "create", "prometheus")["token"]
    with httpx.Client(verify=trusting(own_ca(collector))) as client:
        assert client.get(f"https://localhost:{port}/metrics").status_code == 200
        assert client.get(f"{outside}/metrics").status_code == 401
        assert client.get(f"{outside}/metrics", headers={"authorization": "Bearer swa_wrong"}).status_code == 401
        seen = client.get(f"{outside}/metrics", headers={"authorization": f"Bearer {token}"})
        assert "schoolwacht_devices_heard 0" in seen.text
        assert set(client.get(f"{outside}/readyz").json()) == {"ready", "state"}
        assert "parts" in client.get(f"https://localhost:{port}/readyz").json()


def test_the_doctor_sees_the_door_and_how_long_its_certificate_lasts(collector: StagedCollector, port: int) -> None:
    checks = collector.ask("doctor")
    said = [check["detail"] for check in checks]
    assert f"console.https: 0.0.0.0:{port} answers" in said
    assert any(line.startswith("console: until ") for line in said)
    assert not [check for check in checks if check["state"] == "bad"]


def test_a_given_certificate_is_served_and_one_that_does_not_fit_its_key_ends_with_78(
    tmp_path: Path, port: int
) -> None:
    FileAuthority(tmp_path / "school")
    school = ConsoleCertificates(tmp_path / "school")
    made = school.file_for(["localhost"], datetime.now(UTC))
    environment = {
        "SCHOOLWACHT_CONSOLE__HTTPS": f"127.0.0.1:{port}",
        "SCHOOLWACHT_CONSOLE__CERTIFICATE": str(made),
        "SCHOOLWACHT_CONSOLE__KEY": str(made),
        "SCHOOLWACHT_CONSOLE__HSTS": "true",
    }
    with staged_collector(tmp_path / "home", environment=environment) as collector:
        answer = httpx.get(f"https://localhost:{port}/login", verify=trusting(school.ca_pem()))
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert httpx.get(f"http://127.0.0.1:{collector.console_port}/ca.crt").status_code == 404
        assert "strict-transport-security" not in httpx.get(f"http://127.0.0.1:{collector.console_port}/login").headers
    other = tmp_path / "home" / "pki" / "server.key"
    wrong = StagedCollector(tmp_path / "home", environment=environment | {"SCHOOLWACHT_CONSOLE__KEY": str(other)})
    done = wrong.command("run", check=False)
    assert done.returncode == 78
    assert "is not the key of" in done.stderr
    assert "Traceback" not in done.stderr
