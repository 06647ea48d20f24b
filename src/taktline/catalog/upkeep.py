"""Brings records that are there up to what was published: a batch of them per command."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.built import STANDING, IndexNotBuilt, Standing, statement_of
from taktline.catalog.facts import Columns, json_row
from taktline.catalog.load import Loader
from taktline.catalog.number import NoNumbers
from taktline.catalog.records import Records, Row
from taktline.catalog.rules import Draft
from taktline.catalog.shape import Shape
from taktline.catalog.statements import quoted, update_rows
from taktline.catalog.step import AWAKE, SELECT_NEXT, Step, StepMoved, record_moved
from taktline.platform.command import Booked, Command, Event, Fact, Ids
from taktline.platform.registry import EventKind
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb, FactKind, Verb
from taktline.store import Json
from taktline.store.indexes import is_built_beside, unfinished_name
from taktline.store.plan import ColumnPlan

FILL_BATCH = 500
"""Records computed in one transaction: some tens of milliseconds during which they are locked."""

PATIENCE = (
    "SET LOCAL lock_timeout = 200",
    "SET LOCAL statement_timeout = 3600000",
)
"""A proof may read a large table for long; it waits for nobody's lock for long."""


class NoStep(Problem):
    """Everything that was published is done."""

    title = Text(en="Nothing is left to do.", zh="没有待处理的步骤。")
    status = 404


class TakeStep(Command, frozen=True, kw_only=True):
    """Take the next step of what was published: fill a batch of records, or hold a condition.

    Attributes:
        again: also look again at conditions that records stood against.
    """

    again: bool = False


class Upkeep(msgspec.Struct, kw_only=True, eq=False):
    """What a step looks at.

    Attributes:
        step: the one to take; None = nothing is left, or it was taken by this batch already.
        records: the next records to fill, with what their formulas look at.
        total: how many records there are to fill.
        broken: how many records stand against the condition.
        is_built: the index that the step needs is there; steps without one need none.
    """

    step: Step | None
    is_built: bool = True
    records: Records | None = None
    total: int = 0
    broken: int = 0


class FormulasFilled(Fact, frozen=True, kw_only=True):
    """Stored formulas of records, computed anew."""

    table: str
    columns: Columns
    rows: list[Row]


class ConditionHeld(Fact, frozen=True, kw_only=True):
    """The database holds a condition from now on, or proved it for all rows."""

    statement: str


class StepsAwoken(Fact, frozen=True, kw_only=True):
    """Conditions that records stood against are looked at again."""


class StepLoader(msgspec.Struct, frozen=True, kw_only=True):
    """Loads what a step needs, as a tenant's documents shape it."""

    shapes: Mapping[str, Shape]

    async def load(self, tx: Tx, commands: Sequence[TakeStep]) -> Upkeep:
        """Lock the next step and read what it works on."""
        again = any(command.again for command in commands)
        found = await tx.rows(SELECT_NEXT, {"again": again}, as_=Step)
        if not found:
            return Upkeep(step=None)
        step = found[0]
        if step.kind == "fill":
            return await self._records(tx, step)
        for statement in PATIENCE:
            tx.execute(statement, prepare=False)
        broken = 0
        if step.counting is not None and step.done == 0:
            broken = msgspec.convert((await tx.fetch(step.counting, prepare=False))[0][0], int)
        is_built = True
        if is_built_beside(statement_of(step)) and not broken:
            rows = await tx.rows(STANDING, {"name": unfinished_name(step.name)}, as_=Standing)
            is_built = bool(rows) and rows[0].is_valid
        return Upkeep(step=step, broken=broken, is_built=is_built)

    async def _records(self, tx: Tx, step: Step) -> Upkeep:
        shape = with_subforms(self.shapes).get(step.entity)
        if shape is None:
            return Upkeep(step=step)
        counted = None
        if step.total is None:
            counted = tx.send(f"SELECT count(*) FROM {quoted(shape.table)}", prepare=False)
        loader = Loader(shape=shape, shapes=self.shapes, numbers=NoNumbers())
        records = await loader.beyond(tx, step.after, limit=FILL_BATCH)
        total = step.total or 0
        if counted is not None:
            total = msgspec.convert((await counted.rows())[0][0], int)
        return Upkeep(step=step, records=records, total=total)


def with_subforms(shapes: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return all entities and the rows of their subforms, by table."""
    children = {c.name: c for shape in shapes.values() for c in shape.subforms.values()}
    return {**shapes, **children}


def decide_step(state: Upkeep, command: TakeStep, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what one step writes.

    Raises:
        NoStep: everything is done.
        IndexNotBuilt: the step needs an index that is built beside it.
    """
    step = state.step
    if step is None:
        raise NoStep
    if not state.is_built:
        raise IndexNotBuilt(name=step.name)
    facts: list[Fact] = [StepsAwoken()] if command.again else []
    facts += _filled(state, step, now) if step.kind == "fill" else _held(state, step)
    moved = next(fact.step for fact in facts if isinstance(fact, StepMoved))
    if moved.state == "waiting":
        return facts
    event = Event(
        name=f"catalog_step.{'finished' if moved.state == 'done' else 'blocked'}",
        entity="catalog_step",
        record=moved.id,
        code=f"{moved.entity}.{moved.name}",
        payload={"broken": moved.broken},
    )
    return [*facts, event]


def _filled(state: Upkeep, step: Step, now: Instant) -> list[Fact]:
    """Compute the formulas of the records that were read."""
    records = state.records
    rows = [] if records is None else sorted(records.rows.values(), key=_id)
    fresh: list[Row] = []
    for row in rows:
        assert records is not None
        draft = Draft(records, dict(row), row)
        draft.compute(now)
        if any(draft.row[name] != row[name] for name in step.fields if name in row):
            fresh.append({name: draft.row[name] for name in ("id", *step.fields)})
    done = step.done + len(rows)
    moved = StepMoved(
        step=msgspec.structs.replace(
            step,
            done=done,
            total=max(state.total, done),
            after=_id(rows[-1]) if rows else step.after,
            state="waiting" if len(rows) == FILL_BATCH else "done",
        )
    )
    if not fresh or records is None:
        return [moved]
    columns = tuple(c for c in records.shape.columns if c.name == "id" or c.name in step.fields)
    table = records.shape.table
    return [FormulasFilled(table=table, columns=Columns(columns), rows=fresh), moved]


def _held(state: Upkeep, step: Step) -> list[Fact]:
    """Make the next statement of a condition, unless records stand against it."""
    if state.broken:
        blocked = msgspec.structs.replace(step, state="blocked", broken=state.broken)
        return [StepMoved(step=blocked)]
    done = step.done + 1
    moved = msgspec.structs.replace(
        step,
        done=done,
        broken=0,
        state="done" if done == len(step.statements) else "waiting",
    )
    return [ConditionHeld(statement=step.statements[step.done]), StepMoved(step=moved)]


def _id(row: Row) -> UUID:
    record = row["id"]
    assert isinstance(record, UUID)
    return record


def fold_moved(state: object, fact: StepMoved) -> None:
    """A step is taken once per batch."""
    if isinstance(state, Upkeep):
        state.step = None


def record_filled(tx: Tx, facts: Sequence[Booked[FormulasFilled]]) -> None:
    """Write formulas: one statement per batch of records."""
    for booked in facts:
        plans: tuple[ColumnPlan, ...] = booked.fact.columns.plans
        rows = [json_row(row) for row in booked.fact.rows]
        tx.execute(update_rows(booked.fact.table, plans), {"rows": Json(rows)}, prepare=False)


def record_held(tx: Tx, facts: Sequence[Booked[ConditionHeld]]) -> None:
    """Let the database hold conditions."""
    for booked in facts:
        if not is_built_beside(booked.fact.statement):  # That one is done: it runs in none.
            tx.execute(booked.fact.statement, prepare=False)


def record_awoken(tx: Tx, facts: Sequence[Booked[StepsAwoken]]) -> None:
    """Let blocked steps wait for their turn again."""
    tx.execute(AWAKE)


FACT_KINDS = (
    FactKind(StepsAwoken, record_awoken),
    FactKind(FormulasFilled, record_filled),
    FactKind(ConditionHeld, record_held),
    FactKind(StepMoved, record_moved, fold_moved),
)
EVENTS = (
    EventKind(
        name="catalog_step.finished",
        entity="catalog_step",
        label=Text(en="Publication step finished", zh="发布步骤已完成"),
    ),
    EventKind(
        name="catalog_step.blocked",
        entity="catalog_step",
        label=Text(en="Publication step blocked", zh="发布步骤受阻"),
    ),
)


def step_verb(shapes: Mapping[str, Shape]) -> AnyVerb:
    """Return the command that takes the next step, as a tenant's documents shape it."""
    return Verb(
        "catalog.take_step",
        TakeStep,
        needs="app:publish",
        load=StepLoader(shapes=shapes).load,
        decide=decide_step,
        label=Text(en="Take the next step of a publication", zh="执行发布的下一步骤"),
        refusals=(NoStep, IndexNotBuilt),
        events=("catalog_step.finished", "catalog_step.blocked"),
    )
