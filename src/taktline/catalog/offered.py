"""Which ways of looking at records an entity offers: told by its document, or by its fields."""

import msgspec

from taktline.catalog.entity import ViewKind
from taktline.catalog.shape import Shape

BY_TYPE: dict[ViewKind, tuple[str, ...]] = {
    "kanban": ("option",),
    "calendar": ("date", "instant"),
    "gallery": ("file", "files"),
}
STATES = ("state", "status", "stage")
"""Names of fields that say where a record stands: before other choices."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One way of looking at records.

    Attributes:
        kind: rows, cards by state, days, a tree, pictures.
        by: the field of the columns, days, pictures, or the link upwards; None for rows.
    """

    kind: ViewKind
    by: str | None = None


def offered(shape: Shape) -> tuple[Offer, ...]:
    """Return the ways of looking at an entity's records, the list first."""
    offers = [Offer(kind="list")]
    for kind, types in BY_TYPE.items():
        names = [name for name, one in shape.fields.items() if one.field.type in types]
        offers += [Offer(kind=kind, by=name) for name in sorted(names, key=_rank)]
    offers += [
        Offer(kind="tree", by=link.name)
        for link in shape.links
        if link.field.type == "link" and link.field.to == shape.name
    ]
    wanted = shape.entity.views
    return tuple(one for one in offers if not wanted or one.kind in ("list", *wanted))


def _rank(name: str) -> int:
    """States first; the others keep the document's order."""
    return 0 if name in STATES else 1
