"""Reads what a batch of generic commands needs: as many queries as tables, however many records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Problem
from taktline.catalog.attach import files_named
from taktline.catalog.editable import locked_links
from taktline.catalog.given import given_fields
from taktline.catalog.number import NumberSource
from taktline.catalog.records import (
    Fixing,
    Lookup,
    Place,
    Records,
    Row,
    Target,
    Use,
    unique_values,
)
from taktline.catalog.rules import entered
from taktline.catalog.shape import EQUIPMENT, PARENT, Referrer, Shape, ShapedField
from taktline.catalog.statements import (
    SELECT_PLACES,
    Lock,
    count_uses,
    select_beyond,
    select_children,
    select_named,
    select_taken,
    select_tree,
)
from taktline.catalog.uses import still_linked, still_named
from taktline.catalog.wire import RECORD
from taktline.platform.command import Command
from taktline.platform.outside.file import load_files
from taktline.platform.posting_lock import ALONE, posting_lock
from taktline.platform.transaction import Pending, Tx
from taktline.store import Json

Shapes = Mapping[str, Shape]


class Loader(msgspec.Struct, frozen=True, kw_only=True):
    """Loads batches of one entity's commands.

    Attributes:
        shape: the entity.
        shapes: all entities, for links.
        numbers: where running numbers come from.
    """

    shape: Shape
    shapes: Shapes
    numbers: NumberSource

    async def new(self, tx: Tx, commands: Sequence[Command]) -> Records:
        """Load what creating needs: linked records, keys that are taken, running numbers."""
        state = Records(self.shape)
        await self._linked(tx, state, references(self.shape, commands))
        await self._files(tx, state, commands)
        await self._taken(tx, state, commands)
        await self._numbered(tx, state, commands)
        return state

    async def existing(self, tx: Tx, commands: Sequence[Command]) -> Records:
        """Load what changing needs: the records, locked, linked ones, keys that are taken."""
        state = Records(self.shape)
        named = self._send_records(tx, commands)
        await self._linked(tx, state, references(self.shape, commands))
        await self._keep_records(state, named)
        await self._linked(tx, state, self._old_references(state))
        await self._subrows(tx, state)
        await self._files(tx, state, commands)
        await self._taken(tx, state, commands)
        await self._tree(tx, state, commands)
        await self._fixed(tx, state, commands)
        return state

    async def beyond(self, tx: Tx, after: UUID | None, *, limit: int) -> Records:
        """Load the next records by id, locked, with what their formulas look at.

        Args:
            after: id of the last record seen; None = from the first.
            limit: records at most.
        """
        state = Records(self.shape)
        columns = [column.name for column in self.shape.columns]
        sql = select_beyond(self.shape.table, columns)
        await self._keep_records(
            state, tx.send(sql, {"after": after, "limit": limit}, prepare=False)
        )
        await self._linked(tx, state, self._old_references(state))
        await self._subrows(tx, state)
        return state

    async def leaving(self, tx: Tx, commands: Sequence[Command]) -> Records:
        """Load what archiving needs: the records, locked, and who links to them.

        Where bookings keep records in use, nobody books meanwhile: who read a record just before
        it is archived reads it again once he may go on.
        """
        state = Records(self.shape)
        if any(one.keeps is not None for one in self.shape.referrers):
            tx.execute(ALONE, {"key": posting_lock(tx.tenant)})
        await self._keep_records(state, self._send_records(tx, commands))
        await self._linked(tx, state, {})
        if locked_links(self.shape):
            await self._linked(tx, state, self._old_references(state))
        await self._used(tx, state)
        return state

    def _send_records(self, tx: Tx, commands: Sequence[Command]) -> Pending:
        names = [str(getattr(command, RECORD)) for command in commands]
        columns = [column.name for column in self.shape.columns]
        by_code = self.shape.has_code
        sql = select_named(self.shape.table, columns, by_code=by_code, lock=" FOR UPDATE")
        return tx.send(sql, split_names(names), prepare=False)

    async def _keep_records(self, state: Records, named: Pending) -> None:
        columns = [column.name for column in self.shape.columns]
        for values in await named.rows():
            state.add(dict(zip(columns, values, strict=True)))

    async def _linked(self, tx: Tx, state: Records, wanted: Mapping[str, Iterable[str]]) -> None:
        sent: list[tuple[Shape, list[str], Pending]] = []
        standing = locked_links(self.shape)
        for entity in {link.field.to for link in _all_links(self.shape)}:
            shape = self.shapes.get(entity or "")
            if shape is None:
                continue
            state.targets.setdefault(shape.name, Lookup())
            names = list(wanted.get(shape.name, ()))
            if names:
                columns = self._target_columns(shape)
                lock: Lock = " FOR SHARE" if shape.name in standing else ""
                sql = select_named(shape.table, columns, by_code=shape.has_code, lock=lock)
                sent.append((shape, columns, tx.send(sql, split_names(names), prepare=False)))
        places = None
        if self.shape.name == EQUIPMENT and not state.places:
            places = tx.send(SELECT_PLACES)
        for shape, columns, pending in sent:
            for values in await pending.rows():
                row: Row = dict(zip(columns, values, strict=True))
                state.targets[shape.name].add(_target(shape, row))
        if places is not None:
            state.places = {place.id: place for place in await places.rows_as(Place)}

    def _target_columns(self, target: Shape) -> list[str]:
        """Return what is read of a linked record: id, code or key, what conditions look at."""
        wanted = ["code"] if target.has_code else list(target.entity.key)
        for link in self.shape.links:
            if link.field.to == target.name:
                wanted += sorted(self.shape.needed.get(link.name, ()))
        stored = {column.name for column in target.columns}
        wanted = ["id", "archived", *wanted]
        return [name for name in dict.fromkeys(wanted) if name in stored]

    def _old_references(self, state: Records) -> dict[str, set[str]]:
        """Return the links the records hold already, where a condition looks through them."""
        found: dict[str, set[str]] = defaultdict(set)
        for link in self.shape.links:
            if link.name not in self.shape.needed or link.field.to is None:
                continue
            known = state.targets.get(link.field.to, Lookup()).by_id
            held = {row.get(link.name) for row in state.rows.values()}
            found[link.field.to] |= {str(h) for h in held if isinstance(h, UUID) and h not in known}
        return found

    async def _files(self, tx: Tx, state: Records, commands: Sequence[Command]) -> None:
        """Lock the uploads that the commands name."""
        named = {
            file for one in commands for file in files_named(self.shape, _given(self.shape, one))
        }
        if named:
            state.files = await load_files(tx, named)

    async def _tree(self, tx: Tx, state: Records, commands: Sequence[Command]) -> None:
        """Read which record stands below which, where a command moves one."""
        if self.shape.has_tree and any(PARENT in _given(self.shape, one) for one in commands):
            for record, parent in await tx.fetch(select_tree(self.shape.table), prepare=False):
                above = None if parent is None else msgspec.convert(parent, UUID)
                state.parents[msgspec.convert(record, UUID)] = above

    async def _fixed(self, tx: Tx, state: Records, commands: Sequence[Command]) -> None:
        """Ask which named fields of the records must stay, as others are written in them."""
        named = {name for one in commands for name in _given(self.shape, one)}
        for field in self.shape.fields.values():
            for path in field.field.fixed_by if field.name in named else ():
                other = self.shapes.get(path.partition(".")[0])
                if other is None:
                    continue  # a part of the product that this process does not have
                entity = other.entity
                query = still_linked(self.shapes, path, ids=list(state.rows))
                fixing = Fixing(entity=entity.label, for_now=entity.keeps is not None)
                for record, _ in await tx.fetch(query.sql, query.params, prepare=False):
                    state.fixed[msgspec.convert(record, UUID), field.name] = fixing

    async def _subrows(self, tx: Tx, state: Records) -> None:
        for name, shape in self.shape.subforms.items():
            columns = [column.name for column in shape.columns]
            sql = select_children(shape.table, columns)
            by_parent: dict[UUID, list[Row]] = {record: [] for record in state.rows}
            for values in await tx.fetch(sql, {"parents": list(state.rows)}, prepare=False):
                row: Row = dict(zip(columns, values, strict=True))
                by_parent[msgspec.convert(row["parent"], UUID)].append(row)
            state.subrows[name] = by_parent

    async def _taken(self, tx: Tx, state: Records, commands: Sequence[Command]) -> None:
        """Ask which of the batch's unique values another record has."""
        sent: list[tuple[tuple[str, ...], Pending]] = []
        rows = [_unique_part(state, command) for command in commands]
        by_name = {column.name: column for column in self.shape.columns}
        for unique in (("id",), *self.shape.uniques):
            state.taken[unique] = {}
            wanted = {unique_values(row, unique): row for row in rows if row.keys() >= set(unique)}
            wanted.pop(None, None)
            if wanted:
                sql = select_taken(self.shape.table, [by_name[name] for name in unique])
                objects = [{name: row[name] for name in unique} for row in wanted.values()]
                sent.append((unique, tx.send(sql, {"rows": Json(objects)}, prepare=False)))
        for unique, pending in sent:
            for record, *values in await pending.rows():
                key = unique_values(dict(zip(unique, values, strict=True)), unique)
                if key is not None:
                    state.taken[unique][key] = msgspec.convert(record, UUID)

    async def _numbered(self, tx: Tx, state: Records, commands: Sequence[Command]) -> None:
        for field in self.shape.fields.values():
            if field.field.number_rule is None:
                continue
            given = await self.numbers.take(tx, self.shape, field.name, commands=commands)
            for command, number in zip(commands, given, strict=True):
                state.numbers[command.id, field.name] = number

    async def _used(self, tx: Tx, state: Records) -> None:
        ids = list(state.rows)
        sent: list[tuple[Referrer, Pending]] = []
        for referrer in self.shape.referrers:
            if referrer.keeps is None:
                sql, params = count_uses(referrer.table, referrer.column), {"ids": ids}
                sent.append((referrer, tx.send(sql, params, prepare=False)))
            else:
                path = f"{referrer.keeps}.{referrer.column}"
                asks = still_named if referrer.is_within else still_linked
                query = asks(self.shapes, path, ids=ids)
                sent.append((referrer, tx.send(query.sql, query.params, prepare=False)))
        for referrer, pending in sent:
            for record, count in await pending.rows():
                use = Use(
                    label=referrer.label,
                    table=referrer.table,
                    column=referrer.column,
                    count=msgspec.convert(count, int),
                    restricts=referrer.on_delete == "restrict",
                )
                state.uses.setdefault(msgspec.convert(record, UUID), []).append(use)


def references(shape: Shape, commands: Sequence[Command]) -> dict[str, set[str]]:
    """Return what the commands link to, by entity: ids and codes as they were written."""
    found: dict[str, set[str]] = defaultdict(set)
    for command in commands:
        _gather(shape, _given(shape, command), found)
    return found


def _given(shape: Shape, command: Command) -> dict[str, object]:
    """Return what a command says; what is malformed is refused when it is decided."""
    try:
        return given_fields(shape, command)
    except Problem:
        return {}


def _gather(shape: Shape, values: Mapping[str, object], found: dict[str, set[str]]) -> None:
    for link in shape.links:
        value = values.get(link.name)
        if link.field.to is not None and value is not None:
            listed = value if isinstance(value, list) else [value]
            found[link.field.to] |= {str(one) for one in listed}
    for name, child in shape.subforms.items():
        rows = values.get(name)
        for row in rows if isinstance(rows, list) else ():
            _gather(child, given_fields(child, row), found)


def _all_links(shape: Shape) -> Iterable[ShapedField]:
    yield from shape.links
    for child in shape.subforms.values():
        yield from child.links


def _unique_part(state: Records, command: Command) -> Row:
    """Return the unique values a command would save, as far as they are known before deciding."""
    shape = state.shape
    wanted = {name for unique in shape.uniques for name in unique}
    given = _given(shape, command)
    named = getattr(command, RECORD, msgspec.UNSET)
    row: Row = {}
    if isinstance(named, UUID):
        row["id"] = named
    elif isinstance(named, str):
        found = state.named.find(named)
        row = dict(state.rows[found[0].id]) if len(found) == 1 else {}
        row.pop("id", None)
    for name in wanted:
        field = shape.fields[name]
        if name in given:
            try:
                row.update(entered(state, field, given[name]))
            except Problem:
                row.pop(name, None)
        elif name not in row and (field.constant is not None or field.default is None):
            row[name] = None if field.constant is None else field.constant[0]
    return row


def split_names(names: Sequence[str]) -> dict[str, object]:
    """Return references as the statements take them: ids and codes apart."""
    ids = {name: id_of(name) for name in names}
    return {
        "ids": [known for known in ids.values() if known is not None],
        "codes": [name for name, known in ids.items() if known is None and "\x00" not in name],
    }


def _target(shape: Shape, row: Row) -> Target:
    record = msgspec.convert(row["id"], UUID)
    return Target(
        id=record, code=shape.code_of(row), archived=row.get("archived") is True, values=row
    )
