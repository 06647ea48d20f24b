"""Built-in functions on text: parts, case, search, patterns."""

# tidy: positional - arguments come in the order of the FEEL signature.

from decimal import Decimal

from taktline.feel.diagnostics import RESULT_CHARACTERS_MAX
from taktline.feel.patterns import checked_input, expanded, pattern_of
from taktline.feel.signatures import NoValueError, builtin, form
from taktline.feel.values import Value


def substring(text: str, start: Decimal, length: Decimal | None = None) -> Value:
    """Return a part of a text; positions count from 1, negative ones from the end."""
    position = int(start)
    if position == 0 or abs(position) > max(len(text), 1):
        raise NoValueError(f"there is no character {position}", f"没有第 {position} 个字符")
    begin = position - 1 if position > 0 else max(len(text) + position, 0)
    if length is None:
        return text[begin:]
    if length < 0:
        raise NoValueError("the length is negative", "长度为负")
    return text[begin : begin + int(length)]


def substring_before(text: str, match: str) -> Value:
    """Return what stands before the first occurrence, nothing if there is none."""
    found = text.find(match)
    return text[:found] if found >= 0 else ""


def substring_after(text: str, match: str) -> Value:
    """Return what stands behind the first occurrence, nothing if there is none."""
    found = text.find(match)
    return text[found + len(match) :] if found >= 0 else ""


def replace(text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    """Replace every match of a pattern; `$1` in the replacement stands for a group."""
    compiled = pattern_of(pattern, flags or "")
    result = compiled.sub(lambda match: expanded(replacement, match), checked_input(text, compiled))
    if len(result) > RESULT_CHARACTERS_MAX:
        raise NoValueError("the result is too long", "结果过长")
    return result


def matches(text: str, pattern: str, flags: str | None = None) -> Value:
    """Tell whether a pattern matches somewhere in a text."""
    compiled = pattern_of(pattern, flags or "")
    return compiled.search(checked_input(text, compiled)) is not None


def split(text: str, delimiter: str) -> Value:
    """Cut a text at every match of a pattern."""
    compiled = pattern_of(delimiter, "")
    if compiled.match(""):
        raise NoValueError("the delimiter matches nothing at all", "分隔符可匹配空文本")
    parts: list[Value] = []
    begin = 0
    for match in compiled.finditer(checked_input(text, compiled)):
        parts.append(text[begin : match.start()])
        begin = match.end()
    parts.append(text[begin:])
    return parts


def string_join(texts: list[str | None], delimiter: str | None = None) -> Value:
    """Join texts; items without a value are left out."""
    return (delimiter or "").join(text for text in texts if text is not None)


_SEARCH = "string: string, match: string -> "

TEXT_FUNCTIONS = (
    builtin("substring",
            form("string: string, start position: number, length?: number -> string", substring),
            doc=("A part of a text, from a position counted from 1.", "截取文本,位置从 1 起。")),
    builtin("string length", form("string: string -> number", lambda text: Decimal(len(text))),
            doc=("The number of characters.", "文本长度。")),
    builtin("upper case", form("string: string -> string", str.upper),
            doc=("The text in capitals.", "转为大写。")),
    builtin("lower case", form("string: string -> string", str.lower),
            doc=("The text in small letters.", "转为小写。")),
    builtin("substring before", form(_SEARCH + "string", substring_before),
            doc=("What stands before the first occurrence.", "首次出现之前的文本。")),
    builtin("substring after", form(_SEARCH + "string", substring_after),
            doc=("What stands behind the first occurrence.", "首次出现之后的文本。")),
    builtin("replace",
            form("input: string, pattern: string, replacement: string, flags?: string? -> string",
                 replace),
            doc=("Replaces what a pattern matches.", "按正则表达式替换。")),
    builtin("contains", form(_SEARCH + "boolean", lambda text, match: match in text),
            doc=("Whether a text contains another.", "是否包含。")),
    builtin("starts with", form(_SEARCH + "boolean", str.startswith),
            doc=("Whether a text begins with another.", "是否以其开头。")),
    builtin("ends with", form(_SEARCH + "boolean", str.endswith),
            doc=("Whether a text ends with another.", "是否以其结尾。")),
    builtin("matches", form("input: string, pattern: string, flags?: string? -> boolean", matches),
            doc=("Whether a pattern matches.", "是否匹配正则表达式。")),
    builtin("split", form("string: string, delimiter: string -> list<string>", split),
            doc=("Cuts a text at a pattern.", "按正则表达式拆分。")),
    builtin("string join",
            form("list: list<string>, delimiter?: string? -> string", string_join),
            doc=("Joins texts.", "连接文本。")),
)  # fmt: skip
