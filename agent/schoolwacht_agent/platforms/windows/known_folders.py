"""Where Windows keeps what belongs to all users: asked of the system, since the environment is anybody's to set.

SHGetKnownFolderPath with the numbers of KnownFolders.h
(https://learn.microsoft.com/windows/win32/shell/knownfolderid) and GetSystemDirectoryW.
"""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

PROGRAM_DATA = UUID("62ab5d82-fdc1-4dc3-a9dd-070d1d495d97")
PROGRAM_FILES = UUID("905e63b6-c1bf-494e-b29c-65b732d3d21a")
LOCAL_APP_DATA = UUID("f1b32785-6fba-4fcf-9d55-7b8e7f157091")
_LONGEST = 32_768

if sys.platform == "win32":
    import ctypes

    def known(folder: UUID) -> Path:
        """One of the folders above."""
        found = ctypes.c_wchar_p()
        guid = (ctypes.c_ubyte * 16).from_buffer_copy(folder.bytes_le)
        failed = ctypes.windll.shell32.SHGetKnownFolderPath(ctypes.byref(guid), 0, None, ctypes.byref(found))
        try:
            if failed or not found.value:
                raise OSError(f"Windows does not say where its folder {folder} lies (0x{failed & 0xFFFFFFFF:08x})")
            return Path(found.value)
        finally:
            ctypes.windll.ole32.CoTaskMemFree(found)

    def system32() -> Path:
        """The folder of Windows' own programs."""
        text = ctypes.create_unicode_buffer(_LONGEST)
        if not ctypes.windll.kernel32.GetSystemDirectoryW(text, _LONGEST):
            raise OSError("Windows does not say where its own programs lie")
        return Path(text.value)

    def is_administrator() -> bool:
        """Whether this process has an administrator's rights: LocalSystem has, a filtered token has not."""
        return bool(ctypes.windll.shell32.IsUserAnAdmin())
