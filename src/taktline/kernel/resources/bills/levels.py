"""Where a row of a many-level bill stands: by a level column, an outline, dots or indentation."""

import re
from collections.abc import Sequence

from taktline.catalog.sheets.field import half_width

_OUTLINE = re.compile(r"\d+(?:\.\d+)+")
_DOTTED = re.compile(r"([.+*·-]+)\s*(\d*)")
_PLAIN = re.compile(r"(?:l|level|第)?\s*(\d+)\s*(?:级|层|阶)?", re.IGNORECASE)
TAB_WIDTH = 4


def depths_of(levels: Sequence[str]) -> list[int | None]:
    """Return how deep each row stands; None where it does not say.

    `0 1 2` are levels; where any row says `1.1` all are an outline, in which `1` is the first
    level; `.1 ..2` and `+ ++` count their signs; `2级` and `L2` are levels.
    """
    said = [half_width(one).strip() for one in levels]
    is_outline = any(_OUTLINE.fullmatch(one.strip(".")) for one in said)
    return [_depth(one, is_outline=is_outline) for one in said]


def _depth(text: str, *, is_outline: bool) -> int | None:
    if is_outline:
        parts = [part for part in text.split(".") if part]
        return len(parts) if parts and all(part.isdigit() for part in parts) else None
    dotted = _DOTTED.fullmatch(text)
    if dotted is not None:
        return len(dotted.group(1))
    plain = _PLAIN.fullmatch(text)
    return None if plain is None else int(plain.group(1))


def indentation(text: str) -> int:
    """Return how far a text is indented, in blanks; a wide blank counts for two."""
    width = 0
    for letter in text:
        if letter == "\t":
            width += TAB_WIDTH
        elif letter == "\u3000":
            width += 2
        elif letter == " ":
            width += 1
        else:
            break
    return width


def depths_by_indentation(texts: Sequence[str]) -> list[int | None]:
    """Return how deep each row stands by the blanks before its code; all None where none has any.

    The widths that occur are the levels: 0, 2, 4 blanks are levels 0, 1 and 2.
    """
    widths = [indentation(one) for one in texts]
    if not any(widths):
        return [None] * len(texts)
    levels = {width: depth for depth, width in enumerate(sorted(set(widths)))}
    return [levels[width] for width in widths]
