"""Reading documents: YAML 1.2 as strict as STYLE section 8 says, with the line of every mistake."""

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from taktline.base.problem import Problem
from taktline.base.text import Text

DOCUMENT_BYTES_MAX = 512 * 1024
"""A document is something a person reads; a larger one is data in the wrong place."""

DEPTH_MAX = 32
"""Nesting of a document; deeper is no layout a person has drawn."""

TOO_LONG = Text(en=f"longer than {DOCUMENT_BYTES_MAX} bytes", zh=f"超过 {DOCUMENT_BYTES_MAX} 字节")
NOT_ONE = Text(en="one document is expected in a file", zh="每个文件须有且仅有一个文档")
NO_ANCHORS = Text(
    en="anchors and aliases are not allowed: write it out", zh="不允许锚点与别名:请写全"
)
NO_TAGS = Text(en="tags are not allowed: leave out the `!`", zh="不允许标签:请去掉 `!`")
TOO_DEEP = Text(en=f"nested deeper than {DEPTH_MAX}", zh=f"嵌套超过 {DEPTH_MAX} 层")
PLAIN_KEYS = Text(en="keys are plain words", zh="键须为普通单词")

FORBIDDEN_KEYS = frozenset({"on", "off", "yes", "no"})
"""Keys that older YAML readers take for booleans."""

Plain = str | int | bool | None | list["Plain"] | dict[str, "Plain"]
"""What a document holds: text, whole numbers, switches, lists and mappings; decimals as text."""


class BadYaml(Problem):
    """A document's text is not the strict YAML that documents are written in."""

    title = Text(
        en="{file}, line {line}: {reason}",
        zh="{file} 第 {line} 行:{reason}",
    )
    status = 400


def read_yaml(text: str, file: str = "") -> Plain:
    """Return the content of one YAML document.

    Args:
        text: the document; at most DOCUMENT_BYTES_MAX.
        file: its name, for messages.

    Raises:
        BadYaml: it does not parse, is too large or too deep, has several documents, anchors, tags,
            merges, duplicate or forbidden keys.
    """
    if len(text.encode()) > DOCUMENT_BYTES_MAX:
        raise BadYaml(file=file, line=1, reason=TOO_LONG)
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        reader = _Reader(yaml.parse(text), file)
        return reader.document()
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadYaml(file=file, line=line, reason=_parser_said(str(error.problem))) from error


def _parser_said(problem: str) -> Text:
    """Return what a parser's complaint means, with what to do where it is known."""
    for words, told in COMPLAINTS.items():
        if words in problem:
            return told
    return Text(en=problem, zh=f"不是有效的 YAML:{problem}")


COMPLAINTS = {
    "'\\t'": Text(en="a tab stands here: indent by spaces", zh="此处为制表符:请用空格缩进"),
    "mapping values are not allowed": Text(
        en="a `:` stands where no key can be: put the text in quotes, or mend the indent",
        zh="此处不能出现 `:`:请给文本加引号,或修正缩进",
    ),
    "expected <block end>": Text(
        en="the indent does not fit the lines before", zh="缩进与前面的行不一致"
    ),
    "could not find expected ':'": Text(en="a `:` is missing behind the key", zh="键后缺少 `:`"),
    "while scanning a quoted scalar": Text(en="a quote is not closed", zh="引号未闭合"),
    "found unexpected end of stream": Text(en="a quote is not closed", zh="引号未闭合"),
}
"""Complaints of the parser that people meet, in words that help."""


class _Reader:
    """Builds the content in one pass over the parser's events, refusing what is not strict."""

    def __init__(self, events: Iterator[Event], file: str) -> None:
        self._events = events
        self._file = file

    def document(self) -> Plain:
        """Return the content of the one document there must be."""
        content: Plain = None
        count = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                count += 1
                if count > 1:
                    break
                content = self._value(next(self._events), 0)
        if count != 1:
            raise self._bad(event, NOT_ONE)
        return content

    def _value(self, event: Event, depth: int) -> Plain:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise self._bad(event, NO_ANCHORS)
        if getattr(event, "ctag", None):
            raise self._bad(event, NO_TAGS)
        if depth > DEPTH_MAX:
            raise self._bad(event, TOO_DEEP)
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(depth)
        assert isinstance(event, MappingStartEvent)
        return self._mapping(depth)

    def _sequence(self, depth: int) -> list[Plain]:
        items: list[Plain] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            items.append(self._value(event, depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, Plain]:
        content: dict[str, Plain] = {}
        while not isinstance(key := next(self._events), MappingEndEvent):
            name = self._key(key)
            if name in content:
                raise self._bad(key, Text(en=f"`{name}` stands there twice", zh=f"`{name}` 重复"))
            content[name] = self._value(next(self._events), depth + 1)
        return content

    def _key(self, event: Event) -> str:
        if not isinstance(event, ScalarEvent) or event.value == "<<":
            raise self._bad(event, PLAIN_KEYS)
        self._value(event, 0)
        name = str(event.value)
        if name.lower() in FORBIDDEN_KEYS:
            en = (
                f"`{name}` cannot be a key, as older readers take it for a switch: use another word"
            )
            raise self._bad(
                event, Text(en=en, zh=f"`{name}` 不能作为键(旧解析器视为开关):请换用其他词")
            )
        return name

    def _bad(self, event: Event, reason: Text) -> BadYaml:
        return BadYaml(file=self._file, line=event.start_mark.line + 1, reason=reason)


def _scalar(event: ScalarEvent) -> Plain:
    """Return a scalar; only plain (unquoted) ones can be numbers, switches or nothing."""
    text = str(event.value)
    if event.style is not None:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    digits = text[1:] if text[0] == "-" else text
    return int(text) if digits.isascii() and digits.isdigit() else text
