"""While a record may be changed: its entity's conditions, asked before every generic change."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from taktline.base.instant import Instant
from taktline.catalog.records import Records, Row
from taktline.catalog.refusals import RecordNotEditable
from taktline.catalog.rules import filled
from taktline.catalog.shape import Shape, ShapedEditable


def refuse_fixed(state: Records, row: Row, now: Instant) -> None:
    """Refuse whatever is done with a record that may not be changed now.

    Raises:
        RecordNotEditable: the entity's condition is not true for it.
    """
    for rule in state.shape.editable:
        _ask(rule, state, row, now=now)


def refuse_fixed_new(state: Records, row: Row, now: Instant) -> None:
    """Refuse a new record that could not be changed from the first moment on.

    Where a change of its own fields opens a record again, it may begin closed.

    Raises:
        RecordNotEditable: the entity's condition is not true for it.
    """
    for rule in state.shape.editable:
        if not rule.is_reopened:
            _ask(rule, state, row, now=now)


def refuse_fixed_change(
    state: Records, old: Row, new: Row, *, given: Iterable[str], now: Instant
) -> None:
    """Refuse a change of a record that may not be changed now, or that would come to such a place.

    Args:
        old: the record as it stands.
        new: as it would be saved.
        given: the fields that the command names.

    Raises:
        RecordNotEditable: the condition is not true for the record as it stands, or for the records
            it would be linked to.
    """
    named = set(given)
    for rule in state.shape.editable:
        if not named - rule.always:
            continue
        _ask(rule, state, old, now=now)
        moved = {name: new[name] for name in rule.links if isinstance(new.get(name), UUID)}
        if any(old.get(name) != value for name, value in moved.items()):
            _ask(rule, state, {**old, **moved}, now=now)


def locked_links(shape: Shape) -> frozenset[str]:
    """Return the entities whose records must stand still while one that links to them is judged."""
    links = (name for rule in shape.editable for name in rule.links)
    return frozenset(shape.fields[name].field.to or "" for name in links)


def _ask(rule: ShapedEditable, state: Records, row: Row, *, now: Instant) -> None:
    context: Mapping[str, object] = state.seen(row)
    if rule.holds.value(context, now) is not True:
        raise RecordNotEditable(sentence=filled(rule.title, context))
