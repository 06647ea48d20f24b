"""Say a field's type as the API's reader knows it: text, decimal, instant, list of ..."""

import types
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Union, get_args, get_origin
from uuid import UUID

import msgspec

NAMES: dict[object, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    Decimal: "decimal",
    UUID: "id",
    datetime: "instant",
    date: "date",
    time: "time of day",
    bytes: "bytes",
    object: "anything",
    type(None): "null",
    msgspec.UnsetType: "absent",
    Path: "file or folder",
}


def typename(given: object) -> str:
    """The words for a type; a struct is called by its name."""
    if given in NAMES:
        return NAMES[given]
    origin, arguments = get_origin(given), get_args(given)
    if origin is Annotated:
        return typename(arguments[0])
    if origin is Literal:
        return " or ".join(f"`{argument}`" for argument in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(typename(argument) for argument in arguments)
    if dict in (origin, given):
        return f"map to {typename(arguments[1])}" if arguments else "map"
    if origin in (list, tuple, set, frozenset):
        return f"list of {typename(arguments[0])}" if arguments else "list"
    return f"`{getattr(given, '__name__', str(given))}`"
