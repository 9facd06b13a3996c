"""Where Windows keeps what is installed: one list out of the registry, and a mark that tells whether it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b

from schoolwacht_agent.platforms import browser_policies
from schoolwacht_agent.platforms.program import MACHINE, USER, Program
from schoolwacht_agent.platforms.windows import hotfixes, msix, packed_guid, registry, twins, uninstall
from schoolwacht_agent.platforms.windows.registry import Key

Machine = Callable[..., Key | None]
_WINDOWS = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
_ENVIRONMENT = r"SYSTEM\CurrentControlSet\Control\Session Manager\Environment"
_NATIVE = {"amd64": "x64", "arm64": "arm64", "x86": "x86", "ia64": "ia64"}
_IN_HIVES = (rf"Software\{uninstall.PATH}", rf"Software\Wow6432Node\{uninstall.PATH}")


def programs(
    machine: Machine = registry.machine, users: Callable[[], Iterable[Key]] = registry.users
) -> Iterator[Program]:
    """Everything that is installed, with what was left out and why in `hidden`. Raises NoRegistry."""
    if machine(_WINDOWS) is None:
        raise registry.NoRegistry("the list of programs in the registry cannot be read")
    hives = list(users())
    yield from twins.folded(_uninstallable(machine, hives))
    yield from msix.programs(machine(msix.STORE), machine(msix.REPOSITORY))
    yield from hotfixes.programs(machine(hotfixes.PACKAGES))
    yield from browser_policies.together(_put_by_policy(machine, hives))


def native(machine: Machine = registry.machine) -> str:
    """The architecture of Windows itself: x64, arm64 or x86; nothing when it does not say."""
    key = machine(_ENVIRONMENT)
    said = registry.text_of(key, "PROCESSOR_ARCHITECTURE") if key else None
    return _NATIVE.get((said or "").casefold(), "")


def _uninstallable(machine: Machine, hives: Iterable[Key]) -> Iterator[Program]:
    families = {}
    for path in packed_guid.UPGRADE_CODES:
        families.update(packed_guid.upgrade_codes(machine(path)))
    own = native(machine) or "x64"
    views = ((64, own),) if own == "x86" else ((64, own), (32, "x86"))
    for view, architecture in views:
        if key := machine(rf"SOFTWARE\{uninstall.PATH}", view=view):
            yield from uninstall.programs(key, architecture=architecture, families=families)
    for hive in hives:
        for path in _IN_HIVES:
            if key := hive.child(path):
                yield from uninstall.programs(key, scope=USER, families=families)


def _put_by_policy(machine: Machine, hives: Iterable[Key]) -> Iterator[Program]:
    if key := machine("SOFTWARE"):
        yield from browser_policies.of_registry(key, MACHINE)
    for hive in hives:
        if key := hive.child("Software"):
            yield from browser_policies.of_registry(key, USER)


def stamp(machine: Machine = registry.machine, users: Callable[[], Iterable[Key]] = registry.users) -> str:
    """Changes when a program comes, goes or is renewed: a digest of when each of the keys was last written."""
    digest = blake2b(digest_size=16)
    lists = [machine(rf"SOFTWARE\{uninstall.PATH}", view=view) for view in (64, 32)]
    lists += [hive.child(path) for hive in users() for path in _IN_HIVES]
    for one in lists:
        for entry in one.children if one else ():
            digest.update(f"{entry.name}\t{entry.written}\n".encode(errors="replace"))
    for path in (hotfixes.PACKAGES, rf"{msix.STORE}\Applications", msix.STORE):
        key = machine(path)
        digest.update(f"{path}\t{key.written if key else None}\n".encode(errors="replace"))
    return digest.hexdigest()
