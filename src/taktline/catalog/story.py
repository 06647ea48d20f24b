"""Stories: what an app promises, told as steps that the product itself can walk through."""

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.check import Inspector
from taktline.catalog.document import Document, parse
from taktline.catalog.tenant import TenantCatalog

Value = object
"""A value as a document writes it; text that begins with `$` names what an earlier step gave."""

STEPS_MAX = 100
"""Steps of one story: a longer one tells two."""


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command that prepares the ground; it must be accepted.

    Attributes:
        command: name of the verb.
        with_: its fields; an id is made where none is given.
        each: fields of several commands of this verb, on top of `with`.
        by: code of the role whose rights it is given with; the installation's own without.
        as_: name under which later steps find its id and answer: `$name.id`.
    """

    command: str
    with_: dict[str, Value] = msgspec.field(default={}, name="with")
    each: tuple[dict[str, Value], ...] = ()
    by: str | None = None
    as_: str | None = msgspec.field(default=None, name="as")


class Refusal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a command must be refused.

    Attributes:
        code: the refusal's code.
        rule: the rule that refused, where one did: `<app>/<rule>`.
        at: the field that is to blame.
        args: some of its arguments.
    """

    code: str
    rule: str | None = None
    at: str | None = None
    args: dict[str, Value] = {}


class Rows(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which records must be there afterwards.

    Attributes:
        of: the entity.
        where: FEEL; all of them without.
        are: the records, in the order of their key; of each only the named fields are compared.
        count: how many; as many as `are` without.
    """

    of: str
    where: str | None = None
    are: tuple[dict[str, Value], ...] = ()
    count: int | None = None


class Balance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much must be somewhere afterwards, in the material's base unit.

    Attributes:
        status: available, quarantine, hold ...; all of them without.
        lot: code; all lots without.
    """

    place: str
    material: str
    quantity: str | int
    status: str | None = None
    lot: str | None = None


class Then(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must follow from a step; rules have done their part by then.

    Attributes:
        answer: part of the command's answer.
        refused: code of the refusal, or more of it; the command must be accepted without.
        events: names of events that must be among those that followed, rules included.
        fires: rules that gave a command, or tried to: `<app>/<rule>`.
        records: records that must be there.
        balances: stock that must be there.
    """

    answer: dict[str, Value] = {}
    refused: str | Refusal | None = None
    events: tuple[str, ...] = ()
    fires: tuple[str, ...] = ()
    records: tuple[Rows, ...] = ()
    balances: tuple[Balance, ...] = ()


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step: a command, and what must follow.

    Attributes:
        when: name of the verb.
    """

    when: str
    with_: dict[str, Value] = msgspec.field(default={}, name="with")
    by: str | None = None
    as_: str | None = msgspec.field(default=None, name="as")
    then: Then = Then()


class Story(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One story.

    Attributes:
        story: its name: kebab-case.
        title: the promise in one sentence.
        ground: name of a story of the same app whose `given` comes first.
        given: commands that prepare it.
        steps: what happens; a story without is ground for others.
    """

    story: str
    title: Text
    note: str = ""
    ground: str | None = None
    given: tuple[Command, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def refusals(self) -> set[str]:
        """Codes of refusals it shows."""
        shown = [step.then.refused for step in self.steps]
        return {one if isinstance(one, str) else one.code for one in shown if one is not None}

    @property
    def rules(self) -> set[str]:
        """Names of rules it shows at work, with their app."""
        shown = [step.then.refused for step in self.steps]
        guards = {one.rule for one in shown if isinstance(one, Refusal) and one.rule}
        return {rule for step in self.steps for rule in step.then.fires} | guards


def stories_of(documents: tuple[Document, ...]) -> list[tuple[Document, Story]]:
    """Return the stories among documents.

    Raises:
        BadYaml, BadDocument: one is not written as it should.
    """
    return [
        (one, parse(one.text, Story, f"stories/{one.name}.yaml"))
        for one in documents
        if one.kind == "story"
    ]


class StoryKind:
    """Stories as a kind of document: checked with the others; they run on demand."""

    def inspect(
        self, inspector: Inspector, document: Document, /, *, catalog: TenantCatalog
    ) -> None:
        """Say what is wrong with a story: form, name, both languages, its ground."""
        try:
            story = parse(document.text, Story, f"stories/{document.name}.yaml")
        except Problem as problem:
            inspector.refused((), problem)
            return
        if story.story != document.name:
            inspector.say(
                ("story",), f"the story is called {document.name}", f"故事名称应为 {document.name}"
            )
        for language, words in (("en", story.title.en), ("zh", story.title.zh)):
            if not words.strip():
                inspector.say(("title",), f"the {language} text is empty", f"缺少 {language} 文本")
        known = {d.name for d in catalog.documents if d.kind == "story" and d.app == document.app}
        if story.ground is not None and story.ground not in known:
            inspector.say(
                ("ground",), f"there is no story {story.ground}", f"没有故事 {story.ground}"
            )
        if len(story.steps) > STEPS_MAX:
            inspector.say(("steps",), f"more than {STEPS_MAX} steps", f"步骤超过 {STEPS_MAX} 个")

    def compile(self, documents: object, catalog: TenantCatalog, /) -> object:
        """Stories are compiled when they are run."""
        return ()
