from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_collector.adapters.console_certificate import ConsoleCertificates
from schoolwacht_collector.entrypoints.https import Files, FreshTls, UnusableCertificate, try_out, with_hsts
from schoolwacht_collector.entrypoints.web_server import WebServer, bind_tcp

NAMES = ["127.0.0.1", "localhost"]


async def greet(scope: Any, _: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
    body = scope["scheme"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


class Certificates:
    """A small authority that makes certificates as the console's does."""

    def __init__(self, folder: Path) -> None:
        FileAuthority(folder)
        self.folder = folder
        self.own = ConsoleCertificates(folder)
        self.path = folder / "ca.pem"
        self.path.write_bytes(self.own.ca_pem())

    def at(self, now: datetime, names: list[str] = NAMES) -> Files:
        both = self.own.file_for(names, now)
        return Files(both, both)


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path / "pki")


@asynccontextmanager
async def door(tls: FreshTls, application: Callable[..., Any] = greet) -> AsyncIterator[str]:
    bound = bind_tcp("127.0.0.1:0")
    server = WebServer(application, bound, tls.context)
    await server.start()
    try:
        yield f"127.0.0.1:{bound.getsockname()[1]}"
    finally:
        await server.stop()


def trusting(path: Path) -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=ssl.create_default_context(cafile=str(path)))


async def test_who_trusts_the_authority_comes_in_and_who_does_not_stays_out(certificates: Certificates) -> None:
    tls = FreshTls(lambda: certificates.at(datetime.now(UTC)))
    async with door(tls) as address:
        async with trusting(certificates.path) as client:
            assert (await client.get(f"https://{address}/")).text == "https"
        async with httpx.AsyncClient(verify=ssl.create_default_context()) as stranger:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await stranger.get(f"https://{address}/")


async def test_another_host_name_is_refused_by_the_client(certificates: Certificates) -> None:
    tls = FreshTls(lambda: certificates.at(datetime.now(UTC), ["school.example"]))
    async with door(tls) as address, trusting(certificates.path) as client:
        with pytest.raises(httpx.ConnectError, match=r"not valid for '127\.0\.0\.1'"):
            await client.get(f"https://{address}/")


async def test_an_expired_given_certificate_is_served_and_refused_by_the_client(certificates: Certificates) -> None:
    old = certificates.at(datetime.now(UTC) - timedelta(days=500))
    async with door(FreshTls(lambda: old)) as address, trusting(certificates.path) as client:
        with pytest.raises(httpx.ConnectError, match="expired"):
            await client.get(f"https://{address}/")


async def test_plain_http_gets_no_answer_there(certificates: Certificates) -> None:
    async with door(FreshTls(lambda: certificates.at(datetime.now(UTC)))) as address, httpx.AsyncClient() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(f"http://{address}/")


async def test_old_versions_of_tls_are_refused(certificates: Certificates) -> None:
    tls = FreshTls(lambda: certificates.at(datetime.now(UTC)))
    assert tls.context.minimum_version is ssl.TLSVersion.TLSv1_2
    old = ssl.create_default_context(cafile=str(certificates.path))
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    async with door(tls) as address, httpx.AsyncClient(verify=old) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(f"https://{address}/")


async def test_a_renewed_certificate_counts_from_the_next_connection_on_without_a_restart(
    certificates: Certificates,
) -> None:
    now = datetime.now(UTC) - timedelta(days=500)
    tls = FreshTls(lambda: certificates.at(now))
    async with door(tls) as address:
        async with trusting(certificates.path) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"https://{address}/")
        now = datetime.now(UTC)
        tls.refresh()
        async with trusting(certificates.path) as client:
            assert (await client.get(f"https://{address}/")).status_code == 200
    assert tls.trouble == ""


async def test_a_given_certificate_is_taken_up_when_its_file_changes_and_half_a_change_is_not(
    certificates: Certificates, tmp_path: Path
) -> None:
    given = Files(tmp_path / "chain.pem", tmp_path / "key.pem")
    first = certificates.at(datetime.now(UTC)).certificate.read_bytes()
    given.certificate.write_bytes(first)
    given.key.write_bytes(first)
    tls = FreshTls(lambda: given)
    other = Certificates(tmp_path / "other")
    second = other.at(datetime.now(UTC)).certificate.read_bytes()

    async with door(tls) as address:
        given.certificate.write_bytes(second)  # the key of the first is still there
        tls.refresh()
        assert "is not the key of" in tls.trouble
        async with trusting(certificates.path) as client:
            assert (await client.get(f"https://{address}/")).status_code == 200
        given.key.write_bytes(second)
        tls.refresh()
        assert tls.trouble == ""
        async with trusting(other.path) as client:
            assert (await client.get(f"https://{address}/")).status_code == 200


def test_a_file_that_went_away_leaves_the_door_as_it_is(certificates: Certificates, tmp_path: Path) -> None:
    given = Files(tmp_path / "both.pem", tmp_path / "both.pem")
    given.key.write_bytes(certificates.at(datetime.now(UTC)).key.read_bytes())
    tls = FreshTls(lambda: given)
    given.key.unlink()
    tls.refresh()
    assert "both.pem" in tls.trouble


def test_files_that_cannot_be_used_say_why_and_what_to_do(certificates: Certificates, tmp_path: Path) -> None:
    good = certificates.at(datetime.now(UTC)).certificate
    with pytest.raises(UnusableCertificate, match="cannot be read"):
        try_out(Files(tmp_path / "none.pem", good))
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    with pytest.raises(UnusableCertificate, match="begin with -----BEGIN"):
        FreshTls(lambda: Files(rubbish, good))
    with pytest.raises(UnusableCertificate, match="is not the key of"):
        try_out(Files(good, certificates.folder / "server.key"))
    locked = tmp_path / "locked.pem"
    key = load_pem_private_key((certificates.folder / "server.key").read_bytes(), None)
    locked.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"geheim")))
    with pytest.raises(UnusableCertificate, match="locked with a password"):
        try_out(Files(certificates.folder / "server.crt", locked))


async def test_browsers_are_told_to_insist_on_https_only_when_that_is_wanted(certificates: Certificates) -> None:
    tls = FreshTls(lambda: certificates.at(datetime.now(UTC)))
    async with door(tls) as address, trusting(certificates.path) as client:
        assert "strict-transport-security" not in (await client.get(f"https://{address}/")).headers
    async with door(tls, with_hsts(greet)) as address, trusting(certificates.path) as client:
        assert (await client.get(f"https://{address}/")).headers["strict-transport-security"] == "max-age=31536000"
