"""Inspection plans: work masters whose characteristics say what is checked, and the limits."""

from decimal import Decimal
from typing import Literal

import msgspec

from taktline.apps.quality.facts import Characteristic, CharacteristicAdded, CharacteristicKind
from taktline.apps.quality.sampling import ClassSampling, rules_of
from taktline.base.code import code as checked_code
from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.kernel.orders.content import Operation, WorkMasterContent
from taktline.kernel.orders.facts import WorkMaster, WorkMasterWritten
from taktline.kernel.orders.shop import Shop
from taktline.kernel.orders.snapshot import hash_of
from taktline.kernel.orders.work_master import CodeTaken
from taktline.platform.command import Command, Event, Fact, Ids

CHARACTERISTICS_MAX = 2_000


class PlannedCharacteristic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to check, with plain numbers.

    Attributes:
        lsl: lower limit, inclusive; None = none.
        usl: upper limit, inclusive; None = none.
        natural_limit: lower bound of a one-sided form or position tolerance, mostly 0.
        tolerance_type: bilateral, one-sided, form, position ... as the source calls it.
    """

    code: str
    name: str = ""
    kind: CharacteristicKind = "variable"
    unit: str = ""
    target: Decimal | None = None
    lsl: Decimal | None = None
    usl: Decimal | None = None
    natural_limit: Decimal | None = None
    severity: Literal["critical", "major", "minor"] = "major"
    tolerance_type: str = ""


class ImportInspectionPlan(Command, frozen=True, kw_only=True):
    """An inspection plan is taken over from a file, released at once as its next revision.

    Attributes:
        material: what is inspected; code or id.
        sampling: level and AQL per class of characteristics; a class without is inspected whole.
        source: where it came from, for people.
    """

    code: str
    name: str = ""
    material: str | None = None
    characteristics: tuple[PlannedCharacteristic, ...]
    sampling: tuple[ClassSampling, ...] = ()
    source: str = ""


class BadCharacteristic(Problem):
    """A characteristic that could not be checked as written."""

    title = Text(
        en="Characteristic {code}: its code stands twice or its limits are reversed.",
        zh="特性 {code}:编码重复或上下限颠倒。",
    )
    status = 400


def decide_import(shop: Shop, command: ImportInspectionPlan, now: Instant, ids: Ids) -> list[Fact]:
    """Decide how an imported plan begins; earlier revisions of its code become obsolete.

    Raises:
        BadCode: the code cannot be one.
        NotFound: the material does not exist.
        CodeTaken: a work master of another kind has the code.
        BadCharacteristic: no characteristic, a code twice, limits reversed, or too many.
        NoSuchPlan: the standard has no such level or AQL.
    """
    name = checked_code(command.code)
    earlier = [master for master in shop.work_masters.values() if master.code == name]
    if any(master.kind != "inspection_plan" for master in earlier):
        raise CodeTaken(kind="work_master", code=name, at="/code")
    refuse_bad(command.characteristics)
    content = WorkMasterContent(
        operations=(Operation(sequence=10, name=command.name or name),), note=command.source
    )
    master = WorkMaster(
        id=ids.new(),
        code=name,
        revision=1 + max((one.revision for one in earlier), default=0),
        kind="inspection_plan",
        name=command.name,
        material=None if command.material is None else shop.material(command.material).id,
        status="released",
        content=content,
        content_hash=hash_of(content),
    )
    return [
        *(
            WorkMasterWritten(
                work_master=msgspec.structs.replace(one, status="obsolete", version=one.version + 1)
            )
            for one in earlier
            if one.status == "released"
        ),
        WorkMasterWritten(work_master=master),
        *(
            CharacteristicAdded(characteristic=_kept(master, one, sequence=index + 1))
            for index, one in enumerate(command.characteristics)
        ),
        *rules_of(master.id, command.sampling),
        Event(
            name="work_master.released",
            entity="work_master",
            record=master.id,
            code=master.code,
            payload={"revision": master.revision, "kind": master.kind, "status": master.status},
        ),
    ]


def refuse_bad(characteristics: tuple[PlannedCharacteristic, ...]) -> None:
    """Refuse a plan that checks nothing, or one thing twice.

    Raises:
        BadCharacteristic: the first that cannot be checked as written.
    """
    if not 0 < len(characteristics) <= CHARACTERISTICS_MAX:
        raise BadCharacteristic(code="-", at="/characteristics")
    seen: set[str] = set()
    for index, one in enumerate(characteristics):
        reversed_ = one.lsl is not None and one.usl is not None and one.lsl > one.usl
        if one.code in seen or reversed_:
            raise BadCharacteristic(code=one.code, at=f"/characteristics/{index}")
        seen.add(one.code)


def _kept(master: WorkMaster, one: PlannedCharacteristic, *, sequence: int) -> Characteristic:
    return Characteristic(
        id=derived_id("characteristic", master.id, one.code),
        work_master=master.id,
        code=one.code,
        name=one.name,
        kind=one.kind,
        unit=one.unit,
        target=one.target,
        lsl=one.lsl,
        usl=one.usl,
        natural_limit=one.natural_limit,
        severity=one.severity,
        tolerance_type=one.tolerance_type,
        sequence=sequence,
    )
