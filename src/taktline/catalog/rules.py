"""The server's one set of rules for a record: every field and condition, whoever sends it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import msgspec

from taktline.base.code import code
from taktline.base.instant import Instant
from taktline.base.money import Money
from taktline.base.problem import Problem, Several
from taktline.base.quantity import STORED_PLACES, Quantity, plain, rounded
from taktline.base.text import LANGUAGES, Text
from taktline.catalog.column import from_feel
from taktline.catalog.durations import SECONDS_MAX, duration_of_seconds
from taktline.catalog.entity import TEXT_LENGTH_MAX, Field
from taktline.catalog.records import Records, Row, at, unique_values
from taktline.catalog.refusals import (
    AlreadyExists,
    BelowItself,
    FieldMalformed,
    FieldOutOfRange,
    FieldRequired,
    FieldTooLong,
    LinkArchived,
    NoOption,
    OptionDisabled,
    PatternMissed,
    RuleBroken,
    TooManyPlaces,
)
from taktline.catalog.shape import PARENT, ShapedField
from taktline.feel.temporal import zone_named

LONG_TEXT_FACTOR = 10
NO_ZONE = Text(
    en="there is no such time zone; one is called Asia/Shanghai",
    zh="没有此时区;正确写法如 Asia/Shanghai",
)
NO_NUL = Text(en="a text without NUL characters is expected", zh="文本不得含 NUL 字符")


def entered(state: Records, field: ShapedField, value: object) -> Row:
    """Return one value as it is stored: checked for itself, links as ids.

    Args:
        state: where links are looked up.
        field: which field.
        value: as it was sent; None = empty.

    Raises:
        Problem: the value cannot stand in this field.
    """
    if value is None:
        empty: Row = {field.name: None}
        return empty if field.beside is None else {**empty, field.beside: None}
    if isinstance(value, (Money, Quantity)):
        beside = value.currency if isinstance(value, Money) else value.unit
        assert field.beside is not None
        return {field.name: _number(field, value.amount), field.beside: beside}
    return {field.name: _stored(state, field, value)}


def _stored(state: Records, field: ShapedField, value: object) -> object:
    match field.field.type:
        case "text" | "long_text":
            return _text(field, str(value))
        case "number" | "quantity" | "money":
            assert isinstance(value, Decimal)
            return _number(field, value)
        case "duration":
            assert isinstance(value, Decimal)
            return _duration(field, value)
        case "option":
            return _chosen(field.field, str(value))
        case "options":
            assert isinstance(value, list)
            return [_chosen(field.field, str(one)) for one in dict.fromkeys(value)]
        case "link":
            return state.resolve(field, str(value)).id
        case "links":
            assert isinstance(value, list)
            return [state.resolve(field, str(one)).id for one in dict.fromkeys(value)]
        case "json":
            return _free_content(field, value)
        case _:
            return value


def _free_content(field: ShapedField, value: object) -> object:
    if "\\u0000" in msgspec.json.encode(value).decode():
        raise FieldMalformed(label=field.field.label, reason=NO_NUL)
    return value


def _text(field: ShapedField, value: str) -> str:
    if field.name == "code":
        value = code(value)
    if "\x00" in value:
        raise FieldMalformed(label=field.field.label, reason=NO_NUL)
    limit = field.field.length or TEXT_LENGTH_MAX
    if field.field.type == "long_text" and field.field.length is None:
        limit *= LONG_TEXT_FACTOR
    if len(value) > limit:
        raise FieldTooLong(label=field.field.label, length=len(value), limit=limit)
    if field.field.format == "zone" and value and zone_named(value) is None:
        raise FieldMalformed(label=field.field.label, reason=NO_ZONE)
    if field.pattern is not None and value and not field.pattern.fullmatch(value):
        raise PatternMissed(label=field.field.label, value=value[:80], pattern=field.field.pattern)
    return value


def misfit(field: ShapedField, value: object) -> Problem | None:
    """Return why a computed value cannot stand in its field; None where it can."""
    label = field.field.label
    if isinstance(value, Decimal) and _is_outside(field, value):
        return out_of_range(field, value)
    if isinstance(value, str) and field.column == "text":
        limit = field.field.length
        if limit is not None and len(value) > limit:
            return FieldTooLong(label=label, length=len(value), limit=limit)
        if field.field.type == "option" and value not in field.field.options:
            return NoOption(label=label, value=value[:80])
    if isinstance(value, list) and field.field.type == "options":
        strange = [one for one in value if one not in field.field.options]
        if strange:
            return NoOption(label=label, value=str(strange[0])[:80])
    return None


def _is_outside(field: ShapedField, value: Decimal) -> bool:
    low, high = field.field.min, field.field.max
    return (low is not None and value < Decimal(low)) or (
        high is not None and value > Decimal(high)
    )


def out_of_range(field: ShapedField, value: object) -> Problem:
    """Return that a number does not lie within its field's bounds."""
    low, high = field.field.min, field.field.max
    return FieldOutOfRange(
        label=field.field.label,
        value=value,
        min=low if low is not None else "-∞",
        max=high if high is not None else "∞",
    )


def _number(field: ShapedField, value: Decimal) -> Decimal:
    """Return a number within its bounds; quantities are rounded here, once."""
    places = field.field.places
    if places is not None and field.field.type == "number" and rounded(value, places) != value:
        raise TooManyPlaces(label=field.field.label, value=value, places=places)
    kept = rounded(value, min(places if places is not None else STORED_PLACES, STORED_PLACES))
    if _is_outside(field, kept):
        raise out_of_range(field, value)
    return kept


def _duration(field: ShapedField, value: Decimal) -> timedelta:
    if abs(value) > SECONDS_MAX:
        raise FieldOutOfRange(
            label=field.field.label, value=value, min=-SECONDS_MAX, max=SECONDS_MAX
        )
    return duration_of_seconds(value)


def _chosen(field: Field, value: str) -> str:
    if field.options[value].disabled:
        raise OptionDisabled(label=field.label, value=value)
    return value


class Draft:
    """A record as it would be saved, and everything that speaks against it."""

    def __init__(self, state: Records, row: Row, old: Row | None = None) -> None:
        self.state = state
        self.row = row
        self.old = old
        self.problems: list[Problem] = []

    def enter(self, values: Mapping[str, object]) -> None:
        """Put in what was sent; what cannot be stored becomes a problem at its field."""
        for name, value in values.items():
            field = self.state.shape.fields[name]
            if field.field.type == "subform":
                continue
            try:
                stored = entered(self.state, field, value)
                self._refuse_unlinkable(field, stored[name])
            except Problem as problem:
                self.problems.append(at(problem, name))
                stored = {name: None}
            self.row.update(stored)

    def _refuse_unlinkable(self, field: ShapedField, value: object) -> None:
        if field.field.type != "link" or not isinstance(value, UUID):
            return
        if self.old is not None and self.old.get(field.name) == value:
            return
        lookup = self.state.targets.get(field.field.to or "")
        target = None if lookup is None else lookup.by_id.get(value)
        if target is not None and target.archived:
            raise LinkArchived(label=field.field.label, value=target.code)
        if field.name == PARENT and self.row["id"] in self.state.above(value):
            raise BelowItself(label=field.field.label, value="" if target is None else target.code)

    def fill(self, given: Mapping[str, object], now: Instant) -> None:
        """Put in defaults of what was not sent."""
        context: dict[str, object] | None = None
        for field in self.state.shape.fields.values():
            if field.name in given or field.default is None or field.column is None:
                continue
            if field.constant is not None:
                self.row[field.name] = field.constant[0]
                continue
            context = context or self.state.seen(self.row)
            value = field.default.value(context, now)
            self._keep(field, from_feel(value, field.column))

    def compute(self, now: Instant) -> None:
        """Compute the formulas, each after those it looks at."""
        for name in self.state.shape.formulas:
            field = self.state.shape.fields[name]
            if field.column is None:
                continue
            assert field.formula is not None
            value = from_feel(field.formula.value(self.state.seen(self.row), now), field.column)
            self._keep(field, value)

    def _keep(self, field: ShapedField, value: object) -> None:
        """Put in what a formula gave; what the field cannot hold becomes a problem."""
        kept = _rounded(field, value)
        problem = misfit(field, kept)
        if problem is not None:
            self.problems.append(at(problem, field.name))
            kept = None
        self.row[field.name] = kept

    def check(self, now: Instant) -> None:
        """Ask every rule about the record as a whole.

        Raises:
            Problem: the one that speaks against it.
            Several: there are several.
        """
        wrong = {problem.at for problem in self.problems}
        for field in self.state.shape.fields.values():
            if f"/{field.name}" not in wrong:
                self.problems += self._missing(field, now)
        if not self.problems:
            self.problems += self._broken(now)
        if not self.problems:
            self.problems += self._twice()
        if self.problems:
            raise self.problems[0] if len(self.problems) == 1 else Several(self.problems)

    def _missing(self, field: ShapedField, now: Instant) -> Iterator[Problem]:
        if field.column is None or field.formula is not None:
            return
        value = self.row.get(field.name)
        empty = value is None or (value == "" and field.default is None)
        if not empty:
            return
        required = field.field.required
        if not required and field.required_when is not None:
            required = field.required_when.value(self.state.seen(self.row), now) is True
        if required:
            yield FieldRequired(label=field.field.label, at=f"/{field.name}")

    def _broken(self, now: Instant) -> Iterator[Problem]:
        """Find conditions that are false; one that is unknown holds, as in the database."""
        if not self.state.shape.checks:
            return
        context = self.state.seen(self.row)
        for check in self.state.shape.checks:
            if check.holds.value(context, now) is False:
                yield RuleBroken(
                    sentence=filled(check.title, context), check=check.name, at=check.at or None
                )

    def _twice(self) -> Iterator[Problem]:
        for unique, taken in self.state.taken.items():
            values = unique_values(self.row, unique)
            holder = None if values is None else taken.get(values)
            if holder is not None and holder != self.row["id"]:
                yield AlreadyExists(
                    entity=self.state.shape.entity.label,
                    values=self._told(unique),
                    record=holder,
                    at=f"/{unique[-1]}",
                )

    def _told(self, unique: Sequence[str]) -> str:
        seen = self.state.seen(self.row)
        return ", ".join(_word(seen.get(name)) for name in unique)


def filled(title: Text, context: Mapping[str, object]) -> Text:
    """Return a document's sentence with the record's values in place of `{field}`."""
    words = {name: _word(value) for name, value in context.items()}
    return Text(**{language: title.say(language, **words) for language in LANGUAGES})


def _word(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("code", value.get("id", "")))
    if isinstance(value, Decimal):
        return plain(value)
    return "-" if value is None else str(value)


def _rounded(field: ShapedField, value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    return rounded(value, min(field.field.places or STORED_PLACES, STORED_PLACES))
