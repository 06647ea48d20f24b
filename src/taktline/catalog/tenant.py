"""Everything a tenant's documents come to, compiled: entities, their commands, their lists."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.app import Overlay, Read, read_documents
from taktline.catalog.beside.tables import beside_verbs
from taktline.catalog.document import Document, DocumentKind
from taktline.catalog.entity import Entity, Field
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.generic import verbs_of
from taktline.catalog.number import NumberSource
from taktline.catalog.reading import Records
from taktline.catalog.shape import OWN, Shape, shape_of, with_referrers
from taktline.catalog.upkeep import step_verb
from taktline.catalog.views.verbs import view_verbs
from taktline.catalog.wire import Structs, structs_of
from taktline.platform.registry import AnyQuery
from taktline.platform.verb import AnyVerb

if TYPE_CHECKING:
    from taktline.catalog.kind import Kind


class NameTaken(Problem):
    """Two documents bring an entity of the same name."""

    title = Text(en="There is an entity {entity} already.", zh="实体 {entity} 已存在。")
    status = 409


class NothingBelow(Problem):
    """An overlay lies over an entity, or a field, that is not there."""

    title = Text(
        en="The overlay {overlay} speaks of {name}, which is not there.",
        zh="覆盖文档 {overlay} 引用了不存在的 {name}。",
    )
    status = 400


class TenantCatalog(msgspec.Struct, frozen=True, kw_only=True):
    """One tenant's catalog at one version.

    Attributes:
        version: of the tenant's documents; 0 = it has none of its own.
        read: its documents.
        shapes: all entities, system ones included.
        verbs: the generic commands of all entities it may write.
        records: what its readers can ask for.
        hidden: fields that screens leave out, by entity.
        documents: all of the kinds that engines run, those of the product included.
        made: what engines made of them, by kind.
    """

    version: int
    read: Read
    shapes: Mapping[str, Shape]
    verbs: Mapping[str, AnyVerb]
    records: Records
    hidden: Mapping[str, frozenset[str]]
    documents: tuple[Document, ...] = ()
    made: Mapping[str, object] = {}

    @property
    def is_plain(self) -> bool:
        """Whether the tenant has no documents of its own."""
        return not (self.read.apps or self.read.entities or self.read.overlays or self.read.others)


class System:
    """What is the same for every tenant: entities, compiled once per process, and documents.

    Attributes:
        documents: of the product's own apps, of the kinds that engines run.
        kinds: the engines, by kind of document.
        refusals_of: codes of the refusals that an app's own verbs may raise.
        queries: those of all parts, whose rows may be looked at like records.
    """

    def __init__(
        self,
        entities: Iterable[Entity],
        *,
        documents: Iterable[Document] = (),
        kinds: Mapping[DocumentKind, "Kind"] | None = None,
        refusals_of: Callable[[str], frozenset[str]] = lambda app: frozenset(),
        queries: Callable[[], Mapping[str, AnyQuery]] = dict,
    ) -> None:
        self.queries = queries
        self.refusals_of = refusals_of
        self.documents = tuple(documents)
        self.kinds: Mapping[DocumentKind, Kind] = kinds or {}
        self.entities = {entity.entity: entity for entity in entities}
        self.shapes = with_referrers({n: shape_of(e) for n, e in self.entities.items()})
        self._structs: dict[str, Structs] = {}

    def without(self, app: str) -> "System":
        """Return the same without an app's documents: to check that app's folder as it is now."""
        found = copy(self)
        found.documents = tuple(one for one in self.documents if one.app != app)
        return found

    def structs(self, shape: Shape) -> Structs:
        """Return the command structs of a system entity, whichever tenant's overlay lies on it."""
        made = self._structs.get(shape.name)
        if made is None:
            made = self._structs[shape.name] = structs_of(self.shapes[shape.name])
        return made


def compile_catalog(
    system: System,
    documents: tuple[Document, ...],
    *,
    version: int,
    numbers: NumberSource | None = None,
) -> TenantCatalog:
    """Compile a tenant's documents on top of the system's entities.

    Raises:
        BadYaml, BadDocument, NameDiffers: a document is not written as it should.
        ParseError, LimitReached: an expression cannot be read.
        NameTaken: two documents bring the same entity.
        NothingBelow: an overlay lies over nothing.
    """
    read = read_documents(documents)
    entities = dict(system.entities)
    for _, entity in read.entities:
        if entity.entity in entities:
            raise NameTaken(entity=entity.entity)
        entities[entity.entity] = entity
    laid: dict[str, list[Overlay]] = {}
    for _, overlay in read.overlays:
        if overlay.entity not in entities:
            raise NothingBelow(overlay=overlay.overlay, name=overlay.entity)
        laid.setdefault(overlay.entity, []).append(overlay)
    shapes = {name: _shape(system, entity, laid.get(name, [])) for name, entity in entities.items()}
    shapes = with_referrers(shapes)
    seen = {name: _with_own_fields(shape) for name, shape in shapes.items()}
    records = Records(shapes=shapes, types=RecordTypes(seen))
    return TenantCatalog(
        version=version,
        read=read,
        shapes=shapes,
        verbs=_verbs(system, records, numbers),
        records=records,
        hidden={n: frozenset(key for o in over for key in o.hide) for n, over in laid.items()},
        documents=(*system.documents, *read.others),
    )


def with_made(system: System, catalog: TenantCatalog) -> TenantCatalog:
    """Return a catalog with what the engines make of the documents of their kinds."""
    made = {
        kind: engine.compile([d for d in catalog.documents if d.kind == kind], catalog)
        for kind, engine in system.kinds.items()
    }
    return msgspec.structs.replace(catalog, made=made)


def _shape(system: System, entity: Entity, overlays: list[Overlay]) -> Shape:
    if not overlays:
        made = system.shapes.get(entity.entity)
        return shape_of(entity) if made is None else made
    fields = dict(entity.fields)
    own: dict[str, Field] = {}
    checks = dict(entity.checks)
    for overlay in overlays:
        for key, label in overlay.labels.items():
            if key not in fields:
                raise NothingBelow(overlay=overlay.overlay, name=key)
            fields[key] = msgspec.structs.replace(fields[key], label=label)
        for key in overlay.hide:
            if key not in fields:
                raise NothingBelow(overlay=overlay.overlay, name=key)
        own.update(overlay.fields)
        checks.update(overlay.checks)
    laid = [overlay.editable for overlay in overlays if overlay.editable is not None]
    return shape_of(msgspec.structs.replace(entity, fields=fields, checks=checks), own, laid=laid)


def _with_own_fields(shape: Shape) -> Entity:
    """Return an entity as formulas see it: with the tenant's own fields."""
    own = {name: f.field for name, f in shape.fields.items() if name.startswith(OWN)}
    return msgspec.structs.replace(shape.entity, fields={**shape.entity.fields, **own})


def _verbs(system: System, records: Records, numbers: NumberSource | None) -> dict[str, AnyVerb]:
    """Return the commands of every generic entity; a system entity keeps its command structs."""
    shapes = records.shapes
    found: dict[str, AnyVerb] = {}
    for name, shape in shapes.items():
        if shape.is_generic:
            structs = system.structs(shape) if name in system.shapes else None
            made = verbs_of(shape, shapes, structs=structs, numbers=numbers)
            found.update((verb.name, verb) for verb in made)
    others = (step_verb(shapes), *beside_verbs(shapes), *view_verbs(records, system.queries))
    return {**found, **{verb.name: verb for verb in others}}
