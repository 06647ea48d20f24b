"""Codes: the names people give to things, as they stand on paper and labels."""

import re
import unicodedata
from uuid import UUID

from taktline.base.problem import Problem
from taktline.base.text import Text

CODE_LENGTH_MAX = 64
_UUID = re.compile(r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")


class BadCode(Problem):
    """A code that could not be printed, scanned or told from an id."""

    title = Text(
        en="{value} cannot be a code: 1 to 64 visible characters, not a UUID.",
        zh="{value} 不能作为编码:需为 1 至 64 个可见字符,且不得为 UUID。",
    )
    status = 400


def code(value: str) -> str:
    """Return a code as it is stored: Unicode NFC, no blanks around it.

    Raises:
        BadCode: empty, too long, with control characters, or it looks like a UUID.
    """
    cleaned = unicodedata.normalize("NFC", value).strip()
    visible = all(unicodedata.category(c)[0] != "C" for c in cleaned)
    if not cleaned or len(cleaned) > CODE_LENGTH_MAX or not visible or _UUID.match(cleaned):
        raise BadCode(value=value[:80])
    return cleaned


def id_of(reference: str) -> UUID | None:
    """Return the id if a reference is one, None if it is a code."""
    return UUID(reference) if _UUID.match(reference) else None
