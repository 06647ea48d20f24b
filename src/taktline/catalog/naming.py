"""Which records a command names: by fields that link to them, or that are called like them."""

from collections.abc import Iterable, Mapping

import msgspec

from taktline.catalog.beside.commands import AboutRecord
from taktline.catalog.shape import Shape
from taktline.catalog.wire import RECORD
from taktline.platform.verb import AnyVerb

ALSO_CALLED: Mapping[str, str] = {
    "customer": "partner",
    "defect": "defect_code",
    "inspection": "job_order",
    "owner": "partner",
    "report": "",
    "supplier": "partner",
    "work_center": "equipment",
    "work_unit": "equipment",
}
"""Fields of the kernel's commands that are not called like the entity they name."""

DEPTH_MAX = 4
"""Lines within lines of a command; none has more."""

Named = dict[str, set[str]]
"""By entity: ids or codes of the records that are named."""


def named_by(
    verb: AnyVerb, command: msgspec.Struct, shapes: Mapping[str, Shape], *, own: bool = True
) -> Named:
    """Return the records that a command names.

    Args:
        own: also the record that a generic command changes.
    """
    if isinstance(command, AboutRecord):
        return {command.entity: {str(command.record)}}
    shape = shapes.get(verb.name.partition(".")[0])
    found: Named = {}
    if shape is not None and shape.is_generic:
        for link in shape.links:
            _add(found, link.field.to or "", getattr(command, link.name, None))
        if own:
            _add(found, shape.name, getattr(command, RECORD, None))
    else:
        _gather(found, command, shapes, depth=0)
    return found


def _gather(found: Named, part: msgspec.Struct, shapes: Mapping[str, Shape], *, depth: int) -> None:
    for name in part.__struct_fields__:
        value: object = getattr(part, name)
        entity = ALSO_CALLED.get(name, name)
        if entity in shapes:
            _add(found, entity, value)
        for line in value if isinstance(value, (list, tuple)) else ():
            if isinstance(line, msgspec.Struct) and depth < DEPTH_MAX:
                _gather(found, line, shapes, depth=depth + 1)


def _add(found: Named, entity: str, value: object) -> None:
    said: Iterable[object] = value if isinstance(value, (list, tuple)) else (value,)
    names = {str(one) for one in said if _is_name(one)}
    if names:
        found.setdefault(entity, set()).update(names)


def _is_name(value: object) -> bool:
    return bool(value) and not isinstance(value, (msgspec.Struct, msgspec.UnsetType, bool, dict))
