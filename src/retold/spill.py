"""Where a reader's database puts what does not fit in memory: a folder of this process that only its user can read.

What lies there are words of articles. A process that was killed leaves them; the next one of the same user clears up.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

_OWN_ONLY = 0o700


def spill_folder() -> Path:
    """Return the folder of this process; it comes into being when the database needs it."""
    own = _of_user()
    if own is None:  # somebody else made a folder of that name: it is not to be trusted
        return Path(tempfile.mkdtemp(prefix="retold-"))
    _clear_up(own)
    return own / str(os.getpid())


def _of_user() -> Path | None:
    """Return the folder of this user; None where it cannot be made, or others may look into it."""
    user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"retold-of-{user}"
    with suppress(OSError):
        folder.mkdir(mode=_OWN_ONLY, exist_ok=True)
        status = folder.lstat()
        is_own = stat.S_ISDIR(status.st_mode) and (os.name == "nt" or status.st_uid == os.getuid())
        if is_own and (os.name == "nt" or not status.st_mode & (stat.S_IRWXG | stat.S_IRWXO)):
            return folder
    return None


def _clear_up(folder: Path) -> None:
    """Delete what processes left that are no more."""
    with suppress(OSError):
        for left in folder.iterdir():
            if left.name.isdecimal() and not _is_alive(int(left.name)):
                shutil.rmtree(left, ignore_errors=True)


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there a signal would end it; what is in use cannot be deleted either
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
