"""What a saved view holds, and whether the entity can be looked at like that."""

from collections.abc import Iterator
from typing import Annotated, Literal

import msgspec

from taktline.base.instant import Instant
from taktline.base.problem import Invalid, Problem
from taktline.base.text import Text
from taktline.catalog.answers.sieve import Sieve
from taktline.catalog.entity import ViewKind
from taktline.catalog.filter import Moment, filter_of
from taktline.catalog.number import ZONE
from taktline.catalog.path import Paths
from taktline.catalog.period import in_group
from taktline.catalog.reading import MEASURES, Records
from taktline.catalog.request import MARKS_MAX, UnknownPath
from taktline.catalog.rolled import RollUps
from taktline.catalog.shape import Shape
from taktline.platform.command import Principal

Colour = Literal["red", "orange", "green", "blue", "grey"]
Sign = Literal["alarm", "warning", "done", "running", "waiting"]

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Formula = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]

NO_MEASURE = Text(
    en="a measure is count, or sum, avg, min, max, count_distinct with `:` and a field",
    zh="统计方式为 count,或 sum、avg、min、max、count_distinct 加 `:` 和字段",
)


class ColourRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How records look for which a condition is true; the first rule that is true counts.

    Attributes:
        when: FEEL over the record.
        colour: its state colour.
        icon: the sign beside it, so that nobody needs to tell colours apart.
    """

    when: Formula
    colour: Colour
    icon: Sign = "warning"


class ViewContent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the records of a kind are looked at.

    Attributes:
        kind: as rows, as cards by state, on a calendar, as a tree, as pictures.
        search: text that code, name or title contains.
        filter: FEEL; only records for which it is true.
        order: field to sort by, `-` before it for descending.
        archived: also records out of use.
        columns: fields shown, in this order; none = all.
        group: fields by which rows are put together.
        measures: what is told of each group and of all, as `sum:quantity`.
        colours: how records look, the first rule that is true.
        by: the field of the kanban's columns, of the calendar's days, of the pictures.
        words: what a page narrows its list by beside, as `stand`.
    """

    kind: ViewKind = "list"
    search: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    filter: Formula | None = None
    order: Name | None = None
    archived: bool = False
    columns: Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)] = ()
    group: Annotated[tuple[Name, ...], msgspec.Meta(max_length=3)] = ()
    measures: Annotated[tuple[Name, ...], msgspec.Meta(max_length=10)] = ()
    colours: Annotated[tuple[ColourRule, ...], msgspec.Meta(max_length=MARKS_MAX)] = ()
    by: Name | None = None
    words: Annotated[dict[Name, Word], msgspec.Meta(max_length=20)] = {}


def wrong_in(
    content: ViewContent, shape: Shape, records: Records, *, by: Principal, now: Instant
) -> list[Problem]:
    """Return what of a view the entity cannot be looked at by, each at its place."""
    moment = Moment(now=now, today=now.astimezone(ZONE).date())
    paths = _paths(records, shape, moment)
    found = [
        problem
        for place, name in _named(content)
        if (problem := _unknown(paths, name, place)) is not None
    ]
    types = records.types.of(shape.name)
    for place, text in _conditions(content):
        try:
            filter_of(text, types, _paths(records, shape, moment), moment=moment, user=by)
        except Problem as problem:
            found.append(problem.located(place))
    return found


def wrong_of_rows(content: ViewContent, sieve: Sieve) -> list[Problem]:
    """Return what of a view a query's rows cannot be looked at by, each at its place."""
    found: list[Problem] = []
    for place, name in _named(content):
        if in_group(name)[1] not in sieve.columns:
            found.append(UnknownPath(entity=sieve.name, path=name[:200]).located(place))
    for place, text in _conditions(content):
        try:
            sieve.test(text)
        except Problem as problem:
            found.append(problem.located(place))
    return found


def _paths(records: Records, shape: Shape, moment: Moment) -> Paths:
    rolls_up = RollUps(records.shapes, records.types, moment).plan
    return Paths(records.shapes, shape, rolls_up=rolls_up)


def _unknown(paths: Paths, name: str, place: str) -> Problem | None:
    try:
        paths.find(in_group(name)[1])
    except UnknownPath as problem:
        return problem.located(place)
    except Invalid as problem:
        return problem.located(place)
    return None


def _named(content: ViewContent) -> Iterator[tuple[str, str]]:
    """Every field a view names, with its place."""
    for index, name in enumerate(content.columns):
        yield f"/content/columns/{index}", name
    for index, name in enumerate(content.group):
        yield f"/content/group/{index}", name
    for index, text in enumerate(content.measures):
        if text != "count":
            yield f"/content/measures/{index}", text.partition(":")[2]
    if content.order:
        yield "/content/order", content.order.removeprefix("-")
    if content.by:
        yield "/content/by", content.by


def _conditions(content: ViewContent) -> Iterator[tuple[str, str]]:
    if content.filter:
        yield "/content/filter", content.filter
    for index, rule in enumerate(content.colours):
        yield f"/content/colours/{index}/when", rule.when


def bad_measures(content: ViewContent) -> list[Problem]:
    """Return the measures nobody knows."""
    return [
        Invalid(reason=NO_MEASURE, measure=text[:80], at=f"/content/measures/{index}")
        for index, text in enumerate(content.measures)
        if text.partition(":")[0] not in MEASURES or (":" not in text and text != "count")
    ]
