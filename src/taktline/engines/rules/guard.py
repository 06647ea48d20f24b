"""Rules before a command: asked in its transaction, on the state it loaded; they only refuse."""

from collections.abc import Callable, Mapping

from taktline.base.problem import Problem
from taktline.base.text import LANGUAGES, Text
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.compiled import Before, Rules
from taktline.engines.rules.words import BY, COMMAND, Vocabulary, context_before
from taktline.platform.guard import Question

Told = Callable[[Question, Problem, dict[str, object]], None]

KIND = "rule"
UNKNOWN = Text(en="what it looks at has no value: {what}", zh="规则所依据的内容没有值:{what}")


class RefusedByRule(Problem):
    """A rule of the plant does not allow it; the sentence is the rule's own."""

    title = Text(en="{sentence}", zh="{sentence}")
    status = 409


class RuleUndecided(Problem):
    """A rule could not be evaluated; what nobody can judge is not done."""

    title = Text(
        en="The rule {rule} could not be judged, so this is not done: {why}",
        zh="规则 {rule} 无法判断,因此不予执行:{why}",
    )
    status = 409


class RuleGuards:
    """The door's guards: every rule that a tenant has before a verb."""

    def __init__(
        self,
        catalogs: Callable[[str], TenantCatalog],
        words: Vocabulary,
        *,
        refused: Told = lambda question, problem, looked_at: None,
    ) -> None:
        """Compile nothing: the catalog has the rules.

        Args:
            catalogs: returns a tenant's catalog, which the door's fence keeps true.
            words: what rules may speak of.
            refused: told of each refusal, with what the rule looked at; must not wait.
        """
        self._catalogs = catalogs
        self._words = words
        self._refused = refused

    def refuse(self, question: Question) -> Problem | None:
        """Return the refusal of the first rule that does not hold, in the order of their names."""
        catalog = self._catalogs(question.tenant)
        rules = catalog.made.get(KIND)
        if not isinstance(rules, Rules):
            return None
        broken = rules.broken.get(question.verb.name)
        if broken:
            undecided = RuleUndecided(rule=broken[0].name, why=_told(broken[0].why))
            self._refused(question, undecided, {})
            return undecided
        found = rules.before.get(question.verb.name)
        if not found:
            return None
        context = context_before(question, self._words, catalog)
        for rule in found:
            refusal = judged(rule, context, question)
            if refusal is not None:
                self._refused(question, refusal, seen_by(rule, context))
                return refusal
        return None


def judged(rule: Before, context: Mapping[str, object], question: Question) -> Problem | None:
    """Ask one rule about one command; None where it holds or does not concern it."""
    if rule.when is not None:
        concerns = rule.when.compiled(context, now=question.now)
        if concerns.value is False:
            return None
        if concerns.value is not True:
            return _undecided(rule, rule.when.text, concerns.diagnostics)
    held = rule.holds.compiled(context, now=question.now)
    if held.value is True:
        return None
    if held.value is not False:
        return _undecided(rule, rule.holds.text, held.diagnostics)
    assert rule.rule.title is not None
    return RefusedByRule(
        sentence=sentence_of(rule.rule.title, context),
        rule=rule.name,
        looked_at=seen_by(rule, context),
        at=rule.rule.at or None,
    )


def _undecided(rule: Before, text: str, notes: tuple[object, ...]) -> Problem:
    said = [getattr(note, "message", None) for note in notes]
    words = [one for one in said if isinstance(one, Text)]
    why = (
        words[0]
        if words
        else Text(en=UNKNOWN.say("en", what=text), zh=UNKNOWN.say("zh", what=text))
    )
    return RuleUndecided(rule=rule.name, why=why, at=rule.rule.at or None)


def sentence_of(title: Text, context: Mapping[str, object]) -> Text:
    """Return a rule's sentence with the command's fields and the records' codes filled in."""
    command = context.get(COMMAND)
    words = {name: word(value) for name, value in context.items() if name not in (COMMAND, BY)}
    if isinstance(command, dict):
        words |= {name: word(value) for name, value in command.items()}
    return Text(**{language: title.say(language, **words) for language in LANGUAGES})


def seen_by(rule: Before, context: Mapping[str, object]) -> dict[str, object]:
    """Return the values a rule looked at, by dotted name: why it refused."""
    found: dict[str, object] = {}
    for path in sorted(rule.holds.looks_at):
        if path[0] in context:
            found[".".join(path)] = word(reached(context, path))
    return found


def reached(context: Mapping[str, object], path: tuple[str, ...]) -> object:
    """Return what a dotted name leads to; None where something on the way is empty."""
    value: object = context
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return value


def word(value: object) -> str:
    """Return a value as people read it: a record by its code."""
    if isinstance(value, dict):
        return str(value.get("code") or value.get("id") or "-")
    return "-" if value is None else str(value)


def _told(problem: Problem) -> Text:
    return Text(en=problem.say("en"), zh=problem.say("zh"))
