"""The commands that keep and remove views; whose view it is decides who may change it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import NotFound, Problem, Several
from taktline.base.text import Text
from taktline.catalog.answers.columns import columns_of, is_list
from taktline.catalog.answers.sieve import Sieve
from taktline.catalog.filter import Moment
from taktline.catalog.number import ZONE
from taktline.catalog.reading import Records
from taktline.catalog.refusals import RecordChanged
from taktline.catalog.request import FilterRefused, UnknownEntity, UnknownPath
from taktline.catalog.views.content import ViewContent, bad_measures, wrong_in, wrong_of_rows
from taktline.platform.command import Booked, Command, Event, Fact, Ids, Principal
from taktline.platform.judge import NotPermitted
from taktline.platform.registry import AnyQuery, EventKind
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb, FactKind, Verb
from taktline.store import Json

SAVE = "saved_view:save"
SHARE = "saved_view:share"
"""The permission to show a view to a role or to everybody, and to change those that are shown."""
VIEWS_MAX = 100
"""Views of one kind of record that one person keeps: a menu, not an archive."""

Queries = Callable[[], Mapping[str, AnyQuery]]
Shared = Literal["nobody", "role", "everybody"]
ViewName = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
RoleCode = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,79}$")]


class TooManyViews(Problem):
    """Somebody keeps view after view."""

    title = Text(
        en="You keep {limit} views of these records already; remove one first.",
        zh="您已为此类记录保存 {limit} 个视图;请先删除一个。",
    )
    status = 409


class RoleNotNamed(Problem):
    """A view is shared with a role, and nobody says with which; or the other way round."""

    title = Text(
        en="Name the role the view is shared with, and only then.",
        zh="与角色共享时必须(且仅此时)指定角色。",
    )
    status = 422


class SaveView(Command, frozen=True, kw_only=True):
    """Keep a view, new or changed.

    Attributes:
        view: the one that is changed; None = a new one.
        expected_version: of the view as it was read; None for a new one.
        entity: whose records it shows.
        name: what people call it.
        content: how they look at them.
        shared_with: who sees it beside its owner.
        role: code of the role that sees it.
        is_default: what its owner, the role or everybody begins with.
    """

    view: UUID | None = None
    expected_version: int | None = None
    entity: ViewName
    name: ViewName
    content: ViewContent
    shared_with: Shared = "nobody"
    role: RoleCode | None = None
    is_default: bool = False


class RemoveView(Command, frozen=True, kw_only=True):
    """Take a view away; what it showed stays untouched.

    Attributes:
        view: its id.
        expected_version: of the view as it was read.
    """

    view: UUID
    expected_version: int


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A view, as far as one must know it to change it."""

    id: UUID
    entity: str
    shared_with: Shared
    owner: UUID
    version: int


class Shelf(msgspec.Struct, kw_only=True, eq=False):
    """What a batch of such commands looks at.

    Attributes:
        views: those that are named and there.
        counted: views by entity and owner.
    """

    views: dict[UUID, Kept]
    counted: dict[tuple[str, UUID], int]


class ViewSaved(Fact, frozen=True, kw_only=True):
    """A view as it stands from now on."""

    id: UUID
    entity: str
    name: str
    content: ViewContent
    shared_with: Shared
    role: str | None
    is_default: bool
    owner: UUID
    version: int


class ViewRemoved(Fact, frozen=True, kw_only=True):
    """A view nobody has any more."""

    id: UUID


NAMED = """
    SELECT id, entity, shared_with, owner, version FROM saved_view
    WHERE id = ANY(%(views)s::uuid[]) AND NOT removed ORDER BY id FOR UPDATE
"""
COUNTED = """
    SELECT entity, owner, count(*) FROM saved_view
    WHERE entity = ANY(%(entities)s::text[]) AND NOT removed GROUP BY entity, owner
"""


async def load_views(tx: Tx, commands: Sequence[SaveView | RemoveView]) -> Shelf:
    """Read and lock the views a batch names, and how many everybody keeps."""
    views = [one.view for one in commands if one.view is not None]
    entities = sorted({one.entity for one in commands if isinstance(one, SaveView)})
    kept = await tx.rows(NAMED, {"views": views}, as_=Kept)
    counted = await tx.fetch(COUNTED, {"entities": entities})
    return Shelf(
        views={one.id: one for one in kept},
        counted={
            (str(entity), msgspec.convert(owner, UUID)): msgspec.convert(count, int)
            for entity, owner, count in counted
        },
    )


class ViewDecider(msgspec.Struct, frozen=True, kw_only=True):
    """Decides by what a tenant's documents make of its entities, and by what queries answer."""

    records: Records
    queries: Queries

    def save(
        self, state: Shelf, command: SaveView, now: Instant, ids: Ids
    ) -> list[Fact]:  # tidy: positional - the four of decide
        """Decide whether a view is kept.

        Raises:
            UnknownEntity: there are no such records.
            NotFound: there is no such view, or the asker does not see it.
            NotPermitted: the asker may not read the records, nor share or change shared views.
            RecordChanged: somebody else changed it meanwhile.
            RoleNotNamed: it is shared with a role and names none, or the other way round.
            UnknownPath, FilterRefused, Invalid, Several: the records cannot be looked at so.
            TooManyViews: the asker keeps VIEWS_MAX of these records.
        """
        needs = self._needs(command.entity)
        if not ids.by.granted(needs):
            raise NotPermitted(needs=needs)
        old = None if command.view is None else _mine(state, command.view, ids.by)
        _refuse_stale(old, command.expected_version)
        if command.shared_with != "nobody" and not ids.by.may(SHARE):
            raise NotPermitted(needs=SHARE, at="/shared_with")
        if (command.shared_with == "role") != (command.role is not None):
            raise RoleNotNamed(at="/role")
        wrong = bad_measures(command.content) or self._wrong(command, ids.by, now)
        if wrong:
            raise wrong[0] if len(wrong) == 1 else Several(wrong)
        if old is None and state.counted.get((command.entity, ids.by.id), 0) >= VIEWS_MAX:
            raise TooManyViews(limit=VIEWS_MAX)
        return _saved(command, old, ids)

    def _needs(self, entity: str) -> str:
        """Return the permission to read the records, or the query's rows.

        Raises:
            UnknownEntity: there are no such records.
        """
        shape = self.records.shapes.get(entity)
        if shape is not None and not shape.is_lines:
            return f"{entity}:read"
        query = self.queries().get(entity)
        if query is None or not is_list(query):
            raise UnknownEntity(entity=entity, at="/entity")
        return query.needs

    def _wrong(self, command: SaveView, by: Principal, now: Instant) -> list[Problem]:
        shape = self.records.shapes.get(command.entity)
        if shape is not None:
            return wrong_in(command.content, shape, self.records, by=by, now=now)
        query = self.queries()[command.entity]
        sieve = Sieve(
            name=query.name,
            columns=columns_of(query, self.records.shapes),
            key=query.key,
            moment=Moment(now=now, today=now.astimezone(ZONE).date()),
            zone=ZONE,
        )
        return wrong_of_rows(command.content, sieve)

    def remove(
        self, state: Shelf, command: RemoveView, now: Instant, ids: Ids
    ) -> list[Fact]:  # tidy: positional - the four of decide
        """Decide whether a view is taken away.

        Raises:
            NotFound: there is no such view, or the asker does not see it.
            NotPermitted: it is shared, and the asker may not share.
            RecordChanged: somebody else changed it meanwhile.
        """
        old = _mine(state, command.view, ids.by)
        _refuse_stale(old, command.expected_version)
        told = Event(name="saved_view.removed", entity="saved_view", record=old.id, code=old.entity)
        return [ViewRemoved(id=old.id), told]


def _saved(command: SaveView, old: Kept | None, ids: Ids) -> list[Fact]:
    view = ids.new() if old is None else old.id
    fact = ViewSaved(
        id=view,
        entity=command.entity,
        name=command.name.strip() or command.name,
        content=command.content,
        shared_with=command.shared_with,
        role=command.role,
        is_default=command.is_default,
        owner=ids.by.id if old is None else old.owner,
        version=1 if old is None else old.version + 1,
    )
    told = Event(
        name="saved_view.saved",
        entity="saved_view",
        record=view,
        code=command.entity,
        payload={"version": fact.version, "shared_with": fact.shared_with},
    )
    return [fact, told]


def _mine(state: Shelf, view: UUID, by: Principal) -> Kept:
    """Return a view the asker may change: the own one, or a shared one of who may share."""
    kept = state.views.get(view)
    if kept is None or (kept.shared_with == "nobody" and kept.owner != by.id):
        raise NotFound(kind="saved view", code=str(view), at="/view")
    if kept.shared_with != "nobody" and not by.may(SHARE):
        raise NotPermitted(needs=SHARE)
    return kept


def _refuse_stale(old: Kept | None, expected: int | None) -> None:
    if old is not None and old.version != expected:
        raise RecordChanged(code=old.entity, version=old.version, expected=expected or 0)


def fold_saved(state: object, fact: ViewSaved) -> None:
    """Let the next command of the batch see the view."""
    if isinstance(state, Shelf):
        if fact.id not in state.views:
            key = fact.entity, fact.owner
            state.counted[key] = state.counted.get(key, 0) + 1
        state.views[fact.id] = Kept(
            id=fact.id,
            entity=fact.entity,
            shared_with=fact.shared_with,
            owner=fact.owner,
            version=fact.version,
        )


def fold_removed(state: object, fact: ViewRemoved) -> None:
    """Let the next command of the batch no longer see the view."""
    if isinstance(state, Shelf):
        state.views.pop(fact.id, None)


def record_saved(tx: Tx, facts: Sequence[Booked[ViewSaved]]) -> None:
    """Write views: one statement for a batch, each as it stands at the end."""
    last = {booked.fact.id: booked for booked in facts}
    rows = [
        {
            **msgspec.structs.asdict(booked.fact),
            "content": msgspec.to_builtins(booked.fact.content),
            "changed_by": booked.stamp.by,
            "changed_at": booked.stamp.recorded_at,
        }
        for booked in last.values()
    ]
    tx.execute(UPSERT, {"rows": Json(rows)})


def record_removed(tx: Tx, facts: Sequence[Booked[ViewRemoved]]) -> None:
    """Take views away: one statement for a batch."""
    tx.execute(REMOVE, {"views": [booked.fact.id for booked in facts]})


UPSERT = """
    INSERT INTO saved_view (id, entity, name, content, shared_with, role, is_default, owner,
                            version, changed_by, changed_at)
    SELECT r.id, r.entity, r.name, r.content, r.shared_with, r.role, r.is_default, r.owner,
           r.version, r.changed_by, r.changed_at
    FROM json_to_recordset(%(rows)s::json)
         AS r (id uuid, entity text, name text, content json, shared_with text, role text,
               is_default boolean, owner uuid, version integer, changed_by uuid,
               changed_at timestamptz)
    ON CONFLICT (id) DO UPDATE SET
        entity = excluded.entity, name = excluded.name, content = excluded.content,
        shared_with = excluded.shared_with, role = excluded.role,
        is_default = excluded.is_default, version = excluded.version,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at
"""
REMOVE = "UPDATE saved_view SET removed = true WHERE id = ANY(%(views)s::uuid[])"

FACT_KINDS = (
    FactKind(ViewSaved, record_saved, fold_saved),
    FactKind(ViewRemoved, record_removed, fold_removed),
)
EVENTS = (
    EventKind(
        name="saved_view.saved",
        entity="saved_view",
        label=Text(en="View saved", zh="视图已保存"),
    ),
    EventKind(
        name="saved_view.removed",
        entity="saved_view",
        label=Text(en="View removed", zh="视图已删除"),
    ),
)


def view_verbs(records: Records, queries: Queries) -> tuple[AnyVerb, ...]:
    """Return the commands that keep views, as a tenant's documents shape its entities.

    Args:
        records: whose entities are looked at.
        queries: whose rows are; asked when a view is kept, after all parts are known.
    """
    decider = ViewDecider(records=records, queries=queries)
    return (
        Verb(
            "catalog.save_view",
            SaveView,
            needs=SAVE,
            load=load_views,
            decide=decider.save,
            label=Text(en="Save a view", zh="保存视图"),
            refusals=(
                UnknownEntity, NotFound, RecordChanged, RoleNotNamed, UnknownPath, FilterRefused,
                TooManyViews,
            ),
            events=("saved_view.saved",),
        ),
        Verb(
            "catalog.remove_view",
            RemoveView,
            needs=SAVE,
            load=load_views,
            decide=decider.remove,
            label=Text(en="Remove a view", zh="删除视图"),
            refusals=(NotFound, RecordChanged),
            events=("saved_view.removed",),
        ),
    )  # fmt: skip
