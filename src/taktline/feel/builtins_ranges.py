"""Built-in functions that compare points and ranges in time or number (Allen's relations)."""

from collections.abc import Callable

import msgspec

from taktline.feel.comparison import in_range, order
from taktline.feel.signatures import Form, NoValueError, builtin, form
from taktline.feel.values import Range, Value


class _Ends(msgspec.Struct, frozen=True):
    start: Value
    end: Value
    start_included: bool
    end_included: bool


def _ends(value: Value) -> _Ends:
    if isinstance(value, Range):
        return _Ends(value.start, value.end, value.start_included, value.end_included)
    return _Ends(value, value, True, True)


def _sign(left: Value, right: Value) -> int:
    """Order two ends.

    Raises:
        NoValueError: they cannot be ordered; an open end cannot.
    """
    sign = order(left, right)
    if sign is None:
        raise NoValueError("the ends cannot be compared", "端点无法比较")
    return sign


def before(first: Value, second: Value) -> Value:
    """The first ends before the second begins."""
    a, b = _ends(first), _ends(second)
    sign = _sign(a.end, b.start)
    return sign < 0 or (sign == 0 and not (a.end_included and b.start_included))


def after(first: Value, second: Value) -> Value:
    """The first begins after the second ends."""
    return before(second, first)


def meets(first: Value, second: Value) -> Value:
    """The first ends exactly where the second begins."""
    a, b = _ends(first), _ends(second)
    return a.end_included and b.start_included and _sign(a.end, b.start) == 0


def met_by(first: Value, second: Value) -> Value:
    """The first begins exactly where the second ends."""
    return meets(second, first)


def overlaps(first: Value, second: Value) -> Value:
    """The two have at least one point together."""
    return not before(first, second) and not before(second, first)


def _starts_first(a: _Ends, b: _Ends) -> bool:
    sign = _sign(a.start, b.start)
    return sign < 0 or (sign == 0 and a.start_included and not b.start_included)


def _ends_first(a: _Ends, b: _Ends) -> bool:
    sign = _sign(a.end, b.end)
    return sign < 0 or (sign == 0 and not a.end_included and b.end_included)


def overlaps_before(first: Value, second: Value) -> Value:
    """The first begins before the second and ends inside it."""
    a, b = _ends(first), _ends(second)
    ends_inside = not _ends_first(b, a)
    return _starts_first(a, b) and overlaps(first, second) is True and ends_inside


def overlaps_after(first: Value, second: Value) -> Value:
    """The first begins inside the second and ends after it."""
    return overlaps_before(second, first)


def finishes(first: Value, second: Value) -> Value:
    """The first lies in the second and ends with it."""
    a, b = _ends(first), _ends(second)
    together = _sign(a.end, b.end) == 0 and a.end_included == b.end_included
    return together and not _starts_first(a, b)


def starts(first: Value, second: Value) -> Value:
    """The first lies in the second and begins with it."""
    a, b = _ends(first), _ends(second)
    together = _sign(a.start, b.start) == 0 and a.start_included == b.start_included
    return together and not _ends_first(b, a)


def includes(first: Value, second: Value) -> Value:
    """Everything of the second lies in the first."""
    if isinstance(first, Range) and not isinstance(second, Range):
        inside = in_range(second, first)
        if inside is None:
            raise NoValueError("the point cannot be compared", "该点无法比较")
        return inside
    a, b = _ends(first), _ends(second)
    return not _starts_first(b, a) and not _ends_first(a, b)


def coincides(first: Value, second: Value) -> Value:
    """The two are the same point or range."""
    a, b = _ends(first), _ends(second)
    ends = _sign(a.start, b.start) == 0 and _sign(a.end, b.end) == 0
    return ends and (a.start_included, a.end_included) == (b.start_included, b.end_included)


Relation = Callable[[Value, Value], Value]


def _turned(relation: Relation) -> Relation:
    return lambda first, second: relation(second, first)


def _forms(relation: Relation, *shapes: tuple[str, str]) -> tuple[Form, ...]:
    """One form for each pair of parameters; `point` takes anything that is no range."""
    return tuple(
        form(f"{a}: {_KINDS[a]}, {b}: {_KINDS[b]} -> boolean", relation) for a, b in shapes
    )


_KINDS = {
    "point": "any", "point1": "any", "point2": "any",
    "range": "range", "range1": "range", "range2": "range",
}  # fmt: skip
_ALL = (("range1", "range2"), ("point", "range"), ("range", "point"), ("point1", "point2"))
_RANGES = (("range1", "range2"),)
_POINT_IN = (("range1", "range2"), ("point", "range"))
_HOLDS_POINT = (("range1", "range2"), ("range", "point"))

RANGE_FUNCTIONS = (
    builtin("before", *_forms(before, *_ALL),
            doc=("The first ends before the second begins.", "前者在后者之前。")),
    builtin("after", *_forms(after, *_ALL),
            doc=("The first begins after the second ends.", "前者在后者之后。")),
    builtin("meets", *_forms(meets, *_RANGES),
            doc=("The first ends where the second begins.", "前者终点即后者起点。")),
    builtin("met by", *_forms(met_by, *_RANGES),
            doc=("The first begins where the second ends.", "前者起点即后者终点。")),
    builtin("overlaps", *_forms(overlaps, *_RANGES),
            doc=("The two have a point together.", "两者有重叠。")),
    builtin("overlaps before", *_forms(overlaps_before, *_RANGES),
            doc=("The first begins earlier and ends inside.", "前者先开始并在后者内结束。")),
    builtin("overlaps after", *_forms(overlaps_after, *_RANGES),
            doc=("The first begins inside and ends later.", "前者在后者内开始并后结束。")),
    builtin("finishes", *_forms(finishes, *_POINT_IN),
            doc=("The first ends with the second.", "前者与后者同时结束。")),
    builtin("finished by", *_forms(_turned(finishes), *_HOLDS_POINT),
            doc=("The second ends with the first.", "后者与前者同时结束。")),
    builtin("includes", *_forms(includes, *_HOLDS_POINT),
            doc=("The first holds the second.", "前者包含后者。")),
    builtin("during", *_forms(_turned(includes), *_POINT_IN),
            doc=("The first lies in the second.", "前者在后者之内。")),
    builtin("starts", *_forms(starts, *_POINT_IN),
            doc=("The first begins with the second.", "前者与后者同时开始。")),
    builtin("started by", *_forms(_turned(starts), *_HOLDS_POINT),
            doc=("The second begins with the first.", "后者与前者同时开始。")),
    builtin("coincides", *_forms(coincides, ("range1", "range2"), ("point1", "point2")),
            doc=("The two are the same.", "两者相同。")),
)  # fmt: skip
