"""How a Linux computer is protected."""

from __future__ import annotations

from pathlib import Path

from schoolwacht_agent.platforms.linux_protection import look


def write(file: Path, text: str = "") -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def test_an_empty_system_knows_what_it_does_not_know(tmp_path: Path) -> None:
    found = look(tmp_path, [tmp_path])

    assert (found.firewall, found.root_encrypted, found.local_admin_count, found.guest_account) == (None,) * 4
    assert (found.ssh_password, found.remote_desktop) == ("not_installed", None)
    assert dict(found.unknown) == {
        "firewall": "rules_not_read",
        "local_admin_count": "no_accounts",
        "remote_desktop": "no_units",
        "root_encrypted": "no_device",
    }


def test_a_desktop_tells_all_of_it(tmp_path: Path) -> None:
    write(tmp_path / "etc/passwd", "root:x:0:0::/root:/bin/sh\nan:x:1000:1000::/home/an:/bin/bash\n")
    write(tmp_path / "etc/group", "sudo:x:27:an\n")
    write(tmp_path / "usr/sbin/sshd")
    write(tmp_path / "etc/ssh/sshd_config", "PasswordAuthentication no\n")
    write(tmp_path / "sys/fs/cgroup/system.slice/xrdp.service/cgroup.procs", "9\n")
    write(tmp_path / "sys/fs/selinux/enforce", "1")
    write(tmp_path / "usr/bin/sddm")
    found = look(tmp_path, [tmp_path])

    assert (found.local_admin_count, found.guest_account, found.automatic_login) == (2, False, False)
    assert (found.ssh_password, found.ssh_root) == ("no", "key")
    assert (found.remote_desktop, found.remote_desktop_by) == (True, "xrdp")
    assert (found.mandatory_access, found.mandatory_access_state) == ("selinux", "enforcing")


def test_settings_that_may_not_be_read_are_unknown_and_not_absent(tmp_path: Path) -> None:
    write(tmp_path / "usr/sbin/sshd")
    write(tmp_path / "usr/sbin/smbd")
    for name in ("etc/ssh/sshd_config", "etc/samba/smb.conf"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).symlink_to((tmp_path / name).name)
    found = look(tmp_path, [tmp_path])

    assert (found.ssh_password, found.smb1) == (None, None)
    assert dict(found.unknown).items() >= {"ssh_password": "no_access", "smb1": "no_access"}.items()
