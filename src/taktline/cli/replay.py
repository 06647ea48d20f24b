"""`taktline replay` and `taktline import`: recorded runs and exports, through the one door."""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from taktline.api.runtime import running
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.cli.call import PLAIN_WIDTH, Call, Calling, print_json
from taktline.plants.inventree.run import import_inventree
from taktline.plants.inventree.tables import tables_of as tables_of_import
from taktline.plants.replay.mapping import kind_of
from taktline.plants.replay.run import replay as replay_run
from taktline.plants.replay.states import replay_states
from taktline.plants.replay.tables import table_of_seconds, tables_of
from taktline.platform.setting import Settings

STATES = "states"
"""First key of a mapping document that only adds up the days of machine logs."""


class PartNeeded(Problem):
    """A recorded run holds several parts, and none was named."""

    title = Text(en="Which part? Give --part NAME.", zh="请用 --part 指定零件名称。")
    status = 400


async def replay(
    example: Path,
    /,
    *,
    recorded: Annotated[Path, Parameter(name="--data")],
    part: str | None = None,
    tenant: str | None = None,
    json: bool = False,
    call: Calling,
) -> None:
    """Replay a recorded run; without --data-dir in a database that is thrown away afterwards.

    Args:
        example: folder with the mapping documents, e.g. examples/nist_box_assembly · 示例文件夹
        recorded: folder with the recordings · 录制数据文件夹
        part: which part of the run · 零件名称
        tenant: to replay into; named after the example otherwise · 租户编码
        json: as JSON · 以 JSON 输出
    """
    if kind_of(example) == STATES:
        said = replay_states(example=example, recorded=recorded, progress=_progress())
        _finish_progress()
        if json:
            print_json(said)
        else:
            show_tables([table_of_seconds(said.machines)])
        return
    if part is None:
        raise PartNeeded
    with settings_here(call) as settings:
        async with running(
            settings, limited=False, durable="data_dir" in call.arguments
        ) as runtime:
            result = await replay_run(
                runtime,
                tenant or tenant_of(example),
                example=example,
                recorded=recorded,
                part=part,
                progress=_progress(),
            )
    _finish_progress()
    if json:
        print_json(result.said)
    else:
        show_tables(tables_of(result))


async def import_from(
    example: Path,
    /,
    *,
    exported: Annotated[Path, Parameter(name="--data")],
    tenant: str | None = None,
    json: bool = False,
    call: Calling,
) -> int:
    """Import an export of another system; without --data-dir into a database thrown away after.

    Args:
        example: folder with the mapping document, e.g. examples/inventree · 示例文件夹
        exported: folder with the tables · 导出数据文件夹
        tenant: to import into; named after the example otherwise · 租户编码
        json: as JSON · 以 JSON 输出
    """
    with settings_here(call) as settings:
        lasting = settings.data_dir == call.settings().data_dir
        async with running(settings, limited=False, durable=lasting) as runtime:
            result = await import_inventree(
                runtime,
                tenant or tenant_of(example),
                example=example,
                export=exported,
                progress=_progress(),
            )
    _finish_progress()
    if json:
        print_json(result)
    else:
        show_tables(tables_of_import(result))
    return 0 if result.ledger_ok else 1


def tenant_of(example: Path) -> str:
    """Return a tenant's code from an example folder's name."""
    return "p_" * (not (name := _coded(example))[:1].isalpha()) + name


def _coded(example: Path) -> str:
    return re.sub(r"[^a-z0-9_]", "_", example.resolve().name.lower())[:38]


@contextmanager
def settings_here(call: Call) -> Iterator[Settings]:
    """Give the settings; where no database was named, of a folder that is removed afterwards."""
    named = {"data_dir", "database_url"}
    environment = {f"TAKTLINE_{name.upper()}" for name in named}
    if named & call.arguments.keys() or environment & call.environment.keys():
        yield call.settings()
        return
    folder = Path(tempfile.mkdtemp(prefix="taktline-"))
    folder.chmod(0o755)  # The database's own account must be able to enter it.
    try:
        yield msgspec.structs.replace(call.settings(), data_dir=folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def show_tables(tables: list[Table]) -> None:
    """Print tables for people."""
    terminal = Console()
    console = terminal if terminal.is_terminal else Console(width=PLAIN_WIDTH)
    for table in tables:
        console.print(table)


def _progress() -> "Told":
    return Told()


class Told:
    """Tells what goes on: one line that is written over on a terminal, nothing elsewhere."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Say how far a step is."""
        if sys.stderr.isatty():
            print(f"\r\x1b[K{step} {done}/{total}", end="", file=sys.stderr, flush=True)


def _finish_progress() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
