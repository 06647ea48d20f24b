"""Writes a document's YAML in its one canonical form; comments stay where they are."""

from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from taktline.catalog.yaml import read_yaml

WIDTH = 100
INDENT = 2

FIELD_ORDER = (
    "type", "to", "required", "unique", "unit", "unit_in", "length", "places", "min", "max",
    "pattern", "format", "fixed_by", "may_rise", "number_rule", "through", "field", "measure",
    "filter", "default", "formula", "visible", "required_when", "editable", "on_delete",
    "renamed_from", "deprecated", "label", "note", "options", "fields",
)  # fmt: skip
ORDERS: Mapping[str, tuple[str, ...]] = {
    "app": ("app", "label", "version", "note", "depends", "quality"),
    "entity": (
        "entity", "label", "note", "key", "title", "storage", "written_by", "per_site", "history",
        "system", "undescribed",
        "renamed_from", "fields", "checks", "editable", "keeps", "signed",
        "indexes",
    ),
    "overlay": ("overlay", "entity", "note", "fields", "labels", "hide", "checks", "editable"),
}  # fmt: skip
"""Order of a document's keys, by its first one: what, label, note, then content."""
CHECK_ORDER = ("holds", "title", "at", "always")
OPTION_ORDER = ("label", "color", "disabled")


def formatted(text: str, file: str = "") -> str:
    """Return a document in canonical form; text that is in it already is returned as it is.

    Keys stand in reading order. A mapping stands on one line where it fits into 100 columns and
    has no comment inside; else one key a line.

    Raises:
        BadYaml: it is not strict YAML.
    """
    read_yaml(text, file)
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=INDENT, sequence=INDENT + 2, offset=INDENT)
    content = yaml.load(text)
    if not isinstance(content, CommentedMap):
        return text
    kind = next((key for key in ORDERS if key in content), None)
    if kind is not None:
        _order_document(content, ORDERS[kind])
    for key, value in content.items():
        _leave_after(content, key, _lay_out(value, INDENT * 1, len(str(key)) + 2, top=True))
    out = StringIO()
    yaml.dump(content, out)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n") + "\n"


def _order_document(content: CommentedMap, order: Sequence[str]) -> None:
    _order(content, order)
    _order_fields(content.get("fields"))
    for check in _maps(content.get("checks")):
        _order(check, CHECK_ORDER)


def _order_fields(fields: object) -> None:
    for field in _maps(fields):
        _order(field, FIELD_ORDER)
        for option in _maps(field.get("options")):
            _order(option, OPTION_ORDER)
        _order_fields(field.get("fields"))


def _maps(content: object) -> Iterable[CommentedMap]:
    if isinstance(content, CommentedMap):
        return [value for value in content.values() if isinstance(value, CommentedMap)]
    return []


def _order(content: CommentedMap, order: Sequence[str]) -> None:
    known = [key for key in order if key in content]
    others = [key for key in content if key not in order]
    for key in [*known, *others]:
        content.move_to_end(key)


def _lay_out(value: object, indent: int, used: int, *, top: bool = False) -> object:
    """Put a mapping or list on one line where it fits, else open it up.

    Returns:
        The empty line that stood at its end, where it is on one line now; else None.

    Args:
        value: what stands behind a key.
        indent: columns before its own keys, if it is opened.
        used: columns before it, if it stands on the key's line.
        top: it stands behind one of the document's own keys, whose mappings are always open.
    """
    if not isinstance(value, (CommentedMap, CommentedSeq)) or not value:
        return None
    holds_maps = isinstance(value, CommentedMap) and any(True for _ in _maps(value))
    stays_open = top and holds_maps
    if not stays_open and not _has_comment(value) and used + len(_on_one_line(value)) <= WIDTH:
        return _flow(value)
    value.fa.set_block_style()
    if isinstance(value, CommentedMap):
        for key, inner in value.items():
            left = _lay_out(inner, indent + INDENT, indent + len(str(key)) + 2)
            _leave_after(value, key, left)
    else:
        for index, inner in enumerate(value):
            _leave_after(value, index, _lay_out(inner, indent + INDENT, indent + 2))
    return None


def _leave_after(value: CommentedMap | CommentedSeq, key: object, blank: object) -> None:
    """Put an empty line that stood inside of what is now on one line behind it."""
    if blank is None:
        return
    tokens = value.ca.items.setdefault(key, [None, None, None, None])
    tokens[2 if isinstance(value, CommentedMap) else 0] = blank


def _flow(value: object) -> object:
    """Put a value on one line; return the empty line that stood behind its last part."""
    blank: object = None
    if isinstance(value, (CommentedMap, CommentedSeq)):
        value.fa.set_flow_style()
        parts = value.items() if isinstance(value, CommentedMap) else enumerate(value)
        for key, inner in list(parts):
            tokens = value.ca.items.pop(key, None)
            found = [token for token in tokens or () if token is not None]
            blank = _flow(inner) or (found[0] if found else None)
    return blank


def _has_comment(value: object) -> bool:
    if not isinstance(value, (CommentedMap, CommentedSeq)):
        return False
    if value.ca.comment or any(_says(tokens) for tokens in value.ca.items.values()):
        return True
    inner = value.values() if isinstance(value, CommentedMap) else value
    return any(_has_comment(one) for one in inner)


def _says(tokens: object) -> bool:
    """Whether comment tokens hold words, not only empty lines."""
    if isinstance(tokens, (list, tuple)):
        return any(_says(token) for token in tokens)
    return "#" in str(getattr(tokens, "value", ""))


def _on_one_line(value: object) -> str:
    """Return about how a value looks on one line; quotes are counted where there may be some."""
    if isinstance(value, CommentedMap):
        return "{" + ", ".join(f"{k}: {_on_one_line(v)}" for k, v in value.items()) + "}"
    if isinstance(value, CommentedSeq):
        return "[" + ", ".join(_on_one_line(one) for one in value) + "]"
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    quoted = type(value).__name__ in ("SingleQuotedScalarString", "DoubleQuotedScalarString")
    return f'"{value}"' if quoted else str(value)
