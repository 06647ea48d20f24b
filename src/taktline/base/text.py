"""Words in the two languages every screen speaks: English and Chinese."""

from typing import Literal

import msgspec

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Text(msgspec.Struct, frozen=True):
    """One sentence or label in both languages; `{name}` marks where an argument goes."""

    en: str
    zh: str

    def say(self, language: Language, **args: object) -> str:
        """Return the text in one language with its arguments filled in."""
        template = self.zh if language == "zh" else self.en
        return template.format_map(_Shown(args)) if args else template


class _Shown(dict[str, object]):
    """Arguments as people read them; a missing one stays visible instead of failing."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def language_of(accept_language: str | None) -> Language:
    """Choose the reader's language from an HTTP Accept-Language header; English by default."""
    best: Language = "en"
    weight = 0.0
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.strip().partition(";q=")
        primary = tag.lower().partition("-")[0]
        quality = _quality(parameter)
        if primary in LANGUAGES and quality > weight:
            best, weight = primary, quality
    return best


def _quality(parameter: str) -> float:
    try:
        return float(parameter) if parameter else 1.0
    except ValueError:
        return 0.0
