"""The main job on real input: a batch of twenty, made by recorded machines, inspected twice."""

import csv
import gzip
import os
import random
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from taktline.api.runtime import Runtime, running
from taktline.apps.quality.figures.charts import capability
from taktline.apps.quality.figures.values import ValuesParams, measurements
from taktline.apps.quality.lot_results import LotResultRow, LotResultsParams, lot_results
from taktline.base.problem import Invalid, NotFound
from taktline.base.quantity import plain
from taktline.kernel.orders.lot_reports import LotReportsParams, lot_reports
from taktline.plants.replay.recordings import NothingRecorded
from taktline.plants.replay.result import InspectionSaid, ReplayResult, as_json
from taktline.plants.replay.run import HELD, replay
from taktline.plants.replay.tables import tables_of, tables_of_story
from taktline.plants.trace import Story, trace
from taktline.platform.command import Principal
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.setting import Settings
from tests.postgres import Backend, reachable_folder
from tests.shared_inputs import shared

pytestmark = pytest.mark.anyio

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "nist_box_assembly"
TABLES = ("command", "event", "move", "balance", "job_response", "state_interval", "stop",
          "test_result", "hold", "telemetry", "telemetry_minute", "lot", "place")  # fmt: skip


@pytest.fixture(scope="module")
async def runtime(anyio_backend: Backend) -> AsyncIterator[Runtime]:
    """Give a process with a database of its own."""
    folder = reachable_folder(f"replay-{os.getpid()}")
    async with running(Settings(data_dir=folder), durable=False) as opened:
        yield opened
    shutil.rmtree(folder, ignore_errors=True)


async def replayed(
    runtime: Runtime, part: str, *, tenant: str, recorded: Path | None = None
) -> ReplayResult:
    folder = recorded or shared("nist-box-assembly")
    return await replay(runtime, tenant, example=EXAMPLE, recorded=folder, part=part)


@pytest.fixture(scope="module")
async def plate(runtime: Runtime) -> ReplayResult:
    """Give the plate, replayed once for all the tests that look at it."""
    return await replayed(runtime, "plate", tenant="nist")


async def counts(runtime: Runtime, tenant: str) -> dict[str, object]:
    """Return how many rows each table holds; balances only where there is something."""
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        found = {name: (await tx.fetch(f"SELECT count(*) FROM {name}"))[0][0] for name in TABLES}
        return {**found, "balance": (await tx.fetch(HELD))[0][0]}


async def story_of(runtime: Runtime, named: str, *, tenant: str = "nist") -> Story:
    async with runtime.store.transaction(tenant, readonly=True) as tx:
        return await trace(tx, named)


def table(name: str) -> list[dict[str, str]]:
    with (shared("nist-box-assembly") / name).open() as file:
        return list(csv.DictReader(file))


def lab(result: ReplayResult, code: str) -> InspectionSaid:
    return next(one for one in result.said.inspections if one.lab == code)


def apart_s(said: str | None, wanted: str) -> float:
    assert said is not None
    return abs((datetime.fromisoformat(said) - datetime.fromisoformat(wanted)).total_seconds())


async def test_every_operation_is_the_worked_answer(plate: ReplayResult) -> None:
    wanted = {(int(r["op"]), int(r["piece"])): r for r in table("operations_plate.csv")}
    said = {(one.op, one.piece): one for one in plate.said.operations}
    assert said.keys() == wanted.keys()
    assert len(said) == 40
    for key, row in wanted.items():
        one = said[key]
        assert (one.part, one.machine) == ("plate", row["machine"])
        assert apart_s(one.start, row["start"]) < 0.001
        assert apart_s(one.end, row["end"]) < 0.001
        assert one.active_s == pytest.approx(float(row["active_s"]), abs=0.05)
        assert one.part_count == int(row["part_count"])


async def test_both_laboratories_are_judged_as_they_judged(plate: ReplayResult) -> None:
    found = [
        (i.lab, i.pieces, i.measurements, i.passed, i.fail, i.pieces_passed, i.differences)
        for i in plate.said.inspections
    ]
    assert found == [("nist", 20, 760, 662, 98, 1, 0), ("mtc", 20, 620, 569, 51, 0, 0)]
    assert plate.first_pass_yield == {"nist": 0.05, "mtc": 0.0}
    assert len(lab(plate, "mtc").characteristics) == 31


async def test_capability_is_the_published_one(plate: ReplayResult) -> None:
    said = {one.characteristic: one for one in lab(plate, "nist").characteristics}
    published = [
        row
        for row in table("inspection/plate_published_capability.csv")
        if row["characteristic"] != "Part Number"
    ]
    assert said.keys() == {row["characteristic"] for row in published}
    for row in published:
        one = said[row["characteristic"]]
        assert one.n == int(row["n"])
        assert one.mean == pytest.approx(float(row["average"]), rel=3e-5)
        for name in ("cp", "cpk", "pp", "ppk"):
            assert getattr(one, name) == pytest.approx(float(row[name]), rel=3e-5), (row, name)


async def test_the_office_shows_the_published_capability_and_the_values_behind_it(
    runtime: Runtime, plate: ReplayResult
) -> None:
    asked = ValuesParams(plan="plate-20-nist-plan")
    async with runtime.store.transaction("nist", readonly=True) as tx:
        rows = {one.name: one for one in (await capability(tx, asked, SYSTEM)).rows}
        flat = msgspec.structs.replace(
            asked, characteristic=rows["Flatness Datum A"].characteristic
        )
        behind = (await measurements(tx, flat, SYSTEM)).rows
    published = table("inspection/plate_published_capability.csv")
    assert rows.keys() == {row["characteristic"] for row in published}
    for row in published:
        one = rows[row["characteristic"]]
        if one.name == "Part Number":  # The laboratory judged it one-sided.
            continue
        assert one.mean == pytest.approx(float(row["average"]), rel=3e-5)
        for name in ("cp", "cpk", "pp", "ppk"):
            assert getattr(one, name) == pytest.approx(float(row[name]), rel=3e-5), (row, name)
    assert sum(one.failed for one in rows.values()) == 98
    assert [one.piece for one in behind] == list(range(1, 21))


async def test_feed_holds_are_stops_of_the_job_they_interrupt(
    runtime: Runtime, plate: ReplayResult
) -> None:
    async with runtime.store.transaction("nist", readonly=True) as tx:
        rows = await tx.fetch(
            """
            SELECT j.sequence, count(*) FROM stop s JOIN job_order j ON j.id = s.job_order
            WHERE s.said LIKE '%FEED_HOLD' AND s.reason IS NULL GROUP BY 1 ORDER BY 1"""
        )
    assert rows == [(10, 68), (20, 10)]
    assert plate.machines[0].executing_s == pytest.approx(25375.641 + 1061.359, abs=0.01)


async def test_the_ledger_is_proved_and_the_order_closed(
    runtime: Runtime, plate: ReplayResult
) -> None:
    assert plate.said.ledger.ok
    assert not plate.proof.findings
    assert plate.proof.edges == 20
    async with runtime.store.transaction("nist", readonly=True) as tx:
        rows = await tx.fetch("SELECT status FROM work_order WHERE code = 'plate-20'")
        left = await tx.fetch(
            """
            SELECT count(*) FROM balance b JOIN place p ON p.id = b.place
            WHERE p.kind = 'wip' AND (b.quantity <> 0 OR b.value <> 0)"""
        )
    assert rows == [("closed",)]
    assert left == [(0,)]


async def test_one_piece_tells_its_whole_story(runtime: Runtime, plate: ReplayResult) -> None:
    story = await story_of(runtime, "PLATE/1")
    assert [(link.direction, link.lot) for link in story.made_from] == [("made from", "plate-bar")]
    assert [one.job_order for one in story.operations] == ["plate-20-10", "plate-20-20"]
    assert story.operations[0].parameters["tools"] == "15, 3, 4, 5, 1, 7, 23"
    assert {one.laboratory for one in story.inspections} == {"nist", "mtc"}
    assert {hold.code for hold in story.holds} == {"plate-20-nist", "plate-20-mtc"}
    assert all(hold.released_at is None for hold in story.holds)
    assert [(b.place, plain(b.quantity)) for b in story.balances] == [("PARTS", "1")]
    first = [row for row in table("operations_plate.csv") if row["piece"] == "1"]
    stops = sum(row["program_status_sequence"].count("FEED_HOLD") for row in first)
    assert sum("FEED_HOLD" in one.said for one in story.stops) == stops == 62
    console = Console(width=200, record=True, file=StringIO())
    for printed in [*tables_of(plate), *tables_of_story(story)]:
        console.print(printed)
    text = console.export_text()
    assert "Values out of limits" in text
    assert "Proof of the ledger" in text


async def test_the_story_of_a_piece_nobody_made_is_not_told(
    runtime: Runtime, plate: ReplayResult
) -> None:
    with pytest.raises(NotFound):
        await story_of(runtime, "plate/21")


async def test_a_second_run_changes_nothing(runtime: Runtime, plate: ReplayResult) -> None:
    before = await counts(runtime, "nist")
    again = await replayed(runtime, "Plate", tenant="nist")
    assert await counts(runtime, "nist") == before
    assert as_json(again.said) == as_json(plate.said)
    assert again.points == 0


async def test_shuffled_and_doubled_lines_change_nothing(
    runtime: Runtime, plate: ReplayResult, tmp_path: Path
) -> None:
    chance = random.Random(11)
    for source in sorted((shared("nist-box-assembly") / "shdr").glob("Plate-*")):
        lines = gzip.decompress(source.read_bytes()).splitlines(keepends=True)
        lines = [line if line.endswith(b"\n") else line + b"\n" for line in lines]
        lines += chance.sample(lines, len(lines) // 3)
        chance.shuffle(lines)
        write(tmp_path / "shdr" / source.name, b"".join(lines))
    reports = shared("nist-box-assembly") / "inspection"
    shutil.copytree(reports, tmp_path / "inspection")
    before = await counts(runtime, "nist")
    again = await replayed(runtime, "plate", tenant="nist", recorded=tmp_path)
    assert await counts(runtime, "nist") == before
    assert as_json(again.said) == as_json(plate.said)


async def test_the_cover_works_the_same_with_three_operations(runtime: Runtime) -> None:
    cover = await replayed(runtime, "cover", tenant="covers")
    assert len(cover.said.operations) == 60
    found = [
        (i.lab, i.measurements, i.passed, i.fail, i.pieces_passed, i.differences)
        for i in cover.said.inspections
    ]
    assert found == [("nist", 560, 559, 1, 19, 0), ("mtc", 541, 541, 0, 20, 0)]
    assert cover.held == {"cover-20-nist": ["20"], "cover-20-mtc": []}
    assert cover.said.ledger.ok


async def test_any_other_part_works_even_where_recordings_are_missing(
    runtime: Runtime, tmp_path: Path
) -> None:
    source = shared("nist-box-assembly")
    for operation in (1, 2, 3):
        for piece in (1, 2, 3, 4, 5):
            if (operation, piece) in {(1, 3), (3, 5)}:
                continue
            name = f"Cover-Op{operation}-Hurco04-{piece:02}of20.txt.gz"
            new = f"Box-Op{operation}-Mill_7-{piece:02}of05.txt.gz"
            write(tmp_path / "shdr" / new, gzip.decompress((source / "shdr" / name).read_bytes()))
    report = source / "inspection" / "qif" / "CoverResults_20_samples.QIF"
    (tmp_path / "inspection" / "qif").mkdir(parents=True)
    shutil.copy(report, tmp_path / "inspection" / "qif" / "BoxResults_20_samples.QIF")
    box = await replayed(runtime, "box", tenant="boxes", recorded=tmp_path)
    assert len(box.said.operations) == 13
    assert {one.machine for one in box.said.operations} == {"Mill_7"}
    assert [(i.part, i.lab, i.pieces) for i in box.said.inspections] == [("box", "mtc", 20)]
    assert box.said.ledger.ok
    third = await story_of(runtime, "box/3", tenant="boxes")
    assert third.operations[0].reason == "no recording of this operation"
    fifth = await story_of(runtime, "box/5", tenant="boxes")
    assert [b.place for b in fifth.balances] == ["wip:box-5-30"]


async def test_two_parts_recorded_at_the_same_time_on_one_machine_do_not_contradict(
    runtime: Runtime, tmp_path: Path
) -> None:
    source = shared("nist-box-assembly") / "shdr"
    for part, piece in (("One", 12), ("Other", 12), ("Other", 13)):
        lines = gzip.decompress((source / f"Plate-Op2-Hurco04-{piece}of20.txt.gz").read_bytes())
        write(tmp_path / "shdr" / f"{part}-Op1-Mill_7-{piece - 11:02}of{piece - 11:02}.txt", lines)
    for part in ("one", "other", "one", "other"):
        result = await replayed(runtime, part, tenant="twins", recorded=tmp_path)
        assert result.said.ledger.ok
    async with runtime.store.transaction("twins", readonly=True) as tx:
        rows = await tx.fetch(
            """
            SELECT connection, count(*) FILTER (WHERE EXISTS (
                SELECT 1 FROM state_interval o WHERE o.id <> s.id
                    AND o.started_at < s.ended_at AND s.started_at < o.ended_at))
            FROM state_interval s GROUP BY 1 ORDER BY 1"""
        )
    assert rows == [("recording of one", 0), ("recording of other", 0)]


async def test_a_part_nobody_recorded_is_refused_with_those_there_are(runtime: Runtime) -> None:
    with pytest.raises(NothingRecorded, match="cover, plate"):
        await replayed(runtime, "lid", tenant="nist")


def write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = path.suffix == ".gz"
    path.write_bytes(gzip.compress(content, compresslevel=1) if packed else content)


async def test_results_of_a_serial_and_of_an_inspection_come_page_by_page(
    runtime: Runtime, plate: ReplayResult
) -> None:
    async with runtime.store.transaction("nist", readonly=True) as tx:
        whole = (await lot_results(tx, LotResultsParams(material="plate", lot="7"), SYSTEM)).rows
        paged: list[LotResultRow] = []
        after: str | None = None
        while True:
            asked = LotResultsParams(material="plate", lot="7", after=after, limit=20)
            page = await lot_results(tx, asked, SYSTEM)
            paged += page.rows
            after = page.after
            if after is None:
                break
        failed = LotResultsParams(material="plate", lot="7", failed=True)
        bad = (await lot_results(tx, failed, SYSTEM)).rows
        with pytest.raises(Invalid, match="name material and lot"):
            await lot_results(tx, LotResultsParams(material="plate"), SYSTEM)
    assert [one.id for one in paged] == [one.id for one in whole]
    assert len(whole) == 38 + 31
    assert {one.lot for one in whole} == {"7"}
    assert {one.id for one in bad} == {one.id for one in whole if one.passed is False}


async def test_reports_of_a_serial_are_its_operations(
    runtime: Runtime, plate: ReplayResult
) -> None:
    async with runtime.store.transaction("nist", readonly=True) as tx:
        asked = LotReportsParams(material="plate", lot="7")
        rows = (await lot_reports(tx, asked, SYSTEM)).rows
        nobody = Principal(id=SYSTEM.id, name="nobody")
        unseen = (await lot_reports(tx, asked, nobody)).rows
    assert [row.good for row in rows] == [1, 1]
    assert [row.at for row in rows] == sorted(row.at for row in rows)
    assert unseen == []
