"""What a command says about an entity's fields, a tenant's own ones (`extra`) included."""

from collections.abc import Mapping

import msgspec

from taktline.base.problem import Problem, Several
from taktline.base.text import Text
from taktline.catalog.refusals import FieldMalformed, UnknownField
from taktline.catalog.shape import OWN, Shape, ShapedField
from taktline.catalog.wire import wire_type
from taktline.platform.command import Command


def given_fields(shape: Shape, command: msgspec.Struct) -> dict[str, object]:
    """Return the fields a command or a subform's row speaks of; what it leaves out is left out.

    Raises:
        UnknownField: `extra` names a field that is none of the tenant's.
        FieldMalformed: an extra field's value has another type.
        Several: more than one of these.
    """
    found = {
        name: value
        for name, field in shape.fields.items()
        if field.is_entered
        and (value := getattr(command, name, msgspec.UNSET)) is not msgspec.UNSET
    }
    if isinstance(command, Command) and command.extra:
        found.update(extra_fields(shape, command.extra))
    return found


def extra_fields(shape: Shape, extra: Mapping[str, object]) -> dict[str, object]:
    """Return a tenant's own fields of a command, typed, by their names with `x_`.

    Raises:
        UnknownField, FieldMalformed, Several: see `given_fields`.
    """
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for key, value in extra.items():
        name = key if key.startswith(OWN) else f"{OWN}{key}"
        field = shape.fields.get(name)
        try:
            if field is None or not field.is_entered:
                raise UnknownField(field=key[:80])
            found[name] = _typed(shape, field, value)
        except Problem as problem:
            problems.append(problem.located(f"/extra/{key[:80]}"))
    if problems:
        raise problems[0] if len(problems) == 1 else Several(problems)
    return found


def _typed(shape: Shape, field: ShapedField, value: object) -> object:
    if value is None:
        return None
    kind = wire_type(shape, field.name, field)
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise FieldMalformed(label=field.field.label, reason=_said(error)) from None


def _said(error: Exception) -> Text:
    return Text(en=str(error), zh=f"格式无效({error})")
