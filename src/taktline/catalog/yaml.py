"""Reading documents: YAML 1.2 as strict as STYLE section 8 says, with the line of every mistake."""

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, CollectionStartEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from taktline.base.problem import Problem
from taktline.base.text import Text

DOCUMENT_BYTES_MAX = 512 * 1024
"""A document is something a person reads; a larger one is data in the wrong place."""

DEPTH_MAX = 32
"""Nesting of a document; deeper is no layout a person has drawn."""

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
        raise BadYaml(file=file, line=1, reason=f"longer than {DOCUMENT_BYTES_MAX} bytes")
    yaml = YAML(typ="rt", pure=True)
    yaml.version = (1, 2)
    try:
        _refuse_features(yaml, text, file)
        nodes = list(YAML(typ="rt", pure=True).compose_all(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadYaml(file=file, line=line, reason=str(error.problem)) from error
    if len(nodes) != 1 or nodes[0] is None:
        raise BadYaml(file=file, line=1, reason=f"one document expected, found {len(nodes)}")
    return _plain(nodes[0], file, 0)


def _refuse_features(yaml: YAML, text: str, file: str) -> None:
    for event in yaml.parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise BadYaml(file=file, line=line, reason="anchors and aliases are not allowed")
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.ctag:
            raise BadYaml(file=file, line=line, reason="tags are not allowed")


def _plain(node: Node, file: str, depth: int) -> Plain:
    if depth > DEPTH_MAX:
        raise BadYaml(file=file, line=_line(node), reason=f"nested deeper than {DEPTH_MAX}")
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_plain(item, file, depth + 1) for item in node.value]
    assert isinstance(node, MappingNode)
    return _mapping(node, file, depth)


def _mapping(node: MappingNode, file: str, depth: int) -> dict[str, Plain]:
    content: dict[str, Plain] = {}
    for key, value in node.value:
        name = str(key.value)
        if not isinstance(key, ScalarNode) or name == "<<":
            raise BadYaml(file=file, line=_line(key), reason="keys are plain words")
        if name.lower() in FORBIDDEN_KEYS:
            raise BadYaml(file=file, line=_line(key), reason=f"`{name}` cannot be a key")
        if name in content:
            raise BadYaml(file=file, line=_line(key), reason=f"`{name}` stands there twice")
        content[name] = _plain(value, file, depth + 1)
    return content


def _scalar(node: ScalarNode) -> Plain:
    """Return a scalar; only plain (unquoted) ones can be numbers, switches or nothing."""
    text = str(node.value)
    if node.style is not None:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "null", "~"):
        return None
    digits = text[1:] if text[0] == "-" else text
    return int(text) if digits.isascii() and digits.isdigit() else text


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1
