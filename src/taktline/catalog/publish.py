"""Publishing an app: its documents come into force with the tables they ask for, at once."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from taktline.base.ids import derived_id
from taktline.base.instant import Instant
from taktline.base.problem import Problem, Several
from taktline.base.text import Text
from taktline.catalog.check import Finding, check_catalog
from taktline.catalog.document import Document, DocumentKind
from taktline.catalog.planner import Design, Standing, steps_to
from taktline.catalog.roles_held import ROLES, RoleConditionBroken, RoleKept, broken_roles
from taktline.catalog.step import (
    PLANNED_KIND,
    Step,
    StepsPlanned,
    fills_of,
    planned_steps,
    unfinished_steps,
)
from taktline.catalog.stored import (
    LOCK_TIMEOUT,
    LOCKED_VERSION,
    StoredDocument,
    documents_in_force,
    standing_tables,
)
from taktline.catalog.tenant import NameTaken, System, TenantCatalog, compile_catalog
from taktline.catalog.upkeep import with_subforms
from taktline.platform.command import Booked, Command, Event, Fact, Ids, Principal
from taktline.platform.events.cover import Covered
from taktline.platform.registry import EventKind
from taktline.platform.transaction import Tx
from taktline.platform.verb import AnyVerb, FactKind, Verb


class CheckFailed(Problem):
    """A document does not pass the checks of its kind."""

    title = Text(en="{file}: {reason}", zh="{file}:{reason}")
    status = 400


class RemovalUnstated(Problem):
    """A field left its entity without having been deprecated in a version before."""

    title = Text(
        en="{entity}.{field} was left out: deprecate it in one version, leave it out in the next.",
        zh="{entity}.{field} 被删除:须先在一个版本中标记弃用,再在下一版本中删除。",
    )
    status = 409


class NoSuchVersion(Problem):
    """An app was never at the version that is to come back."""

    title = Text(
        en="{app} has no documents of version {version}.", zh="{app} 没有版本 {version} 的文档。"
    )
    status = 404


class DocumentText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One document as it is sent."""

    kind: DocumentKind
    name: str
    text: str


class PublishApp(Command, frozen=True, kw_only=True):
    """Put the documents of an app in force, in place of those it had.

    Attributes:
        app: name of the app.
        documents: all of them; what is missing goes out of force.
    """

    app: str
    documents: list[DocumentText]


class RollBackApp(Command, frozen=True, kw_only=True):
    """Put the documents an app had right after an earlier publication in force again.

    Attributes:
        app: name of the app.
        publication: id of the command that published them.
    """

    app: str
    publication: UUID


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a document, with the command that made it."""

    app: str
    kind: DocumentKind
    name: str
    version: int
    text: str | None
    cause: UUID
    published_at: Instant


class Press(msgspec.Struct, kw_only=True, eq=False):
    """What publishing looks at: what is in force, what the schema holds, what was before."""

    system: System
    version: int
    stored: list[StoredDocument]
    standing: Standing
    unfinished: list[Step]
    history: list[VersionRow]
    last_version: dict[tuple[str, str, str], int]
    roles: list[RoleKept] = []


class DocumentPublished(Fact, frozen=True, kw_only=True):
    """A document has a new text; none = it went out of force."""

    id: UUID
    app: str
    kind: DocumentKind
    name: str
    version: int
    text: str | None
    digest: str


class TablesPlanned(Fact, frozen=True, kw_only=True):
    """The schema follows the documents by these statements, in this order."""

    statements: tuple[str, ...]


HISTORY = """
    SELECT d.app, d.kind, d.name, v.version, v.text, v.cause, v.published_at
    FROM document_version v JOIN document d ON d.id = v.document
    WHERE d.app = ANY(%(apps)s::text[])
    ORDER BY v.published_at, d.kind, d.name
"""


class Publisher(msgspec.Struct, frozen=True, kw_only=True):
    """Loads what publishing needs, on top of the system's entities."""

    system: System

    async def load(self, tx: Tx, commands: Sequence[PublishApp | RollBackApp]) -> Press:
        """Lock the catalog and read documents and tables."""
        tx.execute(LOCK_TIMEOUT, prepare=False)
        locked = tx.send(LOCKED_VERSION)
        history = tx.send(HISTORY, {"apps": [command.app for command in commands]})
        roles = tx.send(ROLES)
        stored = await documents_in_force(tx)
        rows = await history.rows_as(VersionRow)
        return Press(
            system=self.system,
            version=msgspec.convert((await locked.rows())[0][0], int),
            stored=stored,
            standing=await standing_tables(tx),
            unfinished=await unfinished_steps(tx),
            history=rows,
            last_version={(r.app, r.kind, r.name): r.version for r in rows},
            roles=await roles.rows_as(RoleKept),
        )


def decide_publish(press: Press, command: PublishApp, now: Instant, ids: Ids) -> list[Fact]:
    """Decide what comes into force and which statements the schema needs.

    Raises:
        CheckFailed, Several: documents do not pass their checks.
        RemovalUnstated: a field left its entity without notice.
        NameTaken: an entity is called like a table that is none of the catalog's.
        ColumnTypeDiffers: a field changed its type without a written step.
        RoleConditionBroken, Several: roles' conditions could not be asked any more.
    """
    documents = tuple(
        Document(kind=one.kind, name=one.name, app=command.app, text=one.text)
        for one in command.documents
    )
    return _published(press, command.app, documents, strict=True, at=now, ids=ids)


def decide_roll_back(press: Press, command: RollBackApp, now: Instant, ids: Ids) -> list[Fact]:
    """Decide which earlier documents come into force again.

    Raises:
        NoSuchVersion: that command published nothing of this app.
        RoleConditionBroken, Several: roles' conditions could not be asked any more.
    """
    until = [row for row in press.history if row.cause == command.publication]
    if not until:
        raise NoSuchVersion(app=command.app, version=str(command.publication))
    moment = until[0].published_at
    texts: dict[tuple[DocumentKind, str], str | None] = {}
    for row in press.history:
        if row.app == command.app and row.published_at <= moment:
            texts[row.kind, row.name] = row.text
    documents = tuple(
        Document(kind=kind, name=name, app=command.app, text=text)
        for (kind, name), text in texts.items()
        if text is not None
    )
    return _published(press, command.app, documents, strict=False, at=now, ids=ids)


def _published(
    press: Press, app: str, documents: tuple[Document, ...], *, strict: bool, at: Instant, ids: Ids
) -> list[Fact]:
    """Return the facts of a publication; going back needs no notice, as no column is dropped."""
    others = tuple(one.document() for one in press.stored if one.app != app)
    before = compile_catalog(
        press.system, tuple(one.document() for one in press.stored), version=press.version
    )
    after = checked_catalog(press.system, (*others, *documents), version=press.version + 1)
    if strict:
        refuse_removals(before, after)
    refuse_taken_tables(press, before, after)
    refuse_broken_roles(press, before, after, by=ids.by, now=at)
    changed = _changed(press, app, documents)
    design = Design(shapes=after.shapes, types=after.records.types)
    todo = steps_to(after.shapes.values(), design, press.standing)
    fills = fills_of(
        with_subforms(before.shapes),
        with_subforms(after.shapes),
        tables=press.standing.found.columns,
        waiting=press.unfinished,
    )
    later = planned_steps(ids.cause, fills, todo.later)
    event = Event(
        name="app.published",
        entity="app",
        record=derived_id("app", app),
        code=app,
        payload={"documents": len(changed), "publication": str(ids.cause)},
    )
    if not changed and not todo.statements and not later:
        return []
    planned = [StepsPlanned(steps=later)] if later or press.unfinished else []
    return [*changed, TablesPlanned(statements=todo.statements), *planned, event]


def checked_catalog(
    system: System, documents: tuple[Document, ...], *, version: int
) -> TenantCatalog:
    """Return a compiled catalog whose documents pass their checks.

    Raises:
        CheckFailed, Several: they do not.
    """
    compiled, findings = check_catalog(system, documents, version=version)
    wrong = [finding for finding in findings if finding.severity == "error"]
    if wrong or compiled is None:
        problems = [refusal_of(finding) for finding in wrong]
        raise problems[0] if len(problems) == 1 else Several(problems)
    return compiled


def refusal_of(finding: Finding) -> Problem:
    """Return a finding as a refusal."""
    return CheckFailed(file=finding.place, reason=finding.message)


def refuse_removals(before: TenantCatalog, after: TenantCatalog) -> None:
    """Refuse fields that went without notice.

    Raises:
        RemovalUnstated: the first of them.
    """
    for name, old in before.shapes.items():
        new = after.shapes.get(name)
        if new is None:
            continue
        renamed = {shaped.field.renamed_from for shaped in new.fields.values()}
        for key, shaped in old.fields.items():
            bare = key.removeprefix("x_")
            gone = key not in new.fields and bare not in renamed
            if gone and not shaped.field.deprecated:
                raise RemovalUnstated(entity=name, field=key)


def refuse_taken_tables(press: Press, before: TenantCatalog, after: TenantCatalog) -> None:
    """Refuse a new entity whose table exists already and is none of the catalog's.

    Raises:
        NameTaken: the first of them.
    """
    known = {name for _, kind, name in press.last_version if kind == "entity"}
    for name in after.shapes.keys() - before.shapes.keys() - known:
        if name in press.standing.found.columns:
            raise NameTaken(entity=name)


def refuse_broken_roles(
    press: Press, before: TenantCatalog, after: TenantCatalog, *, by: Principal, now: Instant
) -> None:
    """Refuse documents by which roles could no longer be held to their conditions.

    Raises:
        RoleConditionBroken, Several: one for each condition, with the names of role and entity.
    """
    wrong: list[Problem] = list(broken_roles(press.roles, before, after, by=by, now=now))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else Several(wrong)


def _changed(press: Press, app: str, documents: tuple[Document, ...]) -> list[DocumentPublished]:
    """Return the documents whose text differs from what is in force, and those that went."""
    standing = {(one.kind, one.name): one for one in press.stored if one.app == app}
    found: list[DocumentPublished] = []
    for document in documents:
        old = standing.pop((document.kind, document.name), None)
        if old is None or old.text != document.text:
            found.append(_version(press, document, text=document.text))
    found += [_version(press, old.document(), text=None) for old in standing.values()]
    return found


def _version(press: Press, document: Document, *, text: str | None) -> DocumentPublished:
    key = (document.app, document.kind, document.name)
    return DocumentPublished(
        id=derived_id("document", *key),
        app=document.app,
        kind=document.kind,
        name=document.name,
        version=press.last_version.get(key, 0) + 1,
        text=text,
        digest=document.digest if text is not None else "",
    )


UPSERT_DOCUMENTS = """
    INSERT INTO document (id, app, kind, name, version, removed)
    SELECT id, app, kind, name, version, removed
    FROM unnest(%(ids)s::uuid[], %(apps)s::text[], %(kinds)s::text[], %(names)s::text[],
                %(versions)s::integer[], %(removed)s::boolean[])
         AS t (id, app, kind, name, version, removed)
    ON CONFLICT (id) DO UPDATE SET version = excluded.version, removed = excluded.removed
"""
INSERT_VERSIONS = """
    INSERT INTO document_version (document, version, text, digest, cause, published_by,
                                  published_at)
    SELECT document, version, text, digest, cause, published_by, published_at
    FROM unnest(%(ids)s::uuid[], %(versions)s::integer[], %(texts)s::text[], %(digests)s::text[],
                %(causes)s::uuid[], %(by)s::uuid[], %(at)s::timestamptz[])
         AS t (document, version, text, digest, cause, published_by, published_at)
"""
RAISE_VERSION = "UPDATE tenant_state SET catalog_version = catalog_version + 1"


def record_documents(tx: Tx, facts: Sequence[Booked[DocumentPublished]]) -> None:
    """Write documents and their versions; everybody reloads from now on."""
    listed = [booked.fact for booked in facts]
    params: Mapping[str, object] = {
        "ids": [fact.id for fact in listed],
        "apps": [fact.app for fact in listed],
        "kinds": [fact.kind for fact in listed],
        "names": [fact.name for fact in listed],
        "versions": [fact.version for fact in listed],
        "removed": [fact.text is None for fact in listed],
        "texts": [fact.text for fact in listed],
        "digests": [fact.digest for fact in listed],
        "causes": [booked.stamp.cause for booked in facts],
        "by": [booked.stamp.by for booked in facts],
        "at": [booked.stamp.recorded_at for booked in facts],
    }
    tx.execute(UPSERT_DOCUMENTS, params)
    tx.execute(INSERT_VERSIONS, params)


def record_tables(tx: Tx, facts: Sequence[Booked[TablesPlanned]]) -> None:
    """Bring the schema to the documents, and tell every process."""
    for booked in facts:
        for statement in booked.fact.statements:
            tx.execute(statement, prepare=False)
    tx.execute(RAISE_VERSION)


def fold_published(state: object, fact: DocumentPublished) -> None:
    """Let the next publication of the batch see the document."""
    assert isinstance(state, Press)
    key = (fact.app, fact.kind, fact.name)
    state.last_version[key] = fact.version
    state.stored = [one for one in state.stored if (one.app, one.kind, one.name) != key]
    if fact.text is not None:
        stored = StoredDocument(
            kind=fact.kind, name=fact.name, app=fact.app, text=fact.text, version=fact.version
        )
        state.stored.append(stored)


FACT_KINDS = (
    FactKind(DocumentPublished, record_documents, fold_published),
    FactKind(TablesPlanned, record_tables),
    PLANNED_KIND,
)
VERSIONS = Covered(
    table="document_version",
    key=("document", "version"),
    columns=("document", "version", "text", "digest", "cause", "published_by", "published_at"),
)


EVENTS = (
    EventKind(name="app.published", entity="app", label=Text(en="App published", zh="应用已发布")),
)


def publish_verbs(system: System) -> tuple[AnyVerb, ...]:
    """Return the commands that put documents in force on top of the system's entities."""
    publisher = Publisher(system=system)
    return (
        Verb(
            "catalog.publish_app",
            PublishApp,
            needs="app:publish",
            load=publisher.load,
            decide=decide_publish,
            label=Text(en="Publish app", zh="发布应用"),
            refusals=(CheckFailed, RemovalUnstated, NameTaken, RoleConditionBroken),
            events=("app.published",),
        ),
        Verb(
            "catalog.roll_back_app",
            RollBackApp,
            needs="app:publish",
            load=publisher.load,
            decide=decide_roll_back,
            label=Text(en="Roll back app", zh="回退应用"),
            refusals=(NoSuchVersion, CheckFailed, NameTaken, RoleConditionBroken),
            events=("app.published",),
        ),
    )
