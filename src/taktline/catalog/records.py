"""What the create, change and archive commands of an entity know when they decide."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.refusals import LinkAmbiguous, LinkMissing
from taktline.catalog.shape import PARENT, Shape, ShapedField
from taktline.platform.outside.file import StoredFile

Row = dict[str, object]
"""A record's stored values by column."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A record that others link to, as far as they look at it."""

    id: UUID
    code: str
    archived: bool
    values: Mapping[str, object] = {}

    def seen(self) -> dict[str, object]:
        """Return it as formulas see it."""
        return {**self.values, "id": str(self.id), "code": self.code}


class Lookup:
    """The records of one entity that a batch names, by id and by code."""

    def __init__(self, targets: Iterable[Target] = ()) -> None:
        self.by_id: dict[UUID, Target] = {}
        self.by_code: dict[str, list[Target]] = {}
        for target in targets:
            self.add(target)

    def add(self, target: Target) -> None:
        """Know one more record, or its newer state."""
        old = self.by_id.get(target.id)
        if old is not None:
            self.by_code[old.code].remove(old)
        self.by_id[target.id] = target
        self.by_code.setdefault(target.code, []).append(target)

    def find(self, reference: str) -> list[Target]:
        """Return the records that an id or code names."""
        known = id_of(reference)
        if known is not None:
            target = self.by_id.get(known)
            return [] if target is None else [target]
        return self.by_code.get(reference, [])


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """How often records of another entity link to one."""

    label: Text
    table: str
    column: str
    count: int
    restricts: bool


class Fixing(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a field of a record as it is.

    Attributes:
        entity: label of the records that are there.
        for_now: they keep it only at times, such as stock while there is some.
    """

    entity: Text
    for_now: bool


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A node of the equipment hierarchy."""

    id: UUID
    parent: UUID | None
    site: UUID


class Records:
    """The state of one batch: what was loaded, as changed by the commands before.

    Attributes:
        shape: the entity.
        rows: the records to change, and those made in this batch, by id.
        named: the same records by id and code.
        targets: what links name, by entity.
        taken: which record holds the values of a unique combination.
        numbers: running numbers taken for this batch, by command and field.
        uses: who links to the records to archive.
        places: the equipment hierarchy, where a place is asked for.
        subrows: rows of subforms of the records to change, by field and record.
        parents: what each record stands below, where a command moves one.
        files: the uploads that the commands name.
        fixed: what keeps a field of a record as it is, by record and field.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.rows: dict[UUID, Row] = {}
        self.named = Lookup()
        self.targets: dict[str, Lookup] = {}
        self.taken: dict[tuple[str, ...], dict[tuple[object, ...], UUID]] = {}
        self.numbers: dict[tuple[UUID, str], str] = {}
        self.uses: dict[UUID, list[Use]] = {}
        self.places: dict[UUID, Place] = {}
        self.subrows: dict[str, dict[UUID, list[Row]]] = {}
        self.parents: dict[UUID, UUID | None] = {}
        self.files: dict[UUID, StoredFile] = {}
        self.fixed: dict[tuple[UUID, str], Fixing] = {}

    def add(self, row: Row) -> None:
        """Know a record, or its newer state; its unique values are taken from now on."""
        record = row["id"]
        assert isinstance(record, UUID)
        self._release(record)
        self.rows[record] = row
        self.named.add(target_of(self.shape, row))
        for unique, taken in self.taken.items():
            values = unique_values(row, unique)
            if values is not None:
                taken[values] = record
        if self.shape.has_tree:
            parent = row.get(PARENT)
            self.parents[record] = parent if isinstance(parent, UUID) else None
        own = self.targets.get(self.shape.name)
        if own is not None:
            own.add(target_of(self.shape, row))

    def _release(self, record: UUID) -> None:
        old = self.rows.get(record)
        if old is None:
            return
        for unique, taken in self.taken.items():
            values = unique_values(old, unique)
            if values is not None and taken.get(values) == record:
                del taken[values]

    def resolve(self, field: ShapedField, reference: str) -> Target:
        """Return the record a link names.

        Raises:
            LinkMissing: there is none.
            LinkAmbiguous: there are several of that code.
        """
        entity = field.field.to or ""
        lookup = self.targets.get(entity)
        if lookup is None:
            return _unknown_kind(field, reference)
        return _only(lookup.find(reference), field.field.label, reference, entity=entity)

    def above(self, record: UUID) -> set[UUID]:
        """Return everything a record stands below, itself included."""
        found: set[UUID] = set()
        at: UUID | None = record
        while at is not None and at not in found:
            found.add(at)
            at = self.parents.get(at)
        return found

    def record(self, reference: str) -> Row:
        """Return the record a command names.

        Raises:
            LinkMissing: there is none.
            LinkAmbiguous: there are several of that code.
        """
        label = self.shape.entity.label
        target = _only(self.named.find(reference), label, reference, entity=self.shape.name)
        return self.rows[target.id]

    def seen(self, row: Row) -> dict[str, object]:
        """Return a record as formulas see it: links are contexts, lists are lists."""
        context: dict[str, object] = dict(row)
        for link in self.shape.links:
            value = row.get(link.name)
            if isinstance(value, UUID):
                context[link.name] = self._seen_link(link, value)
        for name, by_record in self.subrows.items():
            record = row["id"]
            assert isinstance(record, UUID)
            context[name] = by_record.get(record, [])
        return context

    def _seen_link(self, link: ShapedField, value: UUID) -> dict[str, object]:
        lookup = self.targets.get(link.field.to or "")
        target = None if lookup is None else lookup.by_id.get(value)
        return {"id": str(value)} if target is None else target.seen()


def target_of(shape: Shape, row: Row) -> Target:
    """Return a record as others link to it."""
    record = row["id"]
    assert isinstance(record, UUID)
    return Target(
        id=record, code=shape.code_of(row), archived=bool(row.get("archived")), values=row
    )


def unique_values(row: Mapping[str, object], unique: tuple[str, ...]) -> tuple[object, ...] | None:
    """Return a combination's values; None where it is empty, and so not unique.

    Args:
        row: the record.
        unique: the columns; in a combination of several, empty values count as values.
    """
    values = tuple(_plain(row.get(name)) for name in unique)
    return None if all(value is None for value in values) else values


def _plain(value: object) -> object:
    return value.normalize() if isinstance(value, Decimal) else value


def _only(found: list[Target], label: Text, reference: str, *, entity: str) -> Target:
    if not found:
        raise LinkMissing(label=label, entity=entity, value=reference[:80])
    if len(found) > 1:
        raise LinkAmbiguous(label=label, value=reference[:80], count=len(found))
    return found[0]


def _unknown_kind(field: ShapedField, reference: str) -> Target:
    """Return a target that lies outside of the catalog: only its id is known."""
    known = id_of(reference)
    if known is None:
        raise LinkMissing(
            label=field.field.label, entity=field.field.to or "", value=reference[:80]
        )
    return Target(id=known, code=reference, archived=False)


def at(problem: Problem, name: str) -> Problem:
    """Return a refusal pointing at a field."""
    return problem.located(f"/{name}")
