"""Rules as documents: before a command they may refuse it, after an event they give commands."""

import msgspec

from taktline.base.text import Text
from taktline.engines.rules.table import Cell, DecisionTable

STEPS_MAX = 20
"""Commands of one rule: more is a flow."""
FINDS_MAX = 10
"""Records one rule looks up: each is a question to the database per event."""


class Find(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that a rule looks up: the first that matches, by its key; null where none does.

    Attributes:
        entity: whose records.
        match: by field (dotted through links): FEEL for the value it must have.
        by: field they are sorted by; the entity's key without.
        last: take the last one instead of the first.
    """

    entity: str
    match: dict[str, Cell]
    by: str | None = None
    last: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command that a rule gives.

    Attributes:
        command: name of the verb.
        with_: by field of the command: FEEL. What is null is left out.
        when: FEEL; the step is left out unless it is true.
    """

    command: str
    with_: dict[str, Cell] = msgspec.field(default={}, name="with")
    when: str | None = None


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One rule.

    Attributes:
        rule: its name: kebab-case.
        label: what people see.
        note: one sentence on why it is there.
        replaces: `<app>/<rule>` of another app's rule that this one takes the place of.
        disabled: nothing happens; with `replaces` it switches the other one off.
        before: the verb it may refuse.
        after: the public name of the event it follows.
        when: FEEL; a rule after an event fires only where it is true, a rule before a command
            judges all commands for which it is not false.
        holds: FEEL; of a rule before a command: unless it is true, the command is refused.
        title: of a rule before a command: what the person is told; `{field}` of the command.
        at: the field of the command that is to blame (JSON pointer).
        find: records it looks up, by the name it calls them.
        decide: a decision table; its outputs are names for the steps.
        then: of a rule after an event: the commands it gives, in order.
    """

    rule: str
    label: Text
    note: str = ""
    replaces: str | None = None
    disabled: bool = False
    before: str | None = None
    after: str | None = None
    when: str | None = None
    holds: str | None = None
    title: Text | None = None
    at: str = ""
    find: dict[str, Find] = {}
    decide: DecisionTable | None = None
    then: tuple[Step, ...] = ()
