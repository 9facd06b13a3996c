"""Machines that are full of what is nobody's business, in every place that a reader looks into."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from agent.platforms.windows.trees import entry
from schoolwacht_agent.platforms.windows.wmi_value import Row, plain

ACCOUNT = "averbruggen"
MAIL = f"{ACCOUNT}@leerling.example"
HOME = f"/home/{ACCOUNT}"
WINDOWS_HOME = f"C:\\\\Users\\\\{ACCOUNT}"
SSID = "Thuis-van-Lieze"
ADDRESS = "198.51.100.77"
ADDRESS_6 = "2001:db8:5eed::77"
KEY = "QX7JG-NPHTW-C97JM-9MPGT-3V66T"
PHONE_SERIAL = "R58M77QPHONE"
PHONE = "GSM van Lieze"
TITLE = "Liefdesbrief aan Pieter"
DIARY = "geheimdagboek"
SECRET = "wachtwoordmuis"
MARKERS = (
    ACCOUNT, MAIL, SSID, ADDRESS, ADDRESS_6, KEY, KEY[:11], KEY[6:17], PHONE_SERIAL, PHONE, "Lieze", TITLE, DIARY, SECRET,  # noqa: E501 - made up in one piece
)  # fmt: skip
_PROC_TCP = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
_DUMP = "-- MySQL dump 10.19  Distrib 10.6.12, for Linux (x86_64)\n-- Host: {0}    Database: {1}\n-- Dump completed on 2026-11-20  3:00:05\n"  # noqa: E501 - as mysqldump writes it


def linux(root: Path) -> Path:
    """A Linux computer of one pupil."""
    for name, content in _FILES.items():
        put(root, name, content)
    for name, content in {"busnum": "1", "devnum": "4", "devpath": "2", "idVendor": "04e8", "idProduct": "6860",
                          "manufacturer": "SAMSUNG", "product": PHONE, "serial": PHONE_SERIAL, "bDeviceClass": "00",
                          "removable": "removable"}.items():  # fmt: skip
        put(root, f"sys/bus/usb/devices/1-2/{name}", content + "\n")
    for name, content in {"Class": "06", "SubClass": "01", "Protocol": "01"}.items():
        put(root, f"sys/bus/usb/devices/1-2/1-2:1.0/bInterface{name}", content + "\n")
    for name in ("SubClass", "Protocol"):
        put(root, f"sys/bus/usb/devices/1-2/bDevice{name}", "00\n")
    for name, content in {
        "address": "0a:11:22:33:44:55",
        "type": "1",
        "ssid": SSID,
        "ifalias": PHONE,
        "flags": "0x1003",
    }.items():
        put(root, f"sys/class/net/wlan0/{name}", content + "\n")
    with closing(sqlite3.connect(put(root, "root/.config/Duplicati/Duplicati-server.sqlite", ""))) as db:
        db.executescript(
            "CREATE TABLE Backup (ID, Name, Description, Tags, TargetURL, DBPath);"
            "CREATE TABLE Metadata (BackupID, Name, Value); CREATE TABLE Schedule (ID, Tags, Time, Repeat, LastRun, Rule);"  # noqa: E501 - made up in one piece
        )
        db.execute(
            "INSERT INTO Backup VALUES (1, 'Nas', '', '', ?, ?)", (f"ftp://{ACCOUNT}:{SECRET}@{ADDRESS}/{DIARY}", HOME)
        )
        db.execute(
            "INSERT INTO Metadata VALUES (1, 'LastErrorMessage', ?)", (f"Cannot read {HOME}/{DIARY}.docx as {MAIL}",)
        )
        db.commit()
    put(root, "var/log/wtmp", _utmp(ACCOUNT, ADDRESS))
    return root


def put(root: Path, name: str, content: str | bytes) -> Path:
    """One file."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def programs(folder: Path) -> Path:
    """A folder of programs that say more than they should."""
    for name, said in _SAID.items():
        file = put(folder, name, f"#!/bin/sh\ncat <<'END'\n{said}\nEND\n")
        file.chmod(0o755)
    return folder


def _utmp(user: str, host: str) -> bytes:
    return struct.pack("<hi32s4s32s256shhiii4i20s", 7, 4711, b"tty1", b"1", user.encode(), host.encode(), 0, 0, 0, 1_795_000_000, 0, 0, 0, 0, 0, b"")  # fmt: skip  # noqa: E501 - one record of utmp(5)


_FILES: Mapping[str, str] = {
    "etc/passwd": f"root:x:0:0:root:/root:/bin/sh\n{ACCOUNT}:x:1000:1000:Lieze V,,{ADDRESS}:{HOME}:/bin/bash\n",
    "etc/group": f"sudo:x:27:{ACCOUNT}\n{ACCOUNT}:x:1000:\n",
    "etc/shadow": f"{ACCOUNT}:$6${SECRET}:1::::::\n",
    "etc/machine-id": "0123456789abcdef0123456789abcdef\n",
    "etc/os-release": "ID=debian\nVERSION_ID=12\n",
    "etc/fstab": f"//{ADDRESS}/{DIARY} {HOME}/nas cifs username={ACCOUNT},password={SECRET} 0 0\n/dev/sda1 / ext4 rw 0 1\n",  # noqa: E501 - made up in one piece
    "proc/self/mountinfo": f"20 1 8:1 / / rw - ext4 /dev/sda1 rw\n21 20 8:17 / /media/{ACCOUNT}/{PHONE.replace(' ', chr(92) + '040')} rw - ext4 /dev/sdb1 rw\n22 20 0:50 / {HOME}/nas rw - cifs //{ADDRESS}/{DIARY} rw,username={ACCOUNT}\n",  # noqa: E501 - proc(5)
    "proc/self/status": "CapEff: 000001ffffffffff\n",
    "proc/cmdline": f"BOOT_IMAGE=/vmlinuz root=/dev/sda1 user={ACCOUNT}\n",
    "proc/1/comm": "systemd\n",
    "proc/4711/comm": "firefox\n",
    "proc/4711/cmdline": f"firefox\0--profile\0{HOME}/.mozilla\0https://example.org/{DIARY}\0",
    "proc/net/tcp": _PROC_TCP + "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000 0 999 1\n",  # noqa: E501 - made up in one piece
    "proc/net/udp": _PROC_TCP,
    "etc/samba/smb.conf": f"[global]\nworkgroup = SCHOOL\n[{DIARY}]\npath = {HOME}\nvalid users = {ACCOUNT}\nguest ok = yes\n",  # noqa: E501 - made up in one piece
    "var/lib/samba/usershares/lieze": f"path={HOME}\nusershare_acl=S-1-1-0:F\nguest_ok=y\nsharename=Lieze\n",
    "etc/exports": f"{HOME} {ADDRESS}(rw)\n",
    "etc/sssd/sssd.conf": f"[sssd]\ndomains = leerling.example\n[domain/leerling.example]\nid_provider = ad\nldap_default_bind_dn = cn={ACCOUNT}\nldap_default_authtok = {SECRET}\n",  # noqa: E501 - sssd.conf(5)
    "etc/cups/printers.conf": f"<Printer Kantoor>\nUUID urn:uuid:1\nInfo Printer van Lieze\nLocation bij {PHONE}\nMakeModel Brother HL\nDeviceURI ipp://{ACCOUNT}:{SECRET}@{ADDRESS}/{DIARY}\nAuthInfoRequired username,password\nAllowUser {ACCOUNT}\n</Printer>\n",  # noqa: E501 - printers.conf(5)
    "etc/lightdm/lightdm.conf": f"[Seat:*]\nautologin-user={ACCOUNT}\n",
    "etc/gdm3/daemon.conf": f"[daemon]\nAutomaticLoginEnable=true\nAutomaticLogin={ACCOUNT}\n",
    "etc/ssh/sshd_config": f"PasswordAuthentication yes\nAllowUsers {ACCOUNT}@{ADDRESS}\nMatch User {ACCOUNT}\n  PasswordAuthentication no\n",  # noqa: E501 - sshd_config(5)
    "etc/NetworkManager/system-connections/thuis.nmconnection": f"[wifi]\nssid={SSID}\n[wifi-security]\npsk={SECRET}\n",
    "var/lib/dpkg/status": f"Package: vlc\nStatus: install ok installed\nMaintainer: Lieze <{MAIL}>\nArchitecture: amd64\nVersion: 3.0.20-1\nConffiles:\n {HOME}/.vlc 0\nDescription: player\n written for {MAIL}\n",  # noqa: E501 - dpkg's status
    "var/log/apt/history.log": f"Start-Date: 2026-11-01  06:10:01\nCommandline: apt install {HOME}/x.deb\nRequested-By: {ACCOUNT} (1000)\nUpgrade: vlc:amd64 (1, 2)\nEnd-Date: 2026-11-01  06:10:09\n",  # noqa: E501 - apt's log
    f"{HOME[1:]}/Applications/{TITLE}-1.0-x86_64.AppImage": "\x7fELF",
    f"{HOME[1:]}/.mozilla/firefox/x/places.sqlite": f"https://example.org/{DIARY}",
    f"{HOME[1:]}/.local/share/flatpak/app/org.example.{DIARY}/current": "x",
    f"{HOME[1:]}/.config/containers/{DIARY}": "x",
    "opt/mytool/VERSION": "1.0\n",
    "opt/google/chrome/PEPPER": "x",
    "etc/opt/chrome/policies/managed/own.json": f'{{"ExtensionInstallForcelist": ["cjpalhdlnbpafiamejdnhcphjbkeiagm;https://{ADDRESS}/{DIARY}"], "HomepageLocation": "https://example.org/{DIARY}"}}',  # noqa: E501 - policies of Chrome
    "var/lib/libvirt/images/lieze.qcow2": "x",
    f"etc/libvirt/qemu/{PHONE}.xml": f"<domain type='kvm'><name>{PHONE}</name></domain>",
    f"var/lib/docker/containers/{'ab' * 32}/config.v2.json": f'{{"Name": "/{DIARY}", "State": {{"Running": true}}, "Config": {{"Env": ["PASSWORD={SECRET}"]}}}}',  # noqa: E501 - Docker's own
    "var/crash/_usr_bin_gedit.1000.crash": f"ProcCmdline: gedit {HOME}/{DIARY}\nUserGroups: {ACCOUNT}\n",
    "var/lib/systemd/coredump/core.gedit.1000.ab.4711.1795000000000000.zst": ACCOUNT,
    "etc/borgmatic/config.yaml": f"source_directories:\n  - {HOME}\nrepositories:\n  - path: ssh://{ACCOUNT}:{SECRET}@{ADDRESS}/./{DIARY}\n    label: nas\nencryption_passphrase: {SECRET}\n",  # noqa: E501 - borgmatic's settings
    "var/log/restic.log": f'{{"message_type":"error","error":{{"message":"open {HOME}/{DIARY}: permission denied"}},"item":"{HOME}/{DIARY}"}}\n{{"message_type":"summary","files_new":1,"total_bytes_processed":5,"total_files_processed":1,"snapshot_id":"ab12cd34","hostname":"{ACCOUNT}","username":"{ACCOUNT}"}}\n',  # noqa: E501 - restic's JSON
    "var/log/borg.log": f'{{"type":"log_message","levelname":"WARNING","name":"borg","message":"{HOME}/{DIARY}: file changed"}}\n{{"archive":{{"name":"{ACCOUNT}-1","command_line":["borg","create","{HOME}"],"username":"{ACCOUNT}","hostname":"{ACCOUNT}","start":"2026-11-20T01:00:00","end":"2026-11-20T01:10:00","duration":600,"stats":{{"nfiles":4,"original_size":9,"deduplicated_size":1}}}},"repository":{{"id":"ab","location":"ssh://{ACCOUNT}@{ADDRESS}/{DIARY}"}}}}\n',
    "var/backups/db.sql": _DUMP.format(ADDRESS, DIARY),
    "var/log/veeam/Backup/daily/Job.log": f"[20.11.2026 03:00:01.000] <1> lpb | Job started by {ACCOUNT}\n[20.11.2026 03:10:00.000] <1> lpb | ERR |Cannot open {HOME}/{DIARY} as {MAIL}\n",  # noqa: E501 - Veeam's log
    "etc/pve/storage.cfg": f"cifs: nas\n  server {ADDRESS}\n  share {DIARY}\n  username {ACCOUNT}\n  content backup\n",
    "etc/pve/jobs.cfg": f"vzdump: backup-1\n  schedule daily\n  mailto {MAIL}\n  storage nas\n  comment {TITLE}\n",
    "var/log/pve/tasks/index": f"UPID:pve:00001:00002:691E5D00:vzdump:100:{MAIL}: 691E5E00 job errors for {HOME}/{DIARY}\n",  # noqa: E501 - made up in one piece
    "etc/apcupsd/apcupsd.conf": f"UPSNAME {PHONE}\n",
    "etc/apt/sources.list": f"deb https://{ACCOUNT}:{SECRET}@{ADDRESS}/debian stable main\n",
}  # fmt: skip
_SAID: Mapping[str, str] = {
    "systemctl": f"Id=user@1000.service\nDescription=User Manager for {ACCOUNT}\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nUnitFileState=enabled\nType=notify\n\nId=backup@{ACCOUNT}.service\nDescription=Back-up of {HOME}\nLoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\nUnitFileState=enabled\nType=oneshot\n",  # noqa: E501 - systemctl show
    "flatpak": f"org.videolan.VLC\tVLC\t3.0.20\tx86_64\tstable\tflathub\tsystem\t10 MB\n{HOME}\t{TITLE}\t1\tx86_64\tstable\tx\tuser\t1 MB\n",  # noqa: E501 - flatpak list
    "mdatp": f'{{"healthy": true, "orgId": "{MAIL}", "managedBy": "{ACCOUNT}", "realTimeProtectionEnabled": true, "definitionsVersion": "1.2.3", "appVersion": "101.1", "machineGuid": "{PHONE_SERIAL}"}}',  # noqa: E501 - Defender's JSON
    "chronyc": f"C0000201,{ADDRESS},2,1795000000.1,0.0001,0.0001,0.0001,1,0,0.01,0.01,0.01,60,Normal\n",
    "nft": f'table inet filter {{\n chain input {{ comment "{ACCOUNT} {ADDRESS}"\n  type filter hook input priority 0; policy drop;\n  ip saddr {ADDRESS} accept\n }}\n}}\n',  # noqa: E501 - nft list ruleset
    "dmsetup": "",
    "zpool": f"  pool: tank\n state: ONLINE\nconfig:\n\n\tNAME  STATE  READ WRITE CKSUM\n\ttank  ONLINE  0 0 0\n\t  {HOME}/{DIARY}.img  ONLINE  0 0 0\n\nerrors: Permanent errors have been detected in the following files:\n\n        {HOME}/{DIARY}\n",  # noqa: E501 - zpool status
}


HIVES = (
    entry("VLC", DisplayName="VLC media player", DisplayVersion="3.0.20", InstallLocation=f"{WINDOWS_HOME}\\\\VLC",
          UninstallString=f"{WINDOWS_HOME}\\\\VLC\\\\uninstall.exe", InstallSource=f"{WINDOWS_HOME}\\\\Downloads",
          Contact=MAIL, Comments=f"Licensed to Lieze {KEY}", HelpLink=f"https://example.org/{DIARY}", RegOwner="Lieze",
          ProductID=KEY, Publisher="VideoLAN")
    + f'[HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Teams]\n"DisplayName"="Teams"\n"InstallLocation"="{WINDOWS_HOME}\\\\Teams"\n\n'  # noqa: E501 - an exported key
    + f'[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]\n"RegisteredOwner"="Lieze"\n"RegisteredOrganization"="{MAIL}"\n"ProductId"="{KEY}"\n"EditionID"="Education"\n\n'  # noqa: E501 - an exported key
    + f'[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\16.0\\Registration\\{{90160000-0011-0000-1000-0000000FF1CE}}]\n"ProductName"="Office Standard 2019"\n"ProductID"="{KEY}"\n"DigitalProductID"=hex:a4,00\n\n'  # noqa: E501 - an exported key
    + f'[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration]\n"ProductReleaseIds"="O365ProPlusRetail"\n"O365ProPlusRetail.EmailAddress"="{MAIL}"\n"VersionToReport"="16.0.1"\n\n'  # noqa: E501 - an exported key
    + f'[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo\\AB]\n"UserEmail"="{MAIL}"\n"TenantId"="x"\n\n'  # noqa: E501 - an exported key
    + f'[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Enrollments\\AB]\n"UPN"="{MAIL}"\n"ProviderID"="MS DM Server"\n"EnrollmentState"=dword:00000001\n\n'  # noqa: E501 - an exported key
    + f'[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\NetworkList\\Profiles\\AB]\n"ProfileName"="{SSID}"\n\n'  # noqa: E501 - an exported key
)  # fmt: skip
_WMI: Mapping[str, Sequence[Mapping[str, object]]] = {
    "Win32_ComputerSystem": [{"Manufacturer": "Dell Inc.", "Model": "OptiPlex", "UserName": f"SCHOOL\\{ACCOUNT}", "PrimaryOwnerName": "Lieze", "Domain": "leerling.example"}],  # noqa: E501 - as WMI says it
    "Win32_UserAccount": [{"Name": ACCOUNT, "FullName": "Lieze", "SID": "S-1-5-21-1-2-3-1001", "LocalAccount": True, "Disabled": False}],  # noqa: E501 - as WMI says it
    "Win32_Printer": [{"Name": "Brother", "DriverName": "Brother HL", "PortName": f"IP_{ADDRESS}", "ShareName": DIARY, "ServerName": f"\\\\{ADDRESS}", "Location": PHONE, "Comment": TITLE, "Local": True}, {"Name": f"\\\\{ADDRESS}\\hp-lokaal", "DriverName": "HP", "PortName": "x", "Network": True}],  # noqa: E501 - as WMI says it
    "Win32_NetworkAdapter": [{"Name": "Intel Wi-Fi", "NetConnectionID": SSID, "MACAddress": "00:11:22:33:44:55", "PhysicalAdapter": True, "DeviceID": "1", "PNPDeviceID": "PCI\\VEN_8086&DEV_1"}],  # noqa: E501 - as WMI says it
    "Win32_NetworkAdapterConfiguration": [{"Index": 1, "IPAddress": (ADDRESS, ADDRESS_6), "DNSDomain": "leerling.example", "MACAddress": "00:11:22:33:44:55"}],  # noqa: E501 - as WMI says it
    "Win32_Share": [{"Name": DIARY, "Path": f"C:\\Users\\{ACCOUNT}", "Type": 0}],
    "Win32_Service": [{"Name": "CDPUserSvc_3f2a1", "DisplayName": PHONE, "StartMode": "Auto", "State": "Stopped", "PathName": f"C:\\Users\\{ACCOUNT}\\x.exe", "StartName": ACCOUNT, "ExitCode": 1}],  # noqa: E501 - as WMI says it
    "Win32_PnPEntity": [{"Name": PHONE, "PNPClass": "WPD", "DeviceID": f"USB\\VID_04E8&PID_6860\\{PHONE_SERIAL}", "PNPDeviceID": f"USB\\VID_04E8&PID_6860\\{PHONE_SERIAL}", "Manufacturer": "Samsung"}],  # noqa: E501 - as WMI says it
    "Msvm_ComputerSystem": [{"ElementName": PHONE, "Caption": "Virtual Machine", "EnabledState": 2, "Name": "AB"}],
    "SoftwareLicensingProduct": [{"Name": "Windows(R), Education edition", "Description": "Windows(R) Operating System, VOLUME_KMSCLIENT channel", "PartialProductKey": KEY[-5:], "LicenseStatus": 1, "ApplicationID": "55c92734-d682-4d71-983e-d6ec3f16059f", "KeyManagementServiceMachine": ADDRESS, "ProductKeyID": KEY, "LicenseFamily": "Education"}],  # noqa: E501 - as WMI says it
    "SoftwareLicensingService": [{"OA3xOriginalProductKey": KEY, "OA3xOriginalProductKeyDescription": "[4.0] Professional OEM:DM"}],  # noqa: E501 - made up in one piece
    "AntiVirusProduct": [{"displayName": "Defender", "productState": 397568, "pathToSignedProductExe": f"C:\\Users\\{ACCOUNT}\\a.exe"}],  # noqa: E501 - made up in one piece
    "Win32_DiskDrive": [{"Index": 0, "Model": "Samsung SSD", "SerialNumber": "S4711", "Size": "500107862016", "InterfaceType": "SCSI", "MediaType": "Fixed hard disk media", "PNPDeviceID": "x"}],  # noqa: E501 - as WMI says it
    "Win32_LogicalDisk": [{"DeviceID": "C:", "VolumeName": PHONE, "DriveType": 3, "ProviderName": f"\\\\{ADDRESS}\\{DIARY}"}],  # noqa: E501 - made up in one piece
}  # fmt: skip


def ask(wmi_class: str, columns: Sequence[str], *_: str) -> list[Row]:
    """What WMI answers to a question for these columns."""
    return [{name: value for name, value in row.items() if name in columns} for row in everything(wmi_class)]


def everything(wmi_class: str) -> list[Row]:
    """What WMI would say if somebody asked for more than the reader needs."""
    return [
        {name: value for name, said in row.items() if (value := plain(said)) is not None}
        for row in _WMI.get(wmi_class, ())
    ]
