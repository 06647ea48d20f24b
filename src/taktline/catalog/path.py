"""Dotted names of fields, followed through links to the column they stand in."""

from collections.abc import Callable, Mapping

import msgspec

from taktline.catalog.column import SYSTEM_COLUMNS
from taktline.catalog.entity import Field
from taktline.catalog.request import UnknownPath
from taktline.catalog.shape import Shape
from taktline.store.plan import ColumnType, Link, Ref, RollUp

_SYSTEM = {column.name: column for column in SYSTEM_COLUMNS}
SORTABLE: frozenset[ColumnType] = frozenset(
    {
        "text",
        "boolean",
        "integer",
        "decimal",
        "float",
        "instant",
        "date",
        "time",
        "duration",
        "uuid",
    }
)


class Step(msgspec.Struct, frozen=True):
    """One field on the way to a value.

    Attributes:
        is_linked: it is a field of another record than the one that is listed.
    """

    shape: Shape
    name: str
    is_linked: bool


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Where a dotted name leads.

    Attributes:
        path: as written.
        shape: the entity whose field it is.
        field: the field; None for a system column or a value's unit.
        ref: its column.
        target: the linked entity, where it is a link that can be followed.
        steps: every field that was passed or looked at on the way, with its entity: who may not see
            one of them does not see the value.
    """

    path: tuple[str, ...]
    shape: Shape
    field: Field | None
    ref: Ref
    target: Shape | None = None
    steps: tuple[Step, ...] = ()

    @property
    def name(self) -> str:
        """The dotted name."""
        return ".".join(self.path)


class Rolled(msgspec.Struct, frozen=True, kw_only=True):
    """A roll-up ready to be joined, and the fields it looks at."""

    plan: RollUp
    type: ColumnType
    steps: tuple[Step, ...]


RollsUp = Callable[[Shape, str, Ref], Rolled]
"""Plans the roll-up that is a field of an entity, for the record whose id stands in a column."""


class Paths:
    """Follows names from one entity, and remembers the links it passed and the fields it saw."""

    def __init__(
        self, shapes: Mapping[str, Shape], shape: Shape, *, rolls_up: RollsUp | None = None
    ) -> None:
        """Begin at an entity.

        Args:
            rolls_up: plans roll-ups; None where they cannot be asked for.
        """
        self._shapes = shapes
        self._shape = shape
        self._rolls_up = rolls_up
        self._links: dict[str, Link | RollUp] = {}
        self.seen: set[tuple[str, str]] = set()

    @property
    def links(self) -> tuple[Link | RollUp, ...]:
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
        steps: tuple[Step, ...] = ()
        for depth, part in enumerate(path[:-1]):
            here = self._at(shape, part, link, path=path)
            target = self._shapes.get((here.field.to if here.field else None) or "")
            steps = (*steps, Step(shape, part, link != ""))
            here = msgspec.structs.replace(here, steps=steps)
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
            steps = (*steps, Step(shape, path[-1], link != ""), *looked_up.steps)
            return msgspec.structs.replace(looked_up, path=path, steps=steps)
        steps = (*steps, Step(shape, path[-1], link != ""))
        if shaped is not None and shaped.field.type == "roll_up":
            return self._rolled_up(shape, path, link, steps=steps)
        found = self._at(shape, path[-1], link, path=path)
        to = None if found.field is None or found.field.type != "link" else found.field.to
        return msgspec.structs.replace(found, target=self._shapes.get(to or ""), steps=steps)

    def lines(self, path: tuple[str, ...]) -> tuple[Shape, Ref]:
        """Return the rows of a subform, and the column of the record they belong to.

        Raises:
            UnknownPath: there is no such subform.
        """
        lines = self._shape.subforms.get(path[0]) if len(path) == 1 else None
        if lines is None:
            raise UnknownPath(entity=self._shape.name, path=".".join(path)[:200])
        self.seen.add((self._shape.name, path[0]))
        return lines, Ref(column="id", type="uuid", nullable=False)

    def list_named(self, path: tuple[str, ...]) -> Found:
        """Return a list of lines as a field that is looked at."""
        _, ref = self.lines(path)
        return Found(
            path=path,
            shape=self._shape,
            field=None,
            ref=ref,
            steps=(Step(self._shape, path[0], False),),
        )

    def within(self, lines: Shape) -> "Paths":
        """Return paths that begin at the lines of a list."""
        return Paths(self._shapes, lines)

    def _rolled_up(
        self,
        shape: Shape,
        path: tuple[str, ...],
        link: str,
        *,
        steps: tuple[Step, ...],
    ) -> Found:  # tidy: positional - the end of a path
        """Return the value of a roll-up, joined once however often it is named."""
        if self._rolls_up is None:
            raise UnknownPath(entity=self._shape.name, path=".".join(path)[:200])
        source = Ref(column="id", link=link, type="uuid", nullable=link != "")
        rolled = self._rolls_up(shape, path[-1], source)
        name = ".".join(path)
        self.seen.add((shape.name, path[-1]))
        self._links.setdefault(name, msgspec.structs.replace(rolled.plan, name=name))
        field = shape.fields[path[-1]].field
        ref = Ref(column="value", link=name, type=rolled.type)
        return Found(path=path, shape=shape, field=field, ref=ref, steps=(*steps, *rolled.steps))

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
            searched = shape.entity.storage == "catalog" and name in shape.searched
            ref = Ref(
                column=name, link=link, type=column.type, nullable=nullable, searched=searched
            )
            field = None if shaped is None else shaped.field
            return Found(path=path, shape=shape, field=field, ref=ref)
    raise UnknownPath(entity=shape.name, path=".".join(path)[:200])
