"""Reads the records that rules look at: for many events at once, typed as FEEL sees them."""

from collections.abc import Iterable, Mapping, Sequence

from taktline.base.instant import Instant
from taktline.catalog.filter import Moment
from taktline.catalog.number import ZONE
from taktline.catalog.reading import read_records
from taktline.catalog.request import RecordsRequest
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.compiled import Look
from taktline.engines.rules.words import link_id, read_as
from taktline.feel.types import ANY, ContextType, Type
from taktline.feel.values import literal_text
from taktline.platform.command import Grant, Principal
from taktline.platform.identity.principal import SYSTEM
from taktline.platform.transaction import Tx

READER = Principal(id=SYSTEM.id, name="rules", kind="system", grants=(Grant(needs="*"),))
"""Rules judge on what is so, not on what somebody may see; what they tell is their text."""

Record = dict[str, object]


class Reader:
    """Reads records of one tenant at one moment; what was asked once is known."""

    def __init__(self, tx: Tx, catalog: TenantCatalog, now: Instant) -> None:
        self._tx = tx
        self._catalog = catalog
        self.now = now
        self._found: dict[tuple[object, ...], Record | None] = {}
        self._moment = Moment(now=now, today=now.astimezone(ZONE).date())

    async def by_id(
        self, entity: str, ids: Iterable[str], fields: Sequence[str]
    ) -> dict[str, Record]:
        """Return records by id, in one question.

        Args:
            entity: the kind of record; the catalog has it.
            ids: at most those of one batch of events.
            fields: dotted names of what is needed.
        """
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        listed = ", ".join(literal_text(one) for one in wanted)
        found = await self._read(entity, f"id in [{listed}]", fields, limit=len(wanted))
        return {str(record["id"]): record for record in found}

    async def first(self, look: Look, match: Mapping[str, object]) -> Record | None:
        """Return the first record that a rule looks for; None where a value to match is null.

        Args:
            look: whose records, in which order, and what is read.
            match: by field the value it must have.
        """
        parts = []
        for path, value in match.items():
            plain = link_id(value)
            if plain is None:
                return None
            named = f"{path}.id" if plain is not value else path
            parts.append(f"{named} = {literal_text(plain)}")
        key = self._catalog.shapes[look.entity].entity.key
        order = key if look.by is None else (look.by, *key)
        signed = tuple(f"-{name}" if look.last else name for name in order)
        where = " and ".join(parts)
        asked = (look.entity, where, look.fields, signed)
        if asked not in self._found:
            found = await self._read(look.entity, where, look.fields, limit=1, order=signed)
            self._found[asked] = found[0] if found else None
        return self._found[asked]

    async def _read(
        self,
        entity: str,
        where: str,
        fields: Sequence[str],
        *,
        limit: int,
        order: tuple[str, ...] = (),
    ) -> list[Record]:
        request = RecordsRequest(
            entity=entity,
            fields=tuple(fields) or ("id",),
            filter=where or None,
            order=order,
            limit=limit,
            archived=True,
        )
        page = await read_records(
            self._tx, self._catalog.records, request, reader=READER, moment=self._moment
        )
        types = ContextType(self._catalog.records.types.of(entity))
        return [nested(row, types) for row in page.rows]


def nested(row: Mapping[str, object], types: ContextType) -> Record:
    """Return a row of dotted names as a record inside records, each value as its type."""
    found: Record = {}
    for name in sorted(row):
        *way, last = name.split(".")
        at: Record | None = found
        for step in way:
            inner = at.setdefault(step, {}) if at is not None else None
            at = inner if isinstance(inner, dict) else None
        if at is not None:
            at[last] = _typed(row[name], type_at(types, [*way, last]))
    return found


def type_at(types: Type, way: Sequence[str]) -> Type:
    """Return the type a dotted name leads to; anything where it is not known."""
    for step in way:
        types = types.fields.get(step, ANY) if isinstance(types, ContextType) else ANY
    return types


def _typed(value: object, kind: Type) -> object:
    if isinstance(value, dict):
        if isinstance(kind, ContextType):
            return {name: str(one) if name == "id" else one for name, one in value.items()}
        return read_as(value.get("amount"), kind)
    return read_as(value, kind)
