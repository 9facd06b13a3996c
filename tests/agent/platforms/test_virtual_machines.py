"""Guests on a Linux computer."""

from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.platforms.virtual_machines import Guests, installed, look


def make(root: Path, *names: str) -> None:
    for name in names:
        (root / name).mkdir(parents=True)


def test_a_machine_without_guests_has_no_rows(tmp_path: Path) -> None:
    assert look(tmp_path) == []
    assert not installed(tmp_path)


def test_containers_are_counted_by_definitions_and_by_groups(tmp_path: Path) -> None:
    one, other = "a" * 64, "b" * 64
    make(tmp_path, f"var/lib/docker/containers/{one}", f"var/lib/docker/containers/{other}")
    make(tmp_path, f"sys/fs/cgroup/system.slice/docker-{one}.scope")

    assert look(tmp_path) == [Guests("container", "docker", 2, 1)]
    assert installed(tmp_path)


def test_virtual_machines_of_libvirt_and_proxmox_are_told_apart(tmp_path: Path) -> None:
    make(tmp_path, "etc/libvirt/qemu/networks", "etc/libvirt/qemu/autostart", "etc/pve/qemu-server")
    for name in ("etc/libvirt/qemu/klas.xml", "etc/pve/qemu-server/100.conf", "etc/pve/qemu-server/101.conf"):
        (tmp_path / name).touch()
    make(
        tmp_path, "sys/fs/cgroup/qemu.slice/100.scope", "sys/fs/cgroup/machine.slice/machine-qemu\\x2d1\\x2dklas.scope"
    )

    assert look(tmp_path) == [Guests("vm", "libvirt", 1, 1), Guests("vm", "proxmox", 2, 1)]


def test_what_runs_from_somebodys_home_is_only_seen_while_it_runs(tmp_path: Path) -> None:
    make(tmp_path, f"sys/fs/cgroup/machine.slice/libpod-{'c' * 64}.scope")

    assert look(tmp_path) == [Guests("container", "podman", 1, 1)]
