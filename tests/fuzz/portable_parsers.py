"""Parsers of what Linux systems and programs on any system write."""

from __future__ import annotations

from datetime import UTC

from fuzz.parser import Parser, lines, raw, text
from schoolwacht_agent.platforms import (
    acpiconf,
    apcupsd,
    apk,
    appimage,
    apt,
    apt_lists,
    automatic_updates,
    browser_policies,
    chrony,
    clamav,
    cups,
    debian_version,
    desktop_entry,
    dm_raid,
    dmi_sysfs,
    dnf,
    domain_membership,
    dpkg,
    edid,
    efi_vars,
    emmc,
    flatpak,
    gentoo,
    hwmon,
    identity_evidence,
    journal_files,
    kernel_clock,
    linux_antivirus,
    linux_firewall,
    listening,
    local_admins,
    luks,
    machine_copies,
    mandatory_access,
    mdstat,
    mounts,
    nfs_exports,
    nix,
    nut,
    opt_folder,
    os_release,
    pacman,
    pacman_local,
    pcie_errors,
    placeholders,
    powercfg,
    proc_cpuinfo,
    proc_diskstats,
    proc_stat,
    reboot,
    rpm,
    samba_shares,
    scrubbed,
    slackware,
    smartctl,
    smartctl_text,
    snap,
    sshd_config,
    system_files,
    udev,
    units,
    upower,
    windows11_cpus,
    wtmp,
    zpool,
    zypper,
)
from schoolwacht_agent.platforms.backup_tools import (
    borg_log,
    borgmatic,
    duplicati,
    event_xml,
    file_ends,
    file_history,
    json_stream,
    moments,
    proxmox,
    restic_log,
    resticprofile,
    sql_dump,
    targets,
    veeam,
    vzdump_log,
    windows_backup,
)
from schoolwacht_agent.platforms.smbios import (
    decode,
    dmidecode_facts,
    dmidecode_text,
    entry_point,
    memory_makers,
    structures,
    table,
    uuids,
)
from schoolwacht_agent.platforms.titles import normaliser, ordered_version

_NOW = 1_795_000_000_000
_SMBIOS = "smbios.*"
_BACKUPS = "backup_tools.*"


def _dmidecode(said: str) -> object:
    return [dmidecode_facts.fact(record) for record in dmidecode_text.parse(said).records]


def _facts(data: bytes) -> object:
    return list(decode.facts(structures.cut(data), (3, 3)))


def _apt_list(data: bytes) -> None:
    stanzas = apt_lists.Stanzas(lambda said: apt_lists._offer(packages, said, security=False))
    packages = {b"vim": [apt_lists.Wanted("1", "amd64")]}
    stanzas.take(data)
    stanzas.end()


def _firewall(said: str) -> object:
    return linux_firewall.nft(said), linux_firewall.iptables(said)


def _mounted(said: str) -> object:
    return mounts.parse(said), mounts.expected_writable(said), list(luks.mounts(said))


SYSTEM = (
    Parser("acpiconf", text(acpiconf.parse), (acpiconf.NoBattery,)),
    Parser("apcupsd", text(lambda said: (apcupsd.name(said), apcupsd.parse(said))), (nut.NoUps,)),
    Parser("apk", lines(apk.parse)),
    Parser("apk:list", text(apk.parse_list)),
    Parser("appimage", text(appimage.parse_name)),
    Parser("appimage:head", raw(appimage.is_one)),
    Parser("apt", text(apt.simulated)),
    Parser("apt:note", text(apt.noted)),
    Parser("apt:history", text(lambda said: (apt.upgraded_ms(said), apt.dpkg_upgraded_ms(said)))),
    Parser("apt_lists", raw(_apt_list)),
    Parser("automatic_updates", text(automatic_updates.by_apt)),
    Parser("browser_policies", text(lambda said: list(browser_policies.parse(said, "chrome")))),
    Parser("chrony", text(chrony.parse)),
    Parser("clamav", raw(clamav.built)),
    Parser("cups", text(cups.parse), tests="cups"),
    Parser("cups:address", text(cups.connection), tests="cups"),
    Parser("debian_version", text(debian_version.order)),
    Parser("desktop_entry", text(desktop_entry.parse)),
    Parser("dm_raid", text(dm_raid.parse)),
    Parser("dmi_sysfs", text(lambda said: (dmi_sysfs.chassis(said), dmi_sysfs.iso_date(said)))),
    Parser("dnf", text(lambda said: (dnf.waiting(said), dnf.upgraded_ms(said)))),
    Parser("domain_membership", text(domain_membership.by_sssd)),
    Parser("dpkg", lines(dpkg.parse)),
    Parser("dpkg:query", text(dpkg.parse_query)),
    Parser("edid", raw(edid.parse), (edid.NotEdid,)),
    Parser("efi_vars", raw(efi_vars.knows_2023), tests="edid"),
    Parser("emmc", text(emmc.worn)),
    Parser("flatpak", text(flatpak.parse)),
    Parser("flatpak:size", text(flatpak.size_bytes)),
    Parser("gentoo", text(gentoo.parse_list)),
    Parser("hwmon", text(lambda said: (hwmon.believable("temp", said), hwmon.believable("fan", said)))),
    Parser("identity_evidence", text(lambda said: (identity_evidence.system_number(said), identity_evidence.uuid_number(said), identity_evidence.burnt_in(said)))),  # noqa: E501 - one row of a table
    Parser("journal_files", lines(journal_files.parse)),
    Parser("kernel_clock", raw(kernel_clock.synchronised)),
    Parser("linux_antivirus", text(linux_antivirus.parse)),
    Parser("linux_antivirus:processes", text(linux_antivirus.cortex_processes)),
    Parser("linux_firewall", text(_firewall)),
    Parser("listening", text(lambda said: list(listening.sockets(said, "tcp")))),
    Parser("listening:program", text(listening.title)),
    Parser("local_admins", text(lambda said: local_admins.count(said, said))),
    Parser("mounts", text(_mounted)),
    Parser("machine_copies", text(lambda said: list(machine_copies.forgetting(said, said)))),
    Parser("mandatory_access", text(mandatory_access.apparmor_modes)),
    Parser("mdstat", text(mdstat.parse)),
    Parser("nfs_exports", text(nfs_exports.count)),
    Parser("nix", text(lambda said: list(nix.parse_list(said.splitlines())))),
    Parser("nut", text(lambda said: (nut.names(said), nut.parse(said))), (nut.NoUps,)),
    Parser("opt_folder", text(lambda said: (opt_folder.version_in("program", said), opt_folder.owned_by_rpm(said)))),
    Parser("os_release", text(lambda said: (os_release.parse(said), os_release.of_old_file(said)))),
    Parser("pacman", text(lambda said: (pacman.waiting(said), pacman.upgraded_ms(said)))),
    Parser("pacman_local", text(pacman_local.parse)),
    Parser("pacman_local:query", text(pacman_local.parse_query)),
    Parser("pacman_local:short", text(pacman_local.parse_short)),
    Parser("pcie_errors", text(pcie_errors.total)),
    Parser("placeholders", text(placeholders.told)),
    Parser("powercfg", raw(powercfg.parse), (powercfg.NoReport,)),
    Parser("proc_cpuinfo", text(proc_cpuinfo.parse)),
    Parser("proc_diskstats", text(proc_diskstats.parse)),
    Parser("proc_stat", raw(proc_stat.parse)),
    Parser("reboot", text(lambda said: (reboot.flavour(said), reboot.newer(said, {})))),
    Parser("rpm", text(rpm.parse)),
    Parser("rpm:names", text(rpm.parse_names)),
    Parser("rpm:day", text(rpm.day_of)),
    Parser("samba_shares", text(samba_shares.parse)),
    Parser("scrubbed", text(scrubbed.scrubbed)),
    Parser("slackware", text(slackware.parse_list)),
    Parser("smartctl", text(smartctl.parse)),
    Parser("smartctl:list", text(lambda said: (smartctl.doors(said), smartctl.lists_nothing(said))), tests="smartctl"),
    Parser("smartctl_text", text(smartctl_text.parse)),
    Parser("smartctl_text:list", text(smartctl_text.doors)),
    Parser("snap", text(snap.parse)),
    Parser("snap:list", text(snap.parse_list)),
    Parser("sshd_config", text(sshd_config.parse)),
    Parser("system_files", text(system_files.sections)),
    Parser("udev", raw(udev.parse), tests="sys_block"),
    Parser("units", text(units.troubled)),
    Parser("upower", text(lambda said: (upower.devices(said), upower.packs(said)))),
    Parser("windows11_cpus", text(windows11_cpus.supported)),
    Parser("wtmp", raw(wtmp.records)),
    Parser("zpool", text(zpool.parse)),
    Parser("zypper", text(lambda said: (zypper.waiting(said), zypper.waiting_security(said), zypper.installed_ms(said)))),  # noqa: E501 - one row of a table
    Parser("titles.normaliser", text(lambda said: (normaliser.titled(said, said), normaliser.same(said)))),
    Parser("titles.ordered_version", text(ordered_version.ordered)),
)  # fmt: skip
FIRMWARE_AND_BACKUPS = (
    Parser("smbios.table", raw(lambda data: table.parse(data, (3, 3))), tests=_SMBIOS),
    Parser("smbios.decode", raw(_facts), tests=_SMBIOS),
    Parser("smbios.raw_windows", raw(table.raw_windows), (table.NoTable,), tests=_SMBIOS),
    Parser("smbios.entry_point", raw(entry_point.parse), (entry_point.NotSmbios,), tests=_SMBIOS),
    Parser("smbios.dmidecode_text", text(_dmidecode), tests=_SMBIOS),
    Parser("smbios.memory_makers", text(memory_makers.maker), tests=_SMBIOS),
    Parser("smbios.uuids", text(lambda said: (uuids.told(said), uuids.swapped(said))), tests=_SMBIOS),
    Parser("smbios.uuids:bytes", raw(lambda data: uuids.from_bytes(data[:16].ljust(16, b"\0"), (2, 6))), tests=_SMBIOS),
    Parser("backup_tools.borg_log", text(lambda said: borg_log.parse(said, "job", _NOW))),
    Parser("backup_tools.borgmatic", text(borgmatic.parse), tests="backup_tools.repositories"),
    Parser("backup_tools.duplicati", text(duplicati.every_seconds)),
    Parser("backup_tools.event_xml", text(event_xml.parse), tests="backup_tools.windows_backup"),
    Parser("backup_tools.file_ends", raw(file_ends.decoded)),
    Parser("backup_tools.file_history", text(file_history.target), tests="backup_tools.windows_backup"),
    Parser("backup_tools.json_stream", text(json_stream.objects), tests=_BACKUPS),
    Parser("backup_tools.moments", text(lambda said: moments.told_ms(said, UTC))),
    Parser("backup_tools.proxmox", text(lambda said: proxmox.job(proxmox.tasks(said), None))),
    Parser("backup_tools.proxmox:jobs", text(proxmox.sections)),
    Parser("backup_tools.proxmox:schedule", text(proxmox.every_seconds)),
    Parser("backup_tools.restic_log", text(lambda said: restic_log.parse(said, "job", _NOW, _NOW))),
    Parser("backup_tools.resticprofile", text(resticprofile.parse), tests="backup_tools.restic_log"),
    Parser("backup_tools.resticprofile:places", text(resticprofile.places), tests="backup_tools.restic_log"),
    Parser("backup_tools.sql_dump", raw(lambda data: sql_dump.parse(data, data))),
    Parser("backup_tools.targets", text(targets.of_address)),
    Parser("backup_tools.targets:mounts", text(lambda said: targets.of_mount("/mnt/backup", said.splitlines()))),
    Parser("backup_tools.veeam", text(lambda said: veeam.of_log(said, "job", _NOW))),
    Parser("backup_tools.veeam:sessions", text(lambda said: list(veeam.records(veeam.of_sessions(said), "veeam", _NOW)))),  # noqa: E501 - one row of a table
    Parser("backup_tools.veeam:events", text(lambda said: veeam.of_events(event_xml.parse(said)))),
    Parser("backup_tools.vzdump_log", text(lambda said: vzdump_log.parse(said, _NOW, _NOW, UTC)), tests="backup_tools.proxmox"),  # noqa: E501 - one row of a table
    Parser("backup_tools.windows_backup", text(windows_backup.of_versions)),
    Parser("backup_tools.windows_backup:events", text(lambda said: windows_backup.of_events(event_xml.parse(said), _NOW))),  # noqa: E501 - one row of a table
)  # fmt: skip
