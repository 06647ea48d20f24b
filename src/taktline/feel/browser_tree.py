"""The form in which a checked formula travels to the browser, which has no FEEL parser."""

from decimal import Decimal

import msgspec

from taktline.feel.tree import Node
from taktline.feel.values import plain_number


def to_tree(node: Node) -> dict[str, object]:
    """Return the tree as plain JSON values.

    Every node is an object with `type` (`number`, `name`, `comparison`, ...) and the fields of its
    node in `taktline.feel.tree`; numbers are texts in plain notation; positions, empty names and
    absent parts are left out.
    """
    plain = _plain(node)
    if not isinstance(plain, dict):
        raise TypeError(type(node).__name__)
    return plain


def _plain(part: object) -> object:
    if isinstance(part, msgspec.Struct):
        fields: dict[str, object] = {"type": part.__struct_config__.tag}
        for name in part.__struct_fields__:
            value: object = getattr(part, name)
            if name != "at" and value is not None and value != "":
                fields[name] = _plain(value)
        if fields["type"] == "string":  # An empty text is a value.
            fields["value"] = getattr(part, "value", "")
        return fields
    if isinstance(part, tuple):
        return [_plain(item) for item in part]
    return plain_number(part) if isinstance(part, Decimal) else part
