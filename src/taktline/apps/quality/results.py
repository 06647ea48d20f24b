"""Results: what was measured on which piece, judged by the plan's limits as it comes in."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.apps.quality.decide import NotAnInspection
from taktline.apps.quality.facts import Characteristic, ResultRecorded
from taktline.base.code import CODE_LENGTH_MAX
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem
from taktline.base.quantity import bounded
from taktline.base.text import Text
from taktline.kernel.orders.changes import inspection_event, response, stepped
from taktline.kernel.orders.facts import JobOrderChanged, JobReported
from taktline.kernel.orders.reverse import OrderClosed
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.states import ENDED, UNSTARTED
from taktline.platform.command import Command, Fact, Ids
from taktline.platform.outside.file import FileGone, FileLinked, StoredFile, linkable

RESULTS_MAX = 2_000
"""Results of one command: a measuring machine's report of one piece."""


class Result(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value of one characteristic on one piece.

    Attributes:
        characteristic: code within the plan.
        piece: number within the sample, from 1.
        lot: id of the serial or lot; None where the sample is anonymous.
        feature: where on the piece, where a characteristic is measured in several places.
        value: of a variable; or `ok` of an attribute.
        stated: the verdict of whoever measured, where it was told.
        measured_at: the command's instant if None.
        photo: id of an uploaded file that shows it.
    """

    characteristic: str
    piece: int = 1
    lot: UUID | None = None
    feature: str = ""
    value: Decimal | None = None
    ok: bool | None = None
    stated: bool | None = None
    measured_at: Instant | None = None
    gauge: str = ""
    photo: UUID | None = None


class RecordResults(Command, frozen=True, kw_only=True):
    """Something was measured or looked at.

    Attributes:
        inspection: code or id of its job order.
        plan: code or id of the inspection plan (a work master).
        laboratory: who measured.
    """

    inspection: str
    plan: str
    results: tuple[Result, ...]
    laboratory: str = ""


class Bench(Shop, kw_only=True):
    """What a decision about results knows beside the floor.

    Attributes:
        characteristics: of the plans, by plan and code.
        files: uploads that results show.
    """

    characteristics: dict[tuple[UUID, str], Characteristic] = {}
    files: dict[UUID, StoredFile] = {}


class ResultCount(Problem):
    """No result, or more than one piece's report can have."""

    title = Text(
        en="{count} results; 1 to {limit} are possible.",
        zh="共 {count} 条结果,须为 1 至 {limit} 条。",
    )
    status = 400


class NoVerdict(Problem):
    """A variable needs a value, an attribute a yes or no."""

    title = Text(en="{characteristic} needs {needed}.", zh="特性 {characteristic} 需要 {needed}。")
    status = 400


def passes(characteristic: Characteristic, value: Decimal) -> bool | None:
    """Say whether a measured value is within its limits, both inclusive; None where it has none.

        lsl <= value <= usl, with the natural limit where the drawing gives no lower one

    Source: handbook, quality section 2; the raw value is compared.
    """
    low, high = characteristic.lsl, characteristic.usl
    if low is None and high is None:
        return None
    low = characteristic.natural_limit if low is None else low
    return (low is None or low <= value) and (high is None or value <= high)


def decide_results(bench: Bench, command: RecordResults, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what some results say; the first one starts the inspection.

    Raises:
        ResultCount: none, or more than 2000.
        NotFound: inspection, plan or characteristic do not exist.
        NotAnInspection: the job order judges nothing.
        OrderClosed: it has been decided.
        NoVerdict: a variable without value, an attribute without yes or no.
        FileGone: a photo was not uploaded, or by somebody else.
    """
    if not 0 < len(command.results) <= RESULTS_MAX:
        raise ResultCount(count=len(command.results), limit=RESULTS_MAX)
    inspection = bench.job(command.inspection)
    plan = bench.work_master(command.plan)
    if inspection.work_type != "quality":
        raise NotAnInspection(code=inspection.code)
    if inspection.status in ENDED:
        raise OrderClosed(code=inspection.code, status=inspection.status)
    recorded = [
        _recorded(bench, one, index=index, command=command, ids=ids)
        for index, one in enumerate(command.results)
    ]
    facts: list[Fact] = []
    if inspection.status in UNSTARTED:
        running = stepped(inspection, "start", at=command.occurred_at)
        said = response(bench, inspection, kind="start", ids=ids, at=command.occurred_at)
        facts = [JobOrderChanged(job=running), JobReported(response=said)]
    failed = sum(1 for one in recorded if one.passed is False)
    told = inspection_event(
        inspection, "measured", results=len(recorded), failed=failed, plan=plan.code
    )
    return [*facts, *recorded, *_photos(bench, recorded, now=now, ids=ids), told]


def _photos(
    bench: Bench, recorded: Sequence[ResultRecorded], *, now: Instant, ids: Ids
) -> list[Fact]:
    """Return the links of the photos: one picture may show several results of a piece."""
    linked: list[Fact] = []
    for index, one in enumerate(recorded):
        if one.photo is None:
            continue
        try:
            linkable(bench.files, one.photo, by=ids.by, now=now)
        except FileGone as gone:
            raise FileGone(id=str(one.photo), at=f"/results/{index}/photo") from gone
        linked.append(
            FileLinked(file=one.photo, entity="test_result", record=one.id, field="photo")
        )
    return linked


def _recorded(
    bench: Bench, one: Result, *, index: int, command: RecordResults, ids: Ids
) -> ResultRecorded:
    plan = bench.work_master(command.plan).id
    inspection = bench.job(command.inspection)
    characteristic = bench.characteristics.get((plan, one.characteristic[:CODE_LENGTH_MAX]))
    at = f"/results/{index}"
    if characteristic is None:
        raise NotFound(kind="characteristic", code=one.characteristic, at=at)
    return ResultRecorded(
        id=derived_id("test_result", ids.cause, index),
        site=inspection.site,
        job_order=inspection.id,
        characteristic=characteristic.id,
        lot=one.lot,
        piece=max(one.piece, 1),
        feature=one.feature,
        value=one.value if characteristic.kind == "variable" else None,
        attribute_ok=one.ok if characteristic.kind == "attribute" else None,
        passed=_verdict(characteristic, one, at=at),
        stated=one.stated,
        measured_at=one.measured_at or command.occurred_at,
        laboratory=command.laboratory,
        gauge=one.gauge,
        photo=one.photo,
    )


def _verdict(characteristic: Characteristic, one: Result, *, at: str) -> bool | None:
    if characteristic.kind == "variable":
        if one.value is None:
            raise NoVerdict(characteristic=characteristic.code, needed="value", at=f"{at}/value")
        return passes(characteristic, bounded(one.value))
    if one.ok is None:
        raise NoVerdict(characteristic=characteristic.code, needed="ok", at=f"{at}/ok")
    return one.ok
