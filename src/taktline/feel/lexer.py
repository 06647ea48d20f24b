"""Cuts the text of a formula into words, numbers, texts and signs, each with its place."""

import re
from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec

TokenKind = Literal["word", "number", "string", "at", "sign", "end", "odd"]

KEYWORDS = frozenset(
    [
        "for",
        "return",
        "if",
        "then",
        "else",
        "some",
        "every",
        "satisfies",
        "in",
        "and",
        "or",
        "between",
        "instance",
        "of",
        "function",
        "external",
        "true",
        "false",
        "null",
    ]
)

# DMN 1.5, grammar rules 28 and 29: what a name may begin with and go on with.
_START = (
    r"?_A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u167f\u1681-\u180d\u180f-\u1fff"
    r"\u200c\u200d\u2070-\u21ff\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\ufffd"
    r"\U00010000-\U000effff"
)
_PART = _START + r"0-9\xb7\u0300-\u036f\u203f\u2040"

# One alternative per token kind; the order decides. A number does not swallow the dots of `1..5`.
_TOKEN = re.compile(
    rf"""
    (?P<blank>(?:[\s\u180e\u200b\ufeff]|//[^\n\r]*|/\*.*?\*/)+)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
  | (?P<at>@"(?:[^"\\]|\\.)*")
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<word>[{_START}][{_PART}]*)
  | (?P<sign>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>(){{}}\[\],:.'’])
  | (?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL,
)

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6}|[0-9A-Fa-f]{4})|(.))", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(msgspec.Struct, frozen=True):
    """One word, number, text or sign: its text and the positions where it starts and ends."""

    kind: TokenKind
    text: str
    at: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens; characters that mean nothing become tokens of kind `odd`.

    Args:
        text: an expression, a unary test or a name.

    Returns:
        All tokens without blanks and comments, closed by one token of kind `end`.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind != "blank":
            found.append(Token(_kind(kind), match.group(), match.start(), match.end()))
    found.append(Token("end", "", len(text), len(text)))
    return found


def _kind(name: str | None) -> TokenKind:
    match name:
        case "number":
            return "number"
        case "at":
            return "at"
        case "string":
            return "string"
        case "word":
            return "word"
        case "sign":
            return "sign"
        case _:
            return "odd"


def name_parts(name: str) -> tuple[str, ...] | None:
    """Return the tokens a name consists of, or None when it can never be written as a name."""
    tokens = tokens_of(name)[:-1]
    if not tokens or any(token.kind in ("string", "at", "odd") for token in tokens):
        return None
    return tuple(token.text for token in tokens)


def string_value(quoted: str) -> str:
    """Resolve the escapes of a quoted text; two escaped surrogates become one character."""
    inner = quoted[1:-1]
    if "\\" not in inner:
        return inner
    plain = _ESCAPE.sub(_unescape, inner)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescape(match: re.Match[str]) -> str:
    short, long, other = match.groups()
    if short or long:
        point = int(short or long, 16)
        return chr(point) if point <= 0x10FFFF else match.group()
    return _PLAIN_ESCAPES.get(other, match.group())


def number_value(text: str) -> Decimal | None:
    """Return the decimal a number token stands for, or None when it is out of all bounds."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
