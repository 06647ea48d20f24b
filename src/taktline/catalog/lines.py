"""Where in a document's text something stands: the line of a key, by its path."""

import re

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from taktline.base.text import Text
from taktline.catalog.entity import Check, Field, Option
from taktline.catalog.yaml import Plain

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """Return the line (from 1) of what a path leads to, or of the nearest thing on the way."""
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    line = 1
    for step in path:
        found = _step(node, step)
        if found is None:
            break
        line, node = found
    return line


def path_of(message: str) -> tuple[str, ...]:
    """Return the path in a decoder's message: "... - at `$.fields.x`" gives ("fields", "x")."""
    place = message.rpartition("`$")[2].rstrip("`")
    return tuple(name or index for name, index in _STEP.findall(place))


SECTIONS: dict[str, type] = {"fields": Field, "checks": Check, "options": Option, "labels": Text}
"""Mappings of a document whose keys are names; the decoder does not say which one is wrong."""


def precise(content: Plain, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a decoder's path with the names it left out."""
    found: list[str] = []
    for step in path:
        kind = SECTIONS.get(found[-1]) if found else None
        if step == "..." and kind is not None and isinstance(content, dict):
            step = next((name for name in content if not _fits(content[name], kind)), step)
        found.append(step)
        content = content.get(step) if isinstance(content, dict) else None
    return tuple(found)


def _fits(content: Plain, kind: type) -> bool:
    try:
        msgspec.convert(content, kind, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _step(node: Node | None, step: str) -> tuple[int, Node] | None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == step:
                return int(key.start_mark.line) + 1, value
    if isinstance(node, SequenceNode) and step.isdigit() and int(step) < len(node.value):
        item = node.value[int(step)]
        return int(item.start_mark.line) + 1, item
    return None
