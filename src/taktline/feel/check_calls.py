"""Finds the form of a built-in that fits the types of a call, and the type of its result."""

from collections.abc import Callable, Sequence

from taktline.feel.check_types import fits
from taktline.feel.diagnostics import Diagnostic, note
from taktline.feel.registry import BUILTINS, parameter_at, places_of
from taktline.feel.signatures import Form, FormalParameter, signature_text
from taktline.feel.types import ANY, ANY_LIST, NULL, ListType, Type

_ITEM_OF_LIST = ("min", "max", "sum")  # Their result is of the type of the items.
_SAME_LIST = (
    "append", "concatenate", "distinct values", "insert before", "list replace", "remove",
    "reverse", "sort", "sublist", "union",
)  # fmt: skip


def call_type(
    name: str,
    given: Sequence[Type],
    *,
    names: tuple[str, ...],
    at: int,
    say: Callable[[Diagnostic], None],
) -> Type:
    """Return the type a call of a built-in has; say what is wrong with its arguments."""
    found = BUILTINS[name]
    for form in found.forms:
        places = places_of(form, len(given), names)
        if places is not None and _fit(form, places, given=given):
            return _result(name, form, given=given)
    say(note("wrong-arguments", at, name=name, expected=signature_text(found)))
    return ANY


def _fit(form: Form, places: tuple[int, ...], *, given: Sequence[Type]) -> bool:
    return all(
        place == -1 or _accepts(parameter_at(form, index), given[place])
        for index, place in enumerate(places)
    )


def _accepts(parameter: FormalParameter, found: Type) -> bool:
    if found == NULL:
        return parameter.nullable
    return fits(found, parameter.type)


def _result(name: str, form: Form, *, given: Sequence[Type]) -> Type:
    first = given[0] if given else ANY
    if name in _ITEM_OF_LIST:
        return first.item if isinstance(first, ListType) else first
    if name == "coalesce":
        known = {shown for shown in map(_plain, given) if shown is not None}
        return first if len(known) == 1 else ANY
    if name in _SAME_LIST and form.result == ANY_LIST and isinstance(first, ListType):
        return first if name not in ("append", "concatenate", "union") else ANY_LIST
    return form.result


def _plain(shown: Type) -> str | None:
    return None if shown == NULL else repr(shown)
