"""Files of records: uploaded first, linked by the command that names them, let go with it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from taktline.base.instant import Instant
from taktline.base.problem import Problem
from taktline.catalog.records import Row, at
from taktline.catalog.rules import Draft
from taktline.catalog.shape import Shape
from taktline.platform.command import Booked, Fact, Principal
from taktline.platform.outside.file import FileLinked, linkable
from taktline.platform.transaction import Tx
from taktline.platform.verb import FactKind

FILE_TYPES = frozenset({"file", "files"})


class FilesLetGo(Fact, frozen=True, kw_only=True):
    """A field of a record no longer holds some files: who reads the record no longer reads them."""

    entity: str
    record: UUID
    field: str
    files: list[UUID]


LET_GO = """
    DELETE FROM file_link l
    USING unnest(%(entities)s::text[], %(records)s::uuid[], %(fields)s::text[], %(files)s::uuid[])
          AS t (entity, record, field, file)
    WHERE l.entity = t.entity AND l.record = t.record AND l.field = t.field AND l.file = t.file
"""


def files_named(shape: Shape, values: Mapping[str, object]) -> set[UUID]:
    """Return the files that what was sent speaks of, those of subform rows included."""
    found: set[UUID] = set()
    for name, value in values.items():
        kind = shape.fields[name].field.type
        if kind in FILE_TYPES:
            found |= ids_in(value)
        elif kind == "subform":
            child = shape.subforms[name]
            for row in value if isinstance(value, list) else ():
                sent = {n: getattr(row, n, None) for n in file_fields(child)}
                found |= {one for part in sent.values() for one in ids_in(part)}
    return found


def file_fields(shape: Shape) -> list[str]:
    """Return the fields of an entity that hold files."""
    return [name for name, field in shape.fields.items() if field.field.type in FILE_TYPES]


def ids_in(value: object) -> set[UUID]:
    """Return the ids that a file or files field holds."""
    listed = value if isinstance(value, list) else [value]
    return {one for one in listed if isinstance(one, UUID)}


def attached(
    draft: Draft,
    given: Mapping[str, object],
    *,
    lines: Mapping[str, tuple[Sequence[Row], Sequence[Row]]],
    by: Principal,
    now: Instant,
) -> list[Fact]:
    """Return what links the files a record holds from now on, and lets go of those it held.

    What may not be linked becomes a problem at its field.

    Args:
        lines: rows of the subforms that were sent, before and after.
        by: who links them: only the sender of an upload may.
    """
    shape = draft.state.shape
    changes: list[tuple[str, set[UUID], set[UUID]]] = [
        (name, ids_in((draft.old or {}).get(name)), ids_in(draft.row.get(name)))
        for name in given
        if shape.fields[name].field.type in FILE_TYPES
    ]
    for name, (before, after) in lines.items():
        columns = file_fields(shape.subforms[name])
        changes.append((name, set(_held(before, columns)), set(_held(after, columns))))
    record = draft.row["id"]
    assert isinstance(record, UUID)
    facts: list[Fact] = []
    for name, was, becomes in changes:
        for file in sorted(becomes - was):
            try:
                linkable(draft.state.files, file, by=by, now=now)
            except Problem as problem:
                draft.problems.append(at(problem, name))
            facts.append(FileLinked(file=file, entity=shape.name, record=record, field=name))
        if was - becomes:
            gone = sorted(was - becomes)
            facts.append(FilesLetGo(entity=shape.name, record=record, field=name, files=gone))
    return facts


def _held(rows: Iterable[Row], columns: Sequence[str]) -> Iterator[UUID]:
    for row in rows:
        for name in columns:
            yield from ids_in(row.get(name))


def record_let_go(tx: Tx, facts: Sequence[Booked[FilesLetGo]]) -> None:
    """Take links away: one statement for a batch; the files themselves are kept."""
    rows = [(b.fact, file) for b in facts for file in b.fact.files]
    params = {
        "entities": [fact.entity for fact, _ in rows],
        "records": [fact.record for fact, _ in rows],
        "fields": [fact.field for fact, _ in rows],
        "files": [file for _, file in rows],
    }
    tx.execute(LET_GO, params)


FACT_KINDS = (FactKind(FilesLetGo, record_let_go),)
