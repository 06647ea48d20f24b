"""What is wrong with a document's form, in words that say what to do: for people, not parsers."""

import difflib
import re
import typing
from collections.abc import Iterable

import msgspec

from taktline.base.text import Text
from taktline.catalog.app import App, Overlay
from taktline.catalog.entity import Check, Entity, Field, Index, Option

KINDS: dict[str, type] = {"entity": Entity, "overlay": Overlay, "app": App}
"""Structs of documents, by kind."""

INSIDE: dict[str, type] = {
    "fields": Field, "checks": Check, "options": Option, "labels": Text, "indexes": Index,
}  # fmt: skip
"""Mappings and lists whose members have a form of their own."""

WORDS: dict[str, tuple[str, str]] = {
    "array": ("a list", "列表"),
    "bool": ("true or false", "true 或 false"),
    "int": ("a whole number", "整数"),
    "null": ("nothing", "空值"),
    "object": ("a mapping (`key: value`)", "映射(`键: 值`)"),
    "str": ("a text", "文本"),
}
UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")
MISSING = re.compile(r"Object missing required field `(.*)`")
CHOICE = re.compile(r"Invalid enum value '(.*)'")
KIND = re.compile(r"Expected `(.*)`, got `(.*)`")
LISTED_MAX = 30


def said(reason: str, document: str, path: tuple[str, ...]) -> tuple[Text, tuple[str, ...]]:
    """Return what a decoder's message means, and the path it is really about.

    Args:
        reason: the decoder's words.
        document: kind of the document.
        path: where it stumbled.
    """
    bare = reason.partition(" - at `")[0]
    if found := UNKNOWN.match(bare):
        key = found.group(1)
        return _no_such(key, _keys(_struct(document, path)), "key"), (*path, key)
    if found := MISSING.match(bare):
        key = found.group(1)
        return Text(en=f"`{key}` is missing", zh=f"缺少 `{key}`"), path
    if found := CHOICE.match(bare):
        struct = _struct(document, path[:-1])
        return _no_such(found.group(1), _choices(struct, path[-1] if path else ""), "choice"), path
    if found := KIND.match(bare):
        return _expected(*found.groups()), path
    return Text(en=bare, zh=f"格式无效:{bare}"), path


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that was probably meant."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def meant(word: str, known: Iterable[str]) -> Text:
    """Return a question whether another word was meant; empty where none is near."""
    close = nearest(word, known)
    if close is None:
        return Text(en="", zh="")
    return Text(en=f"; did you mean {close}?", zh=f";是否应为 {close}?")


def _no_such(word: str, known: list[str], what: str) -> Text:
    close = meant(word, known)
    kind = {"key": "键", "choice": "选项"}[what]
    listed = ", ".join(known[:LISTED_MAX])
    hint_en, hint_zh = close.en, close.zh
    if not hint_en and listed:
        hint_en, hint_zh = f"; there are: {listed}", f";可用:{listed}"
    return Text(
        en=f"there is no {what} `{word}` here{hint_en}", zh=f"此处没有{kind} `{word}`{hint_zh}"
    )


def _expected(wanted: str, given: str) -> Text:
    names = [WORDS.get(part.strip(), (part, part)) for part in wanted.split("|")]
    got = WORDS.get(given, (given, given))
    either = " or ".join(name[0] for name in names if name[0] != "nothing")
    zh = "或".join(name[1] for name in names if name[0] != "nothing")
    return Text(en=f"{either} is expected here, not {got[0]}", zh=f"此处应为{zh},而不是{got[1]}")


def _struct(document: str, path: tuple[str, ...]) -> type | None:
    """Return the struct that stands at a path of a document."""
    current: type | None = KINDS.get(document)
    inside = False
    for step in path:
        if inside:
            inside = False
            continue
        if step in INSIDE and current is not Check:
            current, inside = INSIDE[step], True
        elif step in ("label", "title", "note") and current is not None:
            current = Text
        else:
            current = None
    return current


def _keys(struct: type | None) -> list[str]:
    if struct is None:
        return []
    return [field.encode_name for field in msgspec.structs.fields(struct)]


def _choices(struct: type | None, name: str) -> list[str]:
    """Return the words a field of a struct may have."""
    if struct is None:
        return []
    for field in msgspec.structs.fields(struct):
        if field.encode_name == name:
            return [str(word) for word in _words(field.type)]
    return []


def _words(kind: object) -> list[object]:
    if typing.get_origin(kind) is typing.Literal:
        return list(typing.get_args(kind))
    return [word for part in typing.get_args(kind) for word in _words(part)]
