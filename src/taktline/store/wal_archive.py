"""Every change of the database copied to a second place within a minute: the write-ahead log's
archive, from which any moment since a base copy comes back.
"""

import os
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from taktline.base import host
from taktline.base.host import Account
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.store.binaries import ProgramFailed, Programs, run_as

ARCHIVE_TIMEOUT_S = 60
"""What a burnt disk can cost at most: a segment is sent away after this time even if not full."""
SEGMENT = re.compile(r"[0-9A-F]{24}(\.gz)?")
PACKED = "" if sys.platform == "win32" else ".gz"
"""A segment has 16 MB, full or not; packed, a quiet minute is some kilobytes."""


class ArchiveUnwritable(Problem):
    """The database's account may not write where its changes should be kept."""

    title = Text(
        en="The account {account} may not write into {folder}: give it that folder, and open every "
        "folder above it (chmod o+x).",
        zh="账户 {account} 无法写入 {folder}:请将该文件夹交给此账户,并开放其所有上级文件夹"
        "(chmod o+x)。",
    )
    status = 500


def archiving(folder: Path | None) -> dict[str, str]:
    """Return the server's settings that send every finished log segment into a folder.

    A segment that is there already with the same content counts as sent: so a crash between
    sending and noting does not stop the archive. Without a folder nothing is archived.
    """
    if folder is None:
        return {"archive_mode": "off"}
    return {
        "archive_mode": "on",
        "archive_timeout": f"{ARCHIVE_TIMEOUT_S}s",
        "archive_command": _quoted(_keep_command(folder.absolute())),
    }


def fetching(folder: Path, until: datetime | None) -> dict[str, str]:
    """Return the server's settings that recover from an archive, to a moment or to its end."""
    found = {
        "archive_mode": "off",
        "restore_command": _quoted(_fetch_command(folder.absolute())),
        "recovery_target_action": "promote",
    }
    if until is not None:
        found["recovery_target_time"] = _quoted(until.astimezone(UTC).isoformat(sep=" "))
    return found


def prepare(folder: Path, account: Account | None) -> None:
    """Make the archive's folder, private to the account that runs the server.

    Raises:
        ArchiveUnwritable: it may not write there.
    """
    try:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
            host.give_to(folder, account)
        writable = os.access(folder, os.W_OK) if account is None else _writable_by(account, folder)
    except PermissionError:
        writable = False
    if not writable:
        raise ArchiveUnwritable(folder=str(folder), account=account.name if account else "?")


def last_segment_at(folder: Path) -> datetime | None:
    """Return when the youngest segment arrived; None = nothing did."""
    times = [one.stat().st_mtime for one in _segments(folder)]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def forget_before(programs: Programs, folder: Path, segment: str) -> None:
    """Remove the segments that no kept base copy needs.

    Args:
        programs: PostgreSQL's own cleaner is among them.
        folder: the archive.
        segment: the first that is still needed.
    """
    cleaner = str(programs.path("pg_archivecleanup"))
    packed = ["-x", PACKED] if PACKED else []
    run_as(None, [cleaner, *packed, str(folder.absolute()), segment])


def _segments(folder: Path) -> list[Path]:
    found = folder.iterdir() if folder.is_dir() else ()
    return [one for one in found if SEGMENT.fullmatch(one.name)]


def _keep_command(folder: Path) -> str:
    """Words for the server's shell: `%p` is the segment's path, `%f` its name."""
    place = str(folder).replace("%", "%%")
    if sys.platform == "win32":
        return f'copy "%p" "{place}\\%f"'
    kept, partial = f"{shlex.quote(place)}/%f{PACKED}", f"{shlex.quote(place)}/%f.part"
    copy = f"gzip -1 < %p > {partial} && sync {partial} && mv {partial} {kept}"
    return f"if test -f {kept}; then gzip -dc {kept} | cmp -s - %p; else {copy}; fi"


def _fetch_command(folder: Path) -> str:
    place = str(folder).replace("%", "%%")
    if sys.platform == "win32":
        return f'copy "{place}\\%f" "%p"'
    # A file that is not there is how the archive's end looks; half a file must not stay behind.
    kept = f"{shlex.quote(place)}/%f{PACKED}"
    return f"test -f {kept} && gzip -dc {kept} > %p"


def _quoted(value: str) -> str:
    """Write a value as the server's configuration file wants it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _writable_by(account: Account, folder: Path) -> bool:
    try:
        run_as(account, ["test", "-w", str(folder)])
    except (OSError, subprocess.SubprocessError, ProgramFailed):
        return False
    return True
