"""Dotted names of fields, followed through links to the column they stand in."""

from collections.abc import Mapping

import msgspec

from taktline.catalog.column import SYSTEM_COLUMNS
from taktline.catalog.entity import Field
from taktline.catalog.request import UnknownPath
from taktline.catalog.shape import Shape
from taktline.store.plan import ColumnType, Link, Ref

_SYSTEM = {column.name: column for column in SYSTEM_COLUMNS}
SORTABLE: frozenset[ColumnType] = frozenset(
    {"text", "boolean", "integer", "decimal", "instant", "date", "time", "duration", "uuid"}
)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Where a dotted name leads.

    Attributes:
        path: as written.
        shape: the entity whose field it is.
        field: the field; None for a system column or a value's unit.
        ref: its column.
        target: the linked entity, where it is a link that can be followed.
    """

    path: tuple[str, ...]
    shape: Shape
    field: Field | None
    ref: Ref
    target: Shape | None = None

    @property
    def name(self) -> str:
        """The dotted name."""
        return ".".join(self.path)


class Paths:
    """Follows names from one entity, and remembers the links it passed and the fields it saw."""

    def __init__(self, shapes: Mapping[str, Shape], shape: Shape) -> None:
        self._shapes = shapes
        self._shape = shape
        self._links: dict[str, Link] = {}
        self.seen: set[tuple[str, str]] = set()

    @property
    def links(self) -> tuple[Link, ...]:
        """The joins that are needed, each after the one it comes from."""
        return tuple(self._links.values())

    def find(self, name: str) -> Found:
        """Return where a dotted name leads.

        Raises:
            UnknownPath: an entity on the way has no such field.
        """
        return self.follow(tuple(name.split(".")))

    def follow(self, path: tuple[str, ...]) -> Found:
        """Return where a path leads.

        Raises:
            UnknownPath: an entity on the way has no such field.
        """
        shape, link = self._shape, ""
        for depth, part in enumerate(path[:-1]):
            here = self._at(shape, part, link, path=path)
            target = self._shapes.get((here.field.to if here.field else None) or "")
            if target is None or here.field is None or here.field.type != "link":
                return self._id_only(here, path, depth)
            if path[depth + 1 :] == ("id",):
                return msgspec.structs.replace(here, path=path, field=None)
            link = ".".join(path[: depth + 1])
            self._links.setdefault(link, Link(name=link, table=target.table, source=here.ref))
            shape = target
        shaped = shape.fields.get(path[-1])
        if shaped is not None and shaped.field.type == "lookup":
            through, field = shaped.field.through or "", shaped.field.field or ""
            looked_up = self.follow((*path[:-1], through, field))
            return msgspec.structs.replace(looked_up, path=path)
        found = self._at(shape, path[-1], link, path=path)
        to = None if found.field is None or found.field.type != "link" else found.field.to
        return msgspec.structs.replace(found, target=self._shapes.get(to or ""))

    def _at(
        self, shape: Shape, name: str, link: str, path: tuple[str, ...]
    ) -> Found:  # tidy: positional - one step of a path
        self.seen.add((shape.name, name))
        return _column(shape, name, link, path=path)

    def _id_only(self, here: Found, path: tuple[str, ...], depth: int) -> Found:
        """A link to something outside of the catalog can be asked for its id, nothing more."""
        known = here.field is not None and here.field.type == "link"
        if known and path[depth + 1 :] == ("id",):
            return msgspec.structs.replace(here, path=path, field=None)
        raise UnknownPath(entity=self._shape.name, path=".".join(path)[:200])


def _column(
    shape: Shape, name: str, link: str, path: tuple[str, ...]
) -> Found:  # tidy: positional - one step of a path
    for column in shape.columns:
        if column.name == name:
            shaped = shape.fields.get(name)
            nullable = column.nullable or link != ""
            ref = Ref(column=name, link=link, type=column.type, nullable=nullable)
            field = None if shaped is None else shaped.field
            return Found(path=path, shape=shape, field=field, ref=ref)
    raise UnknownPath(entity=shape.name, path=".".join(path)[:200])
