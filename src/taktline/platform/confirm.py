"""Refusals that a foreman may overrule, and how a decision asks whether that was done."""

from taktline.base.problem import Confirmable
from taktline.platform.command import Command


def refuse_unless_confirmed(command: Command, refusal: Confirmable) -> None:
    """Raise a refusal, unless the sender overrules it with its code in `confirm`.

    Whether the sender may do so (`override:<code>`) the door has already asked for every code in
    `confirm`; the codes stand in the command's row.

    Raises:
        Confirmable: the refusal itself.
    """
    if not overruled(command, type(refusal)):
        raise refusal


def overruled(command: Command, refusal: type[Confirmable]) -> bool:
    """Say whether the sender overrules refusals of this class, where one must decide either way."""
    return refusal().code in command.confirm
