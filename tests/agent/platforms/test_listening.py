"""At which ports the machine answers."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.listening import Port, Socket, look, ports, sockets, title

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

EVERYWHERE = ip_address(0)


def entry(address: str, state: str = "0A", inode: int = 7) -> str:
    return f"   0: {address} 00000000:0000 {state} 00000000:00000000 00:00000000 00000000  1000  0 {inode} 1 0\n"


def test_addresses_are_written_in_words_with_the_lowest_byte_first() -> None:
    (four,) = sockets(HEAD + entry("0A00A8C0:0016"), "tcp")
    (six,) = sockets(HEAD + entry("B80D0120000000000000000001000000:01BB"), "tcp")

    assert (four.address, four.port, four.inode) == (ip_address("192.168.0.10"), 22, 7)
    assert (six.address, six.port) == (ip_address("2001:db8::1"), 443)


def test_only_what_listens_counts() -> None:
    assert not list(sockets(HEAD + entry("00000000:0016", "01"), "tcp"))
    assert len(list(sockets(HEAD + entry("00000000:0089", "07"), "udp"))) == 1


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.53", "::1", "::ffff:127.0.0.1"])
def test_what_the_machine_tells_itself_stays_here(address: str) -> None:
    assert ports([Socket("tcp", ip_address(address), 631, 1)], {}) == []


def test_both_versions_of_one_port_are_one_row() -> None:
    found = [Socket("tcp", ip_address("::"), 22, 1), Socket("tcp", EVERYWHERE, 22, 2)]
    at_one = [Socket("tcp", ip_address("192.0.2.1"), 53, 3)]

    assert ports(found, {1: "sshd", 2: "sshd"}) == [Port("tcp", 22, "sshd", True)]
    assert ports(at_one, {}) == [Port("tcp", 53, "unknown", False)]


def test_udp_ports_that_come_and_go_are_left_out() -> None:
    found = [Socket(kind, EVERYWHERE, 40_000, 1) for kind in ("udp", "tcp")]

    assert [port.protocol for port in ports(found, {})] == ["tcp"]


@pytest.mark.parametrize(
    ("program", "name"),
    [
        ("/usr/sbin/sshd", "sshd"),
        ("/usr/bin/python3.11", "python"),
        ("/usr/sbin/php-fpm8.2", "php-fpm"),
        ("/usr/sbin/smbd (deleted)", "smbd"),
        ("7", "7"),
        ("a\nb", "a b"),
    ],
)
def test_a_program_is_named_without_its_version(program: str, name: str) -> None:
    assert title(program) == name


def test_a_socket_is_found_at_its_program(tmp_path: Path) -> None:
    (tmp_path / "net").mkdir()
    (tmp_path / "net/tcp").write_text(HEAD + entry("00000000:0050", inode=55) + entry("00000000:0051", inode=56))
    (tmp_path / "12/fd").mkdir(parents=True)
    (tmp_path / "12/fd/3").symlink_to("socket:[55]")
    (tmp_path / "12/fd/4").symlink_to("/home/jan/secret")
    (tmp_path / "12/exe").symlink_to("/usr/sbin/nginx")
    (tmp_path / "13").mkdir()

    assert look(tmp_path) == [Port("tcp", 80, "nginx", True), Port("tcp", 81, "unknown", True)]


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    list(sockets(HEAD + text, "tcp"))
    list(sockets(HEAD + entry(text), "udp"))
    title(text)
