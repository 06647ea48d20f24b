"""A public export of another system is taken over: what is in hand there is in hand here."""

import csv
import os
import shutil
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from taktline.api.runtime import Runtime, running
from taktline.plants.inventree.bills import bills_of
from taktline.plants.inventree.read import BadTable, NoTable, read_export
from taktline.plants.inventree.run import ImportResult, import_inventree
from taktline.platform.setting import Settings
from tests.postgres import Backend, reachable_folder
from tests.shared_inputs import shared

pytestmark = pytest.mark.anyio

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "inventree"


@pytest.fixture(scope="module")
async def runtime(anyio_backend: Backend) -> AsyncIterator[Runtime]:
    """Give a process with a database of its own."""
    folder = reachable_folder(f"inventree-{os.getpid()}")
    async with running(Settings(data_dir=folder), durable=False) as opened:
        yield opened
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
async def taken(runtime: Runtime) -> ImportResult:
    """Give the import, done once."""
    return await imported(runtime, shared("inventree-demo"))


async def imported(runtime: Runtime, export: Path) -> ImportResult:
    return await import_inventree(runtime, "inventree", example=EXAMPLE, export=export)


async def number(runtime: Runtime, sql: str) -> object:
    async with runtime.store.transaction("inventree", readonly=True) as tx:
        return (await tx.fetch(sql))[0][0]


async def test_everything_in_hand_is_booked_and_nothing_was_refused(taken: ImportResult) -> None:
    assert taken.refused == []
    assert taken.in_hand_said == taken.in_hand_booked == Decimal("436735.3704")
    assert taken.ledger_ok
    assert sum(taken.left_out["stock_items"].values()) == 1106 - 1041


async def test_every_row_became_a_record(runtime: Runtime, taken: ImportResult) -> None:
    assert await number(runtime, "SELECT count(*) FROM material") == 414
    assert await number(runtime, "SELECT count(*) FROM material_class") == 27
    assert await number(runtime, "SELECT count(*) FROM partner") == 36
    assert await number(runtime, "SELECT count(*) FROM work_order") == 16
    closed = "SELECT count(*) FROM work_order WHERE status = 'closed'"
    assert await number(runtime, closed) == 5
    half = "SELECT sum(good)::integer FROM job_order WHERE status = 'running'"
    assert await number(runtime, half) == 1 + 25 + sum(half_done())


def half_done() -> list[int]:
    """Return what running builds other than the two named in the test have made."""
    with (shared("inventree-demo") / "builds.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["status"] == "20"]
    return [int(r["completed"]) for r in rows if r["reference"] not in ("BO0001", "BO0011")]


async def test_a_variant_has_the_inherited_lines_of_its_template() -> None:
    export = read_export(shared("inventree-demo"))
    bills = bills_of(export)
    parts = {part.id: part for part in export.parts}
    inherited = {row.sub_part for row in export.bom_items if row.part == 77 and row.inherited}
    assert parts[81].variant_of == 77
    assert inherited
    assert inherited <= {line.part for line in bills[81]}
    preferred = [line for line in bills[77] if line.is_preferred]
    assert len(preferred) == sum(row.part == 77 for row in export.bom_items)


async def test_substitutes_and_variants_are_alternatives_of_one_group() -> None:
    export = read_export(shared("inventree-demo"))
    lines = [line for bill in bills_of(export).values() for line in bill if line.source == 15]
    assert {line.part for line in lines if not line.is_preferred} == {83, 84}
    assert {line.group for line in lines} == {"15"}


async def test_a_second_import_changes_nothing(runtime: Runtime, taken: ImportResult) -> None:
    counted = "SELECT count(*) FROM command"
    before = await number(runtime, counted)
    again = await imported(runtime, shared("inventree-demo"))
    assert await number(runtime, counted) == before
    assert again == taken


async def test_a_broken_table_is_refused_with_its_row(tmp_path: Path) -> None:
    for source in shared("inventree-demo").glob("*.csv"):
        shutil.copyfile(source, tmp_path / source.name)
    assert read_export(tmp_path).parts
    with (tmp_path / "companies.csv").open("a") as file:
        file.write("many,Nobody,,False,False,False,USD\n")
    with pytest.raises(BadTable, match=r"companies.csv, row 38"):
        read_export(tmp_path)
    (tmp_path / "companies.csv").unlink()
    with pytest.raises(NoTable, match=r"companies.csv"):
        read_export(tmp_path)
