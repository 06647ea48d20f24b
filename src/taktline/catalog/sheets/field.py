"""What a column of a sheet may be: a field of a command, and the words people write above it."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from taktline.base.text import Text

SheetKind = Literal["text", "code", "number", "instant", "date", "switch", "option", "link",
                    "options", "links", "indented"]  # fmt: skip
DayMeans = Literal["start", "end"]

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_NOISE = re.compile(r"[\s*:_\-./、,，。·#?!]+")
_CALLED = ("编码", "代码", "编号", "号", "code", "no", "nr", "number")
"""What people add to a thing's name above a column of its codes."""


class SheetField(msgspec.Struct, frozen=True, kw_only=True):
    """One field that a sheet may bring.

    Attributes:
        name: of the command's field.
        kind: how its cells are read; `code` and `link` are texts in which no digit may be lost;
            `indented` is a link that keeps the blanks before it, which say how deep it stands.
        words: what people write above such a column, beside its name and label.
        options: the choices of an option, with their labels.
        to: entity that a link leads to.
        day_means: for an instant of which only the day is written: its start or its end.
    """

    name: str
    label: Text
    kind: SheetKind = "text"
    required: bool = False
    words: tuple[str, ...] = ()
    options: Mapping[str, Text] = {}
    to: str | None = None
    day_means: DayMeans = "start"


def half_width(text: str) -> str:
    """Return a text with full-width letters, digits and signs as the usual ones."""
    return text.translate(_FULL_WIDTH)


def heading_key(text: str) -> str:
    """Return a heading as it is compared: no blanks, signs or units in brackets, small letters."""
    plain = half_width(text).lower()
    bare = _NOISE.sub("", _BRACKETS.sub("", plain))
    return bare or _NOISE.sub("", plain)


def words_of(field: SheetField) -> frozenset[str]:
    """Return every heading that means this field, as `heading_key` writes them."""
    said = [field.name, field.label.en, field.label.zh, *field.words]
    if field.kind in ("code", "link", "indented"):
        said += [f"{word}{called}" for word in said for called in _CALLED]
    return frozenset(heading_key(word) for word in said)


def by_heading(fields: Iterable[SheetField]) -> dict[str, str]:
    """Return which field each heading means; the first field that claims a word has it."""
    found: dict[str, str] = {}
    listed = list(fields)
    for field in listed:
        for word in (field.name, field.label.en, field.label.zh, *field.words):
            found.setdefault(heading_key(word), field.name)
    for field in listed:
        for key in words_of(field):
            found.setdefault(key, field.name)
    return found
