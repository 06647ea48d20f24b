"""The table of built-in functions the database has with the same meaning."""

from collections.abc import Sequence

from taktline.feel import sql_tree as sql
from taktline.feel.types import DATE, DATE_TIME, NUMBER, STRING, Type

_TEXT: dict[str, sql.SqlFunction] = {
    "lower case": "lower", "upper case": "upper", "string length": "length",
}  # fmt: skip
_SEARCH: dict[str, sql.SqlFunction] = {
    "contains": "contains", "starts with": "starts_with", "ends with": "ends_with",
}  # fmt: skip
_NUMBER: dict[str, sql.SqlFunction] = {
    "abs": "abs", "floor": "floor", "ceiling": "ceiling",
}  # fmt: skip
_ROUNDING: dict[str, sql.SqlFunction] = {"round half up": "round_half_up"}
_BLANK_TYPES = (STRING,)


def called(
    name: str, arguments: Sequence[sql.SqlTree], *, types: Sequence[Type], result: Type
) -> sql.SqlTree | None:
    """Return the SQL of a built-in; None when the database has nothing of the same meaning.

    Args:
        name: the built-in's name.
        arguments: its positional arguments, translated.
        types: their types.
        result: the type of the call.
    """
    given = tuple(arguments)
    if name in ("now", "today"):
        return sql.Moment(kind="now" if name == "now" else "today", type=result)
    found = _plain(name, types)
    if found is not None:
        return sql.Function(name=found, arguments=given, type=result)
    if name == "is blank":
        if types[0] in _BLANK_TYPES:
            return sql.Function(name="is_blank", arguments=given, type=result)
        return sql.IsNull(value=given[0])
    if name == "coalesce" and len({repr(shown) for shown in types}) == 1:
        return sql.Function(name="coalesce", arguments=given, type=types[0])
    return None


def _plain(name: str, types: Sequence[Type]) -> sql.SqlFunction | None:
    shape = tuple(types)
    if shape == (STRING,):
        return _TEXT.get(name)
    if shape == (STRING, STRING):
        return _SEARCH.get(name)
    if shape == (NUMBER,):
        return _NUMBER.get(name)
    if shape == (NUMBER, NUMBER):
        return _ROUNDING.get(name)
    if shape == (DATE, DATE) and name == "days between":
        return "days_between"
    if shape == (DATE_TIME,) and name == "date":
        return "date_of_instant"
    return None
