"""Checks of a document that go beyond its form: bounds, number rules, texts, references within."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

import msgspec

from taktline.base.text import Text
from taktline.catalog.entity import SYSTEM_FIELDS, Check, Entity, Field
from taktline.catalog.number import DATES
from taktline.catalog.shape import OWN
from taktline.catalog.wording import meant

LENGTH_MAX = 40_000
PLACES_MAX = 6
"""As many decimal places as columns keep."""

VERSION = re.compile(r"\d+(\.\d+){0,3}([-+][\w.]+)?")
_PLACE = re.compile(r"\{([^{}]*)\}")


class Wrong(msgspec.Struct, frozen=True):
    """One thing that is wrong: where, below what is checked, and what."""

    path: tuple[str, ...]
    message: Text


def wrong_with_field(field: Field, siblings: Iterable[str]) -> Iterator[Wrong]:
    """Return what is wrong with one field's values.

    Args:
        siblings: keys of the fields beside it.
    """
    yield from _bounds(field)
    if field.number_rule is not None:
        yield from _number_rule(field.number_rule, siblings)
    if field.default is not None and field.type == "option" and field.options:
        yield from _default_option(field)
    if field.unit_in is not None:
        yield from _unit_elsewhere(field.unit_in, siblings)


def _unit_elsewhere(path: str, siblings: Iterable[str]) -> Iterator[Wrong]:
    first = path.partition(".")[0]
    if first not in set(siblings):
        close = meant(first, siblings)
        yield Wrong(
            ("unit_in",),
            Text(en=f"there is no field {first}{close.en}", zh=f"没有字段 {first}{close.zh}"),
        )


def _bounds(field: Field) -> Iterator[Wrong]:
    low, high = decimal_of(field.min), decimal_of(field.max)
    if low is not None and high is not None and low > high:
        yield Wrong(
            ("min",),
            Text(
                en=f"min {field.min} lies above max {field.max}: no value fits",
                zh=f"min {field.min} 大于 max {field.max}:没有可用的值",
            ),
        )
    if field.length is not None and not 1 <= field.length <= LENGTH_MAX:
        yield Wrong(("length",), _between("length", 1, LENGTH_MAX))
    if field.places is not None and not 0 <= field.places <= PLACES_MAX:
        yield Wrong(("places",), _between("places", 0, PLACES_MAX))


def _between(name: str, low: int, high: int) -> Text:
    return Text(en=f"{name} lies between {low} and {high}", zh=f"{name} 须在 {low} 与 {high} 之间")


def decimal_of(text: str | None) -> Decimal | None:
    """Return a bound as a number; None where there is none, or it is no number."""
    try:
        found = None if text is None else Decimal(text)
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


def _number_rule(rule: str, siblings: Iterable[str]) -> Iterator[Wrong]:
    known = set(siblings)
    counts = 0
    for part in _PLACE.findall(rule):
        if part.isdigit():
            counts += 1
        elif part not in DATES and part not in known:
            close = meant(part, [*DATES, *known])
            dates = ", ".join(DATES)
            yield Wrong(
                ("number_rule",),
                Text(
                    en=f"{{{part}}} is no date ({dates}), no count ({{0001}}), no field{close.en}",
                    zh=f"{{{part}}} 不是日期({dates})、序号({{0001}})或字段{close.zh}",
                ),
            )
    if counts > 1 or rule.count("{") != rule.count("}"):
        yield Wrong(
            ("number_rule",),
            Text(
                en="a number rule has one count such as {0001}, and every { its }",
                zh="编号规则只能有一个序号(如 {0001}),且 { 与 } 须成对",
            ),
        )


def _default_option(field: Field) -> Iterator[Wrong]:
    found = re.fullmatch(r'\s*"([^"]*)"\s*', field.default or "")
    if found is not None and found.group(1) not in field.options:
        word = found.group(1)
        close = meant(word, field.options)
        yield Wrong(
            ("default",),
            Text(
                en=f'"{word}" is none of the options{close.en}',
                zh=f'"{word}" 不在选项中{close.zh}',
            ),
        )


def wrong_with_check(check: Check, fields: Mapping[str, Field]) -> Iterator[Wrong]:
    """Return what is wrong with where a check points, and with the names in its sentence."""
    known = {*fields, *SYSTEM_FIELDS}
    place, _, rest = check.at.lstrip("/").partition("/")
    field = f"{OWN}{rest}" if place == "extra" and rest else place
    if check.at and field not in known:
        close = meant(field, known)
        yield Wrong(
            ("at",),
            Text(
                en=f"{check.at} points to no field{close.en}",
                zh=f"{check.at} 不指向任何字段{close.zh}",
            ),
        )
    for language, sentence in (("en", check.title.en), ("zh", check.title.zh)):
        for name in _PLACE.findall(sentence):
            if name not in known:
                close = meant(name, known)
                yield Wrong(
                    ("title", language),
                    Text(
                        en=f"the sentence speaks of {{{name}}}, which is no field{close.en}",
                        zh=f"句中的 {{{name}}} 不是字段{close.zh}",
                    ),
                )


def indexed_nowhere(entity: Entity) -> Iterator[tuple[tuple[str, ...], str]]:
    """Return the fields named beside the fields that are not there, with their places."""
    for at, key in enumerate(entity.key):
        if key not in entity.fields:
            yield ("key", str(at)), key
    if entity.title not in entity.fields:
        yield ("title",), entity.title
    always = () if entity.editable is None else entity.editable.always
    for number, key in enumerate(always):
        if key not in entity.fields:
            yield ("editable", "always", str(number)), key
    kept = () if entity.keeps is None else entity.keeps.links
    links = {key for key, field in entity.fields.items() if field.type == "link"}
    yield from ((("keeps", "links", str(n)), key) for n, key in enumerate(kept) if key not in links)
    for number, index in enumerate(entity.indexes):
        for key in index.fields:
            if key not in entity.fields:
                yield ("indexes", str(number)), key


def unlaid(entity: Entity) -> Iterator[Wrong]:
    """Return why an overlay may not say when an entity's records may be changed."""
    for verbs in entity.written_by[:1]:
        yield Wrong(
            ("editable",),
            Text(
                en=f"{entity.entity} is written by {verbs}, which ask no such condition: state a"
                " check, or a rule before that command",
                zh=f"{entity.entity} 由 {verbs} 写入,不判断此条件:请用 checks,或在该命令前设置规则",
            ),
        )


def leads_somewhere(path: str, entities: Mapping[str, Entity]) -> bool:
    """Say whether links lead from an entity to another, as `lot.material.unit` does."""
    other, *links = path.split(".")
    for link in links:
        there = entities[other].fields.get(link) if other in entities else None
        other = "" if there is None or there.type != "link" else there.to or ""
    return bool(links) and other in entities


def read_only_in_lists(entity: Entity) -> Iterator[Wrong]:
    """Return the rules that look at what is read from other records, known only when listed."""
    read = {k: field for k, field in entity.fields.items() if field.type in ("lookup", "roll_up")}
    texts: list[tuple[tuple[str, ...], str]] = [
        (("checks", name, "holds"), one.holds) for name, one in entity.checks.items()
    ]
    if entity.editable is not None:
        texts.append((("editable", "holds"), entity.editable.holds))
    for key, field in entity.fields.items():
        for part in ("default", "formula", "required_when", "editable"):
            text: str | None = getattr(field, part)
            if text is not None:
                texts.append((("fields", key, part), text))
    for path, text in texts:
        for name in names_in(text, read):
            instead = read[name]
            other = f"; write {instead.through}.{instead.field}"
            close = other if instead.type == "lookup" else ""
            yield Wrong(
                path,
                Text(
                    en=f"{name} is read when records are listed; no rule can look at it{close}",
                    zh=f"{name} 仅在列表读取时计算,规则中不能使用{close}",
                ),
            )


def circles(entity: Entity) -> Iterator[Wrong]:
    """Return the formulas that look at each other in a circle."""
    looks_at = {
        key: set(names_in(field.formula, entity.fields))
        for key, field in entity.fields.items()
        if field.formula is not None
    }
    while free := [key for key, names in looks_at.items() if not names & looks_at.keys()]:
        for key in free:
            del looks_at[key]
    listed = ", ".join(looks_at)
    for key in looks_at:
        yield Wrong(
            ("fields", key, "formula"),
            Text(
                en=f"the formulas look at each other in a circle: {listed}",
                zh=f"公式之间循环引用:{listed}",
            ),
        )


def names_in(text: str, known: Iterable[str]) -> Iterator[str]:
    """Return which of the known names a formula speaks of."""
    for name in known:
        if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text):
            yield name
