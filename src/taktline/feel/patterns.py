"""Regular expressions as XPath writes them (FEEL uses those), run by Python's engine."""

import importlib
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from taktline.feel.diagnostics import PATTERN_INPUT_CHARACTERS_MAX
from taktline.feel.signatures import NoValueError

codes = importlib.import_module("re._constants")  # Python has no public parse tree of a pattern.
reader = importlib.import_module("re._parser")
PATTERN_CHARACTERS_MAX = 1_000  # Of the pattern itself.
MATCH_WORK_MAX = 5_000_000  # Characters looked at by one match, at worst; some 10 ms.
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}
_EXTENSION = re.compile(r"(?<!\\)(?:\\\\)*\(\?(?!:)")  # Everything but a group without number.
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_REFERENCE = re.compile(r"\\([\\$])|\$(\d{1,2})|(\\.?|\$)", re.DOTALL)


@lru_cache(maxsize=1_024)
def pattern_of(text: str, flags: str) -> re.Pattern[str]:
    """Compile an XPath regular expression.

    Args:
        text: the pattern; at most 1,000 characters.
        flags: `s` dot takes line ends, `m` lines, `i` ignore case, `x` ignore blanks.

    Raises:
        NoValueError: the pattern or a flag is not valid, or a repeated part repeats itself, so that
            matching could take for ever.
    """
    if not set(flags) <= set("smix"):
        raise NoValueError("flags may be s, m, i and x", "标志只能是 s、m、i、x")
    if len(text) > PATTERN_CHARACTERS_MAX:
        raise NoValueError("the pattern is too long", "正则表达式过长")
    python = 0
    for flag in flags:
        python |= _FLAGS.get(flag, 0)
    try:
        if _EXTENSION.search(text):
            raise NoValueError("(?...) groups are not part of XPath", "XPath 不支持 (?...) 分组")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            translated = _translated(text, multiline="m" in flags, extended="x" in flags)
            if _explodes(reader.parse(translated, python), inside=False):
                raise NoValueError("a repeated part repeats itself", "重复部分内又有重复")
            return re.compile(translated, python)
    except (re.error, Warning, OverflowError, RecursionError):
        raise NoValueError(f"{text!r} is not a pattern", f"{text!r} 不是有效的正则表达式") from None


def _translated(text: str, *, multiline: bool, extended: bool) -> str:
    """Rewrite what Python reads differently: `$` at the very end only, blanks under `x`."""
    out: list[str] = []
    in_class = escaped = False
    for sign in text:
        if escaped:
            out.append(_escape(sign, in_class=in_class))
            escaped = False
        elif sign == "\\":
            escaped = True
        elif extended and sign in " \t\r\n" and not in_class:
            continue
        elif sign == "$" and not in_class and not multiline:
            out.append(r"\Z")
        else:
            in_class = sign == "[" or (in_class and sign != "]")
            out.append(sign)
    return "".join(out) + ("\\" if escaped else "")


def _escape(sign: str, *, in_class: bool) -> str:
    if sign in "AZbBz0" or (in_class and sign.isdigit()):
        raise NoValueError(f"\\{sign} is not part of XPath patterns", f"XPath 模式不支持 \\{sign}")
    named = {"i": "_A-Za-z", "c": r"\w.:-"}.get(sign)
    if named is not None:
        return named if in_class else f"[{named}]"
    return "\\" + sign


def _explodes(tree: object, *, inside: bool) -> bool:
    """Tell whether an unlimited repetition contains another one."""
    if not isinstance(tree, (reader.SubPattern, list, tuple)):
        return False
    for part in tree:
        if isinstance(part, tuple) and len(part) == 2 and part[0] in _REPEATS:
            _, most, body = part[1]
            unlimited = most == codes.MAXREPEAT
            if (inside and unlimited) or _explodes(body, inside=inside or unlimited):
                return True
        elif _explodes(part, inside=inside):
            return True
    return False


def checked_input(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text a pattern may be run against.

    Repetitions that may take the same characters try every way to share them out: the work grows
    with the text's length to the power of their number.

    Raises:
        NoValueError: the text is too long, or too long for the repetitions of this pattern.
    """
    limit = min(PATTERN_INPUT_CHARACTERS_MAX, int(MATCH_WORK_MAX ** (1 / _power(pattern))))
    if len(text) > limit:
        raise NoValueError(
            f"the text is longer than {limit} characters", f"文本超过 {limit} 个字符"
        )
    return text


@lru_cache(maxsize=1_024)
def _power(pattern: re.Pattern[str]) -> int:
    """Return the power of the text's length that matching may cost."""
    longest = run = 0
    greedy = False
    for part in _marks(reader.parse(pattern.pattern, pattern.flags & ~re.UNICODE)):
        if part == "text":
            run = run if greedy else 0
        else:
            run += 1
            greedy = part == "anything"
        longest = max(longest, run)
    return 1 + longest


def _marks(tree: object) -> Iterator[str]:
    """List unlimited repetitions (of anything, of some) and certain text, from left to right."""
    if not isinstance(tree, (reader.SubPattern, list, tuple)):
        return
    for part in tree:
        if isinstance(part, tuple) and len(part) == 2 and part[0] in _REPEATS:
            least, most, body = part[1]
            if most == codes.MAXREPEAT:
                yield "anything" if body[0][0] == codes.ANY else "some"
            elif least:
                yield from _marks(body)
        elif isinstance(part, tuple) and part and part[0] == codes.LITERAL:
            yield "text"
        else:
            yield from _marks(part)


def expanded(template: str, match: re.Match[str]) -> str:
    """Fill `$0`..`$9` of a replacement with the groups of a match; `\\$` is a dollar.

    Raises:
        NoValueError: a `$` or backslash stands alone.
    """

    def fill(reference: re.Match[str]) -> str:
        plain, number, wrong = reference.groups()
        if wrong is not None:
            raise NoValueError(f"{wrong!r} in a replacement", f"替换文本中的 {wrong!r} 无效")
        return plain if plain is not None else _group(match, number)

    return _REFERENCE.sub(fill, template)


def _group(match: re.Match[str], number: str) -> str:
    """A reference takes two digits only when so many groups exist."""
    count = match.re.groups
    if len(number) == 2 and int(number) > count:
        return _group(match, number[0]) + number[1]
    return (match.group(int(number)) or "") if int(number) <= count else ""
