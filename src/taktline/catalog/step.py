"""What a publication still has to do to records that are there: fill formulas, prove conditions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.catalog.shape import Shape
from taktline.catalog.sight import inputs_of
from taktline.platform.command import Booked, Fact
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind
from taktline.store.plan import Later

StepKind = Literal["fill", "hold"]
StepState = Literal["waiting", "blocked", "done"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step.

    Attributes:
        ordinal: steps are taken in this order.
        kind: `fill` computes stored formulas of all records; `hold` lets the database hold a
            condition.
        entity: whose records.
        name: the fields, or the constraint or column.
        fields: the formulas to fill.
        statements: the SQL of a condition, one transaction each.
        counting: counts the records that stand against the condition.
        state: `blocked` = records stand against it: put them right, then it goes on.
        done, total: records filled, or statements made.
        after: id of the last record filled.
        broken: records that stand against the condition, at most 10,001 are counted.
    """

    id: UUID
    ordinal: int
    kind: StepKind
    entity: str
    name: str
    fields: list[str]
    statements: list[str]
    counting: str | None
    state: StepState = "waiting"
    done: int = 0
    total: int | None = None
    after: UUID | None = None
    broken: int = 0


class StepsPlanned(Fact, frozen=True, kw_only=True):
    """What is still to do, in place of what was."""

    steps: tuple[Step, ...]


class StepMoved(Fact, frozen=True, kw_only=True):
    """A step went on."""

    step: Step


COLUMNS = (
    "id, ordinal, kind, entity, name, fields, statements, counting, state, done, total, after, "
    "broken"
)
SELECT_STEPS = f"SELECT {COLUMNS} FROM catalog_step ORDER BY ordinal, id"
SELECT_UNFINISHED = f"SELECT {COLUMNS} FROM catalog_step WHERE state <> 'done' ORDER BY ordinal, id"
SELECT_NEXT = f"""
    SELECT {COLUMNS} FROM catalog_step
    WHERE state = 'waiting' OR (state = 'blocked' AND %(again)s::boolean)
    ORDER BY ordinal, id LIMIT 1 FOR UPDATE
"""
SELECT_WAITING = SELECT_NEXT.replace(" FOR UPDATE", "")
AWAKE = "UPDATE catalog_step SET state = 'waiting' WHERE state = 'blocked'"
FORGET_STEPS = "DELETE FROM catalog_step"
INSERT_STEP = """
    INSERT INTO catalog_step (id, ordinal, kind, entity, name, fields, statements, counting, state,
                              done, total, after, broken, cause, planned_at)
    VALUES (%(id)s, %(ordinal)s, %(kind)s, %(entity)s, %(name)s, %(fields)s::text[],
            %(statements)s::text[], %(counting)s, %(state)s, %(done)s, %(total)s, %(after)s,
            %(broken)s, %(cause)s, %(at)s)
"""
MOVE_STEP = """
    UPDATE catalog_step SET state = %(state)s, done = %(done)s, total = %(total)s,
           after = %(after)s, broken = %(broken)s, moved_at = %(at)s
    WHERE id = %(id)s
"""


def planned_steps(
    cause: UUID, fills: Mapping[str, Sequence[str]], later: Sequence[Later]
) -> tuple[Step, ...]:
    """Return the steps of a publication: first the values, then the conditions they must meet.

    Args:
        cause: the command that publishes.
        fills: fields to compute, by entity.
        later: what the tables get afterwards.
    """
    filling = [
        _step(cause, n, kind="fill", entity=entity, name=", ".join(fields), fields=list(fields))
        for n, (entity, fields) in enumerate(sorted(fills.items()))
    ]
    holding = [
        msgspec.structs.replace(
            _step(cause, n, kind="hold", entity=one.table, name=one.name, fields=[]),
            statements=list(one.statements),
            counting=one.broken or None,
            total=len(one.statements),
        )
        for n, one in enumerate(later, len(filling))
    ]
    return (*filling, *holding)


def _step(
    cause: UUID, ordinal: int, *, kind: StepKind, entity: str, name: str, fields: list[str]
) -> Step:
    return Step(
        id=derived_id("catalog-step", str(cause), str(ordinal)),
        ordinal=ordinal,
        kind=kind,
        entity=entity,
        name=name,
        fields=fields,
        statements=[],
        counting=None,
    )


def fills_of(
    before: Mapping[str, Shape],
    after: Mapping[str, Shape],
    *,
    tables: Iterable[str],
    waiting: Iterable[Step],
) -> dict[str, list[str]]:
    """Return the stored formulas that older records do not have yet, by entity.

    Args:
        before: the entities in force.
        after: those to come into force.
        tables: tables that are there, and may hold records.
        waiting: steps that are not done.
    """
    there = set(tables)
    unfinished = {(one.entity, field) for one in waiting for field in one.fields}
    found: dict[str, list[str]] = {}
    for name, shape in after.items():
        old = before.get(name)
        if not shape.formulas or not ({shape.table, shape.entity.renamed_from} & there):
            continue
        known = {} if old is None else {key: _formula(old, key) for key in old.formulas}
        fresh = {
            key
            for key in shape.formulas
            if known.get(key) != _formula(shape, key) or (name, key) in unfinished
        }
        follow = {key for key in shape.formulas if inputs_of(shape, key) & fresh}
        wanted = [key for key in shape.formulas if key in fresh | follow]
        if wanted:
            found[name] = wanted
    return found


def _formula(shape: Shape, name: str) -> tuple[str, str]:
    """Return what a formula's values depend on: its text and how they are kept."""
    formula = shape.fields[name].formula
    return ("" if formula is None else formula.text, str(shape.fields[name].field.places))


def record_planned(tx: Tx, facts: Sequence[Booked[StepsPlanned]]) -> None:
    """Write what is still to do, in place of what was."""
    last = facts[-1]
    tx.execute(FORGET_STEPS)
    for step in last.fact.steps:
        stamp = {"cause": last.stamp.cause, "at": last.stamp.recorded_at}
        tx.execute(INSERT_STEP, {**msgspec.structs.asdict(step), **stamp})


def record_moved(tx: Tx, facts: Sequence[Booked[StepMoved]]) -> None:
    """Write how far steps are."""
    for booked in facts:
        params = {**msgspec.structs.asdict(booked.fact.step), "at": booked.stamp.recorded_at}
        tx.execute(MOVE_STEP, params)


async def unfinished_steps(tx: Tx) -> list[Step]:
    """Return the steps of a tenant that are not done, in order."""
    return await tx.rows(SELECT_UNFINISHED, as_=Step)


PLANNED_KIND = FactKind(StepsPlanned, record_planned)
