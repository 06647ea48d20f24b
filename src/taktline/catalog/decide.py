"""The decisions of the generic commands: make, change, archive and restore a record. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.catalog.attach import attached
from taktline.catalog.editable import (
    refuse_fixed,
    refuse_fixed_change,
    refuse_fixed_new,
)
from taktline.catalog.facts import (
    Columns,
    FieldChange,
    LinksCleared,
    RecordMade,
    RecordWritten,
    SubrowsWritten,
)
from taktline.catalog.given import given_fields
from taktline.catalog.records import Records, Row
from taktline.catalog.refusals import (
    FieldFixed,
    FieldInUse,
    NotArchived,
    NotEditable,
    RecordArchived,
    RecordChanged,
    StillLinked,
    TooManyRows,
)
from taktline.catalog.rules import Draft
from taktline.catalog.shape import EQUIPMENT, SITE, Shape
from taktline.catalog.wire import EXPECTED_VERSION, RECORD
from taktline.platform.command import Command, Event, Fact, Ids
from taktline.platform.judge import NotPermitted

SUBROWS_MAX = 500
"""Rows of a subform; more is an entity of its own."""

AUTOMATIC = frozenset({"version", "updated_at", "updated_by"})


def decide_new(state: Records, command: Command, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what making a record writes.

    Raises:
        Problem: a value cannot stand in its field, a rule is broken, or the key exists already.
        Several: more than one of these.
        RecordNotEditable: it could not be changed from the first moment on.
    """
    named = getattr(command, RECORD)
    record = named if isinstance(named, UUID) else ids.new()
    given = given_fields(state.shape, command)
    row: Row = {column.name: None for column in state.shape.columns}
    row.update(
        id=record, archived=False, version=1,
        created_at=now, created_by=ids.by.id, updated_at=now, updated_by=ids.by.id,
    )  # fmt: skip
    for (cause, name), number in state.numbers.items():
        if cause == command.id:
            row[name] = number
    draft = Draft(state, row)
    draft.enter(given)
    draft.fill(given, now)
    rows = _subrows(draft, given, now=now, ids=ids)
    files = attached(draft, given, lines=_lines({}, rows), by=ids.by, now=now)
    draft.compute(now)
    draft.check(now)
    refuse_fixed_new(state, draft.row, now)
    made = RecordMade(entity=state.shape.name, columns=Columns(state.shape.columns), values=row)
    return [made, *rows, *files, _event(state.shape, row, "created")]


def decide_change(state: Records, command: Command, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what changing a record writes; what is not said stays, null clears.

    Raises:
        LinkMissing, LinkAmbiguous: there is no such record.
        RecordChanged: somebody else changed it meanwhile.
        RecordArchived: it is out of use.
        RecordNotEditable: the record may not be changed now, or not moved to where it would stand.
        NotEditable: a field may not be changed now.
        FieldFixed, FieldInUse: records elsewhere are written in a field's value.
        NotPermitted: the record would move to a place where the asker may not change it.
        Problem: a value cannot stand in its field, a rule is broken, or the key exists already.
        Several: more than one of these.
    """
    old = _expected(state, command)
    if old["archived"]:
        raise RecordArchived(code=state.shape.code_of(old))
    given = given_fields(state.shape, command)
    draft = Draft(state, dict(old), old)
    draft.enter(given)
    refuse_fixed_change(state, old, draft.row, given=given, now=now)
    _refuse_uneditable(draft, given, now)
    _refuse_fixed_fields(draft)
    before = {name: by_record.get(_id(old), []) for name, by_record in state.subrows.items()}
    rows = _subrows(draft, given, now=now, ids=ids)
    files = attached(draft, given, lines=_lines(before, rows), by=ids.by, now=now)
    draft.compute(now)
    draft.check(now)
    _refuse_other_place(state, draft, ids)
    changed = [name for name, value in draft.row.items() if value != old.get(name)]
    if not changed and not rows:
        return []
    facts = _written(state.shape, draft.row, old, now=now, ids=ids)
    touched = [*changed, *(fact.field for fact in rows)]
    return [facts, *rows, *files, _event(state.shape, draft.row, "changed", fields=touched)]


def decide_archive(state: Records, command: Command, now: Instant, ids: Ids) -> list[Fact]:
    """Decide whether a record may go out of use, and which links become empty with it.

    Raises:
        LinkMissing, LinkAmbiguous: there is no such record.
        RecordChanged: somebody else changed it meanwhile.
        RecordArchived: it is out of use already.
        RecordNotEditable: it may not be changed now.
        StillLinked: records in use link to it.
    """
    old = _expected(state, command)
    code = state.shape.code_of(old)
    if old["archived"]:
        raise RecordArchived(code=code)
    refuse_fixed(state, old, now)
    record = _id(old)
    uses = state.uses.get(record, [])
    holding = [use for use in uses if use.restricts]
    if holding:
        where = [use.label for use in holding]
        raise StillLinked(code=code, count=sum(use.count for use in holding), where=where)
    cleared = [
        LinksCleared(table=use.table, column=use.column, record=record)
        for use in uses
        if not use.restricts
    ]
    row = {**old, "archived": True}
    written = _written(state.shape, row, old, now=now, ids=ids)
    return [written, *cleared, _event(state.shape, row, "archived")]


def decide_restore(state: Records, command: Command, now: Instant, ids: Ids) -> list[Fact]:
    """Decide whether an archived record comes into use again.

    Raises:
        LinkMissing, LinkAmbiguous: there is no such record.
        RecordChanged: somebody else changed it meanwhile.
        NotArchived: it is in use.
        RecordNotEditable: it may not be changed now.
    """
    old = _expected(state, command)
    if not old["archived"]:
        raise NotArchived(code=state.shape.code_of(old))
    refuse_fixed(state, old, now)
    row = {**old, "archived": False}
    written = _written(state.shape, row, old, now=now, ids=ids)
    return [written, _event(state.shape, row, "restored")]


def place_of_command(state: Records, command: Command) -> tuple[UUID, ...]:
    """Return where in the hierarchy a command acts: site first; () = the whole tenant."""
    named = getattr(command, RECORD)
    try:
        if isinstance(named, str):
            return place_of_row(state, state.record(named))
        draft = Draft(state, {"id": None})
        draft.enter(given_fields(state.shape, command))
    except Problem:
        return ()
    return place_of_row(state, draft.row)


def place_of_row(state: Records, row: Mapping[str, object]) -> tuple[UUID, ...]:
    """Return the path of a record's place from the site down."""
    record, site = row.get("id"), row.get(SITE)
    if state.shape.name == SITE:
        return (record,) if isinstance(record, UUID) else ()
    if not state.shape.entity.per_site or not isinstance(site, UUID):
        return ()
    if state.shape.name != EQUIPMENT:
        return (site,)
    above: list[UUID] = [record] if isinstance(record, UUID) else []
    parent = row.get("parent")
    while isinstance(parent, UUID) and parent not in above:
        above.append(parent)
        place = state.places.get(parent)
        parent = None if place is None else place.parent
    return (site, *reversed(above))


def _expected(state: Records, command: Command) -> Row:
    """Return the record a command names, if it is the one that was read."""
    row = state.record(getattr(command, RECORD))
    expected = getattr(command, EXPECTED_VERSION)
    if row["version"] != expected:
        raise RecordChanged(
            code=state.shape.code_of(row), version=row["version"], expected=expected
        )
    return row


def _refuse_uneditable(draft: Draft, given: Mapping[str, object], now: Instant) -> None:
    context: dict[str, object] | None = None
    for name in given:
        field = draft.state.shape.fields[name]
        if field.editable is None:
            continue
        context = context or draft.state.seen(draft.old or draft.row)
        if field.editable.value(context, now) is not True:
            raise NotEditable(label=field.field.label, at=f"/{name}")


def _refuse_fixed_fields(draft: Draft) -> None:
    old = draft.old or {}
    for (record, name), fixing in draft.state.fixed.items():
        if record != draft.row["id"] or draft.row[name] == old.get(name):
            continue
        field = draft.state.shape.fields[name].field
        if field.may_rise and _is_greater(draft.row[name], old.get(name)):
            continue
        said = {"label": field.label, "code": draft.state.shape.code_of(old)}
        kind = FieldInUse if fixing.for_now else FieldFixed
        raise kind(**said, entity=fixing.entity, at=f"/{name}")


def _is_greater(value: object, old: object) -> bool:
    return isinstance(value, Decimal) and isinstance(old, Decimal) and value > old


def _refuse_other_place(state: Records, draft: Draft, ids: Ids) -> None:
    """Refuse a move to a place where the asker may not change this kind of record."""
    assert draft.old is not None
    target = place_of_row(state, draft.row)
    needs = f"{state.shape.name}:change"
    if target != place_of_row(state, draft.old) and not ids.by.may(needs, target):
        raise NotPermitted(needs=needs)


def _written(shape: Shape, row: Row, old: Row, *, now: Instant, ids: Ids) -> RecordWritten:
    version = cast(int, old["version"])
    row.update(version=version + 1, updated_at=now, updated_by=ids.by.id)
    changes = [
        FieldChange(id=ids.new(), field=name, old=old.get(name), new=value)
        for name, value in row.items()
        if name not in AUTOMATIC and value != old.get(name)
    ]
    kept = tuple(changes) if shape.entity.history else ()
    return RecordWritten(
        entity=shape.name, columns=Columns(shape.columns), values=row, changes=kept
    )


def _subrows(
    draft: Draft, given: Mapping[str, object], *, now: Instant, ids: Ids
) -> list[SubrowsWritten]:
    """Return the rows of the subforms that were sent, checked like records of their own."""
    return [
        _subform(draft, name, cast("list[msgspec.Struct]", given[name] or []), now=now, ids=ids)
        for name in draft.state.shape.subforms
        if name in given
    ]


def _lines(
    before: Mapping[str, Sequence[Row]], rows: Sequence[SubrowsWritten]
) -> dict[str, tuple[Sequence[Row], Sequence[Row]]]:
    """Return the rows of the subforms that were sent, before and after."""
    return {fact.field: (before.get(fact.field, ()), fact.rows) for fact in rows}


def _subform(
    draft: Draft, name: str, sent: list[msgspec.Struct], *, now: Instant, ids: Ids
) -> SubrowsWritten:
    child = draft.state.shape.subforms[name]
    parent = _id(draft.row)
    if len(sent) > SUBROWS_MAX:
        label = child.entity.label
        draft.problems.append(
            TooManyRows(label=label, count=len(sent), limit=SUBROWS_MAX, at=f"/{name}")
        )
        sent = []
    state = Records(child)
    state.targets = draft.state.targets
    rows: list[Row] = []
    for index, one in enumerate(sent):
        row: Row = {column.name: None for column in child.columns}
        row.update(
            id=ids.new(), parent=parent, line=index + 1, archived=False, version=1,
            created_at=now, created_by=ids.by.id, updated_at=now, updated_by=ids.by.id,
        )  # fmt: skip
        draft.problems += _checked_row(state, row, one, now=now, place=f"/{name}/{index}")
        rows.append(row)
    draft.state.subrows.setdefault(name, {})[parent] = rows
    return SubrowsWritten(
        table=child.table, field=name, columns=Columns(child.columns), parent=parent, rows=rows
    )


def _checked_row(
    state: Records, row: Row, sent: msgspec.Struct, *, now: Instant, place: str
) -> list[Problem]:
    given = given_fields(state.shape, sent)
    draft = Draft(state, row)
    draft.enter(given)
    draft.fill({**given, "parent": None, "line": None}, now)
    draft.compute(now)
    try:
        draft.check(now)
    except Problem as problem:
        found: list[Problem] = getattr(problem, "problems", [problem])
        return [one.located(f"{place}{one.at or ''}") for one in found]
    return []


def _event(shape: Shape, row: Row, happened: str, *, fields: list[str] | None = None) -> Event:
    site = row.get(SITE)
    payload: dict[str, object] = {"version": row["version"]}
    if fields is not None:
        payload["fields"] = [name for name in fields if name not in AUTOMATIC]
    return Event(
        name=f"{shape.name}.{happened}",
        entity=shape.name,
        record=_id(row),
        code=shape.code_of(row),
        site=site if isinstance(site, UUID) and shape.entity.per_site else None,
        payload=payload,
    )


def _id(row: Mapping[str, object]) -> UUID:
    record = row["id"]
    assert isinstance(record, UUID)
    return record
