"""Conditions of grants that hold on some records only, asked of the records a command names."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol
from uuid import UUID

import msgspec

from taktline.base.code import id_of
from taktline.base.problem import Problem
from taktline.catalog.expression import Expression, expression
from taktline.catalog.filter import Moment
from taktline.catalog.given import given_fields
from taktline.catalog.naming import Named, named_by
from taktline.catalog.number import ZONE
from taktline.catalog.path import Paths
from taktline.catalog.reach import Ground
from taktline.catalog.reading import Records as Readable
from taktline.catalog.records import Place, Records, Row
from taktline.catalog.rules import Draft
from taktline.catalog.shape import Shape
from taktline.catalog.statements import SELECT_PLACES
from taktline.catalog.tenant import TenantCatalog
from taktline.catalog.user_words import USER, words_of
from taktline.catalog.wire import RECORD
from taktline.platform.command import Clock, Command, Principal
from taktline.platform.guard import NOTHING_LOOKED_AT, Looked, Question
from taktline.platform.identity.access import Reach, editable, reaches
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb
from taktline.store.plan import AnyOf, Condition, Either, Order, Output, QueryPlan, Ref
from taktline.store.queries import compile_query

EXPRESSIONS_MAX = 5_000
NAMED_MAX = 5_000
"""Records of one entity that a batch may name where somebody sees only some of them."""
ID = Ref(column="id", type="uuid", nullable=False)


class InForce(Protocol):
    """Where a tenant's entities are compiled."""

    async def current(self, tenant: str) -> TenantCatalog:
        """Return a tenant's catalog."""


class RecordScopes:
    """Scopes and field rules of every command.

    A record to be changed is judged as it stands; one that a generic command makes, as it would be
    made. What another command makes is not there to be judged: a grant with a condition does not
    allow to make it.
    """

    def __init__(self, catalogs: InForce | None = None, clock: Clock | None = None) -> None:
        """Judge the records of generic commands; with catalogs and a clock those of all."""
        self._catalogs = catalogs
        self._clock = clock

    async def look(
        self, tx: Tx, verb: AnyVerb, asked: Sequence[tuple[Command, Principal]]
    ) -> Looked:
        """Ask the database which named records lie in the conditions of the askers' grants."""
        if self._catalogs is None or self._clock is None:
            return NOTHING_LOOKED_AT
        records = (await self._catalogs.current(tx.tenant)).records
        fixed = _fixed(verb, asked, records.shapes)
        if not any(principal.is_scoped for _, principal in asked):
            return Looked(fixed=fixed) if fixed else NOTHING_LOOKED_AT
        now = self._clock()
        moment = Moment(now=now, today=now.astimezone(ZONE).date())
        look = _Look(tx, records, moment)
        admitted: set[tuple[UUID, str]] = set()
        unseen: dict[UUID, str] = {}
        for command, principal in asked:
            named = named_by(verb, command, records.shapes)
            admitted |= await look.admitted(verb, command, principal, named=named)
            missing = await look.unseen(principal, named, verb=verb)
            if missing is not None:
                unseen[command.id] = missing
        return Looked(admitted=frozenset(admitted), unseen=unseen, fixed=fixed)

    def admits(self, scope: str, question: Question) -> bool:
        """Say whether the record lies within the scope; what cannot be evaluated does not."""
        if not isinstance(question.state, Records):
            return (question.command.id, scope) in question.looked.admitted
        try:
            row = _row(question.state, question)
            names = tuple(column.name for column in question.state.shape.columns)
            compiled = _compiled(scope, (*names, USER))
        except Problem:
            return False
        seen = {**question.state.seen(row), USER: words_of(question.principal)}
        return compiled.value(seen, question.now) is True


class _Look:
    """Questions about named records, within one transaction."""

    def __init__(self, tx: Tx, records: Readable, moment: Moment) -> None:
        self._tx = tx
        self._records = records
        self._moment = moment
        self._places: dict[UUID, Place] | None = None

    async def admitted(
        self, verb: AnyVerb, command: Command, principal: Principal, *, named: Named
    ) -> set[tuple[UUID, str]]:
        """Return which conditions of grants for the verb hold for the records it acts on."""
        entity = verb.needs.partition(":")[0]
        shape, references = self._records.shapes.get(entity), named.get(entity, set())
        if shape is None or not references:
            return set()
        found: set[tuple[UUID, str]] = set()
        for reach in reaches(principal, verb.needs):
            if reach.scope is None:
                continue
            try:
                if await self._all_in(shape, references, [Reach(scope=reach.scope)], principal):
                    found.add((command.id, reach.scope))
            except Problem:
                continue  # a condition that cannot be asked holds for nothing
        return found

    async def unseen(self, principal: Principal, named: Named, *, verb: AnyVerb) -> str | None:
        """Return the permission to read that is missing for a record that is named."""
        for entity, references in named.items():
            shape = self._records.shapes.get(entity)
            parts = reaches(principal, f"{entity}:read")
            if shape is None or not parts or any(part.scope is None for part in parts):
                continue
            try:
                if await self._all_in(shape, references, parts, principal):
                    continue
            except Problem:
                return f"{entity}:read"
            return f"{entity}:read"
        return None

    async def _all_in(
        self, shape: Shape, references: set[str], parts: Sequence[Reach], user: Principal
    ) -> bool:  # tidy: positional - which records in which parts for whom
        """Say whether every record of these names lies in one of the parts; missing ones do."""
        if len(references) > NAMED_MAX:
            return False
        there = await self._ids(shape, references, (), Paths(self._records.shapes, shape))
        if not there:
            return True
        paths = Paths(self._records.shapes, shape)
        ground = Ground(
            shape,
            self._records.types.of(shape.name),
            paths,
            places=await self._where(parts),
            moment=self._moment,
        )
        inside = await self._ids(shape, references, ground.reached(parts, user), paths)
        return there <= inside

    async def _ids(
        self, shape: Shape, references: set[str], conditions: tuple[Condition, ...], paths: Paths
    ) -> set[object]:  # tidy: positional - one query
        ids = [known for known in map(id_of, references) if known is not None]
        named: list[Condition] = [AnyOf(ref=ID, values=ids)]
        if shape.has_code:
            named.append(AnyOf(ref=paths.find("code").ref, values=sorted(references)))
        plan = QueryPlan(
            table=shape.table,
            links=paths.links,
            outputs=(Output(name="id", ref=ID),),
            filters=(Either(conditions=tuple(named)), *conditions),
            order=(Order(ref=ID),),
            limit=2 * NAMED_MAX,
        )
        compiled = compile_query(plan)
        rows = await self._tx.fetch(compiled.sql, compiled.params, prepare=False)
        return {row[0] for row in rows}

    async def _where(self, parts: Sequence[Reach]) -> Mapping[UUID, Place]:
        if all(part.node is None for part in parts):
            return {}
        if self._places is None:
            found = await self._tx.rows(SELECT_PLACES, as_=Place)
            self._places = {place.id: place for place in found}
        return self._places


def _fixed(
    verb: AnyVerb, asked: Sequence[tuple[Command, Principal]], shapes: Mapping[str, Shape]
) -> dict[UUID, str]:
    """Return a field that each command would change and its asker may not."""
    entity = verb.name.partition(".")[0]
    shape = shapes.get(entity)
    if shape is None or not shape.is_generic:
        return {}
    found: dict[UUID, str] = {}
    for command, principal in asked:
        try:
            given = given_fields(shape, command)
        except Problem:
            continue  # the decision says what is wrong with them
        for name in given:
            if not editable(principal, entity, name, needs=verb.needs):
                found.setdefault(command.id, name)
    return found


def _row(state: Records, question: Question) -> Row:
    """Return the record a command acts on.

    Raises:
        Problem: there is none, or it could not be made.
    """
    named = getattr(question.command, RECORD, msgspec.UNSET)
    if isinstance(named, str):
        return state.record(named)
    given = given_fields(state.shape, question.command)
    draft = Draft(state, {column.name: None for column in state.shape.columns})
    draft.enter(given)
    draft.fill(given, question.now)
    draft.compute(question.now)
    if draft.problems:
        raise draft.problems[0]
    return draft.row


@lru_cache(maxsize=EXPRESSIONS_MAX)
def _compiled(scope: str, names: tuple[str, ...]) -> Expression:
    return expression(scope, names)
