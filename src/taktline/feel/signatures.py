"""How a built-in function is declared: its parameters, their types, and a line of help."""

from collections.abc import Callable

import msgspec

from taktline.base.text import Text
from taktline.feel.tree import TypeName
from taktline.feel.types import (
    ANY,
    FunctionType,
    MismatchError,
    Type,
    coerced,
    type_named,
    type_text,
)
from taktline.feel.values import Function, Value


class FormalParameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter of a built-in: its name, type, and whether it may be left out or null."""

    name: str
    type: Type
    optional: bool = False
    nullable: bool = False


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way to call a built-in."""

    parameters: tuple[FormalParameter, ...]
    result: Type
    run: Callable[..., Value]
    variadic: bool = False
    takes_run: bool = False

    @property
    def required(self) -> int:
        """How many arguments must be given."""
        return sum(not parameter.optional for parameter in self.parameters)


class Builtin(msgspec.Struct, frozen=True, kw_only=True):
    """A built-in function: its forms, help in both languages, and whether it is pure.

    A pure function gives the same result for the same arguments; the others read the instant of
    evaluation. `ours` marks functions DMN does not have.
    """

    name: str
    forms: tuple[Form, ...]
    doc: Text
    pure: bool = True
    ours: bool = False


class NoValueError(Exception):
    """A built-in has no result for its arguments, for a reason worth telling."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.reason = Text(en=en, zh=zh)


_FUNCTION = FunctionType((), ANY)


def form(signature: str, run: Callable[..., Value], *, takes_run: bool = False) -> Form:
    """Declare one way to call a built-in.

    Args:
        signature: `name: type, name?: type, name: type?, name...: type -> type`; `?` behind a
            name means optional, behind a type nullable; `...` takes any number of arguments.
        run: the function; it gets the arguments in order.
        takes_run: whether it gets the running evaluation as first argument.
    """
    left, _, result = signature.rpartition("->")
    parts = [part.strip() for part in left.split(",") if part.strip()]
    return Form(
        parameters=tuple(_parameter(part) for part in parts),
        result=_type(result.strip()),
        run=run,
        variadic=bool(parts) and "..." in parts[-1],
        takes_run=takes_run,
    )


def _parameter(part: str) -> FormalParameter:
    name, _, written = part.partition(":")
    nullable = written.endswith("?")
    return FormalParameter(
        name=name.strip().removesuffix("?").removesuffix("..."),
        type=_type(written.strip().removesuffix("?")),
        optional=name.strip().endswith("?"),
        nullable=nullable,
    )


def _type(written: str) -> Type:
    if written == "function":
        return _FUNCTION
    outer, _, inner = written.rstrip(">").partition("<")
    arguments = (TypeName(name=inner),) if inner else ()
    found = type_named(TypeName(name=outer, arguments=arguments), {})
    if found is None:
        raise ValueError(written)
    return found


def builtin(
    name: str,
    *forms: Form,
    doc: tuple[str, str],
    pure: bool = True,
    ours: bool = False,
) -> Builtin:
    """Declare a built-in function with its help in English and Chinese."""
    return Builtin(name=name, forms=forms, doc=Text(*doc), pure=pure, ours=ours)


def fitted(value: Value, parameter: FormalParameter) -> Value:
    """Fit an argument to its parameter.

    Raises:
        MismatchError: it does not fit, or it is null and may not be.
    """
    if value is None and not parameter.nullable:
        raise MismatchError
    return (
        value
        if parameter.type is _FUNCTION and _callable(value)
        else coerced(value, parameter.type)
    )


def _callable(value: Value) -> bool:
    return isinstance(value, Function)


def signature_text(shown: Builtin) -> str:
    """Return how a built-in is called, as documentation and refusals show it."""
    return " | ".join(_form_text(shown.name, one) for one in shown.forms)


def _form_text(name: str, shown: Form) -> str:
    parts = [
        f"{parameter.name}{'?' if parameter.optional else ''}: {_type_text(parameter.type)}"
        for parameter in shown.parameters
    ]
    if shown.variadic:
        parts[-1] += " ..."
    return f"{name}({', '.join(parts)}) -> {type_text(shown.result)}"


def _type_text(shown: Type) -> str:
    return "function" if isinstance(shown, FunctionType) else type_text(shown)
