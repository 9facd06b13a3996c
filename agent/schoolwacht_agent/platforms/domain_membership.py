"""Whether a Linux computer belongs to a directory, and who manages it. Only the kind; the directory's name stays here.

sssd: `id_provider` of /etc/sssd/sssd.conf (sssd.conf(5)); winbind: `security` of smb.conf(5); FreeIPA:
/etc/ipa/default.conf. A keytab (/etc/krb5.keytab) shows that the machine has an account of its own there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import samba_shares
from schoolwacht_agent.platforms.system_files import listed, sections, text

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("active_directory", "ipa", "ldap", "none")
_PROVIDERS = {"ad": "active_directory", "ipa": "ipa", "ldap": "ldap"}
# Programs of the school's managers, by what they put on the disk.
_MANAGERS = {
    "intune": ("opt/microsoft/intune",),
    "landscape": ("etc/landscape/client.conf",),
    "puppet": ("etc/puppetlabs/puppet", "etc/puppet/puppet.conf"),
    "salt": ("etc/salt/minion",),
    "opsi": ("etc/opsi-client-agent", "etc/opsiconfd-client", "usr/bin/opsiclientd"),
    "linuxmuster": ("usr/lib/python3/dist-packages/linuxmusterLinuxclient7", "etc/linuxmuster-linuxclient7"),
    "fusiondirectory": ("etc/fusiondirectory",),
    "fleet": ("opt/orbit",),
    "jumpcloud": ("opt/jc",),
    "chef": ("etc/chef/client.rb",),
    "cfengine": ("var/cfengine/policy_server.dat",),
}


def by_sssd(content: str) -> str | None:
    """The kind of directory in sssd.conf; None when it names none that is a directory."""
    settings = sections(content)
    for name, values in settings.items():
        if name.startswith("domain/"):
            kind = _PROVIDERS.get(values.get("id_provider", "").casefold())
            if kind:
                return kind
    return None


def look(root: Path) -> str:
    """A word of KINDS; raises NotReadable where the settings are not for this account."""
    if (root / "etc/ipa/default.conf").exists():
        return "ipa"
    for file in (root / "etc/sssd/sssd.conf", *listed(root / "etc/sssd/conf.d", "*.conf")):
        content = text(file)
        if content and (kind := by_sssd(content)):
            return kind
    shares = samba_shares.parse(text(root / "etc/samba/smb.conf") or "")
    if shares.member_of == "ads" and (root / "etc/krb5.keytab").exists():
        return "active_directory"
    if shares.member_of and any((root / name).exists() for name in ("usr/sbin/winbindd", "usr/bin/winbindd")):
        return "active_directory"
    return "ldap" if any((root / name).exists() for name in ("etc/nslcd.conf", "etc/libnss-ldap.conf")) else "none"


def managers(root: Path) -> list[str]:
    """Programs by which somebody manages this machine from afar; that one is here does not say that it is used."""
    return [name for name, places in _MANAGERS.items() if any((root / place).exists() for place in places)]
