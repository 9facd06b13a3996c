"""Back-ups of Schoolwacht itself: one file with everything in the home that cannot be made again."""

from schoolwacht_collector.adapters.backup.archive import BadArchive, Manifest, check, read_manifest
from schoolwacht_collector.adapters.backup.make import make_backup, prune_backups
from schoolwacht_collector.adapters.backup.restore import CannotRestore, restore, unfinished

__all__ = [
    "BadArchive",
    "CannotRestore",
    "Manifest",
    "check",
    "make_backup",
    "prune_backups",
    "read_manifest",
    "restore",
    "unfinished",
]
