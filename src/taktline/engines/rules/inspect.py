"""Says before a rule comes into force what is wrong with it: types, references, both languages."""

import re
from collections.abc import Mapping

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.check import EXPRESSION_CHARACTERS_MAX, Inspector
from taktline.catalog.document import Document, parse
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.document import FINDS_MAX, STEPS_MAX, Rule, Step
from taktline.engines.rules.table import (
    COLUMNS_MAX,
    COUNTED,
    MANY,
    ROWS_MAX,
    DecisionTable,
    text_of,
)
from taktline.engines.rules.words import (
    EXTRA,
    Vocabulary,
    field_type,
    fields_of,
    own_fields,
    types_after,
    types_before,
)
from taktline.feel import check, parse_unary_tests
from taktline.feel import parse as read
from taktline.feel.tree import INPUT, Node
from taktline.feel.types import (
    ANY,
    ANY_LIST,
    BOOLEAN,
    DATE,
    DATE_TIME,
    NUMBER,
    STRING,
    TIME,
    ContextType,
    ListType,
    Type,
)

RULE_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
Path = tuple[str, ...]
ENVELOPE = frozenset({"id", "offline", "confirm", "dry_run"})
"""What a rule does not say of its commands: the engine does."""
TRAVELS_AS_TEXT: tuple[Type, ...] = (DATE, DATE_TIME, TIME)


def inspect_rule(
    inspector: Inspector, document: Document, *, catalog: TenantCatalog, words: Vocabulary
) -> None:
    """Check one rule against everything it speaks of."""
    try:
        rule = parse(document.text, Rule, f"rules/{document.name}.yaml")
    except Problem as problem:
        inspector.refused((), problem)
        return
    _names(inspector, rule, document, catalog=catalog)
    if rule.disabled and rule.before is None and rule.after is None:
        if rule.replaces is None:
            inspector.say(("disabled",), "it names no rule to replace", "未指定要替换的规则")
        return
    if (rule.before is None) == (rule.after is None):
        inspector.say((), "a rule is either `before` or `after`", "规则须为 before 或 after 之一")
    elif rule.before is not None:
        _Inspection(inspector, rule, catalog, words).before(rule.before)
    elif rule.after is not None:
        _Inspection(inspector, rule, catalog, words).after(rule.after)


def _names(inspector: Inspector, rule: Rule, document: Document, *, catalog: TenantCatalog) -> None:
    if rule.rule != document.name or not RULE_NAME.match(rule.rule):
        inspector.say(
            ("rule",),
            f"the rule is called {document.name}, in kebab-case",
            f"规则名称应为 {document.name}(短横线小写)",
        )
    _languages(inspector, ("label",), rule.label)
    if rule.replaces is not None:
        known = {f"{d.app}/{d.name}" for d in catalog.documents if d.kind == "rule"}
        if rule.replaces not in known:
            inspector.say(
                ("replaces",), f"there is no rule {rule.replaces}", f"没有规则 {rule.replaces}"
            )


class _Inspection:
    """One rule under inspection."""

    def __init__(
        self, inspector: Inspector, rule: Rule, catalog: TenantCatalog, words: Vocabulary
    ) -> None:  # tidy: positional - made in one place
        self.inspector = inspector
        self.rule = rule
        self.catalog = catalog
        self.words = words

    def before(self, name: str) -> None:
        """Check a rule that may refuse a command."""
        rule = self.rule
        for part, given in (("find", rule.find), ("decide", rule.decide), ("then", rule.then)):
            if given:
                self._say(
                    (part,),
                    f"a rule before a command may only refuse: no `{part}`",
                    f"命令前规则只能拒绝,不能有 {part}",
                )
        verb = self.words.verb(name, self.catalog)
        if verb is None:
            self._say(("before",), f"there is no command {name}", f"没有命令 {name}")
            return
        types = types_before(verb, self.words, self.catalog)
        self._expression(("when",), rule.when, types, BOOLEAN)
        if rule.holds is None:
            self._say((), "`holds` is missing", "缺少 holds")
        self._expression(("holds",), rule.holds, types, BOOLEAN)
        if rule.title is None:
            self._say((), "`title` is missing: tell the person what to do", "缺少 title")
        else:
            _languages(self.inspector, ("title",), rule.title)
        root = rule.at.strip("/").split("/")[0]
        if rule.at and (not rule.at.startswith("/") or root not in fields_of(verb.command)):
            self._say(("at",), f"{name} has no field {rule.at}", f"{name} 没有字段 {rule.at}")

    def after(self, event: str) -> None:
        """Check a rule that follows an event."""
        rule = self.rule
        for part in ("holds", "title"):
            if getattr(rule, part) is not None:
                self._say(
                    (part,), f"`{part}` belongs to a rule before a command", f"{part} 只用于命令前"
                )
        if self.words.event_entity(event, self.catalog) is None:
            self._say(("after",), f"there is no event {event}", f"没有事件 {event}")
            return
        types = types_after(event, self.words, self.catalog)
        types = self._finds(types)
        self._expression(("when",), rule.when, types, BOOLEAN)
        if rule.decide is not None:
            types = {**types, **self._table(rule.decide, types)}
        if not rule.then:
            self._say((), "`then` is missing: it would do nothing", "缺少 then")
        if len(rule.then) > STEPS_MAX:
            self._say(("then",), f"more than {STEPS_MAX} commands", f"命令超过 {STEPS_MAX} 个")
        for index, step in enumerate(rule.then):
            self._step(("then", str(index)), step, types)

    def _finds(self, types: dict[str, Type]) -> dict[str, Type]:
        """Check what is looked up; return the names with those found."""
        found = dict(types)
        if len(self.rule.find) > FINDS_MAX:
            self._say(("find",), f"more than {FINDS_MAX} records", f"查找超过 {FINDS_MAX} 条")
        for name, find in self.rule.find.items():
            path = ("find", name)
            if name in types or find.entity not in self.catalog.shapes:
                self._say(
                    path, f"{name} is taken, or there is no entity {find.entity}",
                    f"名称 {name} 已占用,或没有实体 {find.entity}",
                )  # fmt: skip
                continue
            record = ContextType(self.catalog.records.types.of(find.entity))
            found[name] = record
            if find.by is not None and find.by not in record.fields:
                self._say((*path, "by"), f"there is no field {find.by}", f"没有字段 {find.by}")
            for key, cell in find.match.items():
                wanted = self._expression((*path, "match", key), key, record.fields, ANY)
                value = self._expression((*path, "match", key), text_of(cell), types, ANY)
                if wanted is not None and value is not None and not _alike(value, wanted):
                    self._say((*path, "match", key), f"{key} has another type", f"{key} 类型不符")
        return found

    def _table(self, table: DecisionTable, types: Mapping[str, Type]) -> dict[str, Type]:
        """Check a decision table; return its outputs with their types."""
        width = len(table.inputs) + len(table.outputs)
        if not table.outputs or len(table.rows) > ROWS_MAX or width > COLUMNS_MAX:
            self._say(("decide",), "no outputs, or too large", "没有输出,或决策表过大")
        if table.hit_policy in COUNTED and len(table.outputs) != 1:
            self._say(
                ("decide", "outputs"),
                f"{table.hit_policy} has one output",
                "汇总策略只能有一个输出",
            )
        inputs = [
            self._expression(("decide", "inputs", str(index)), text, types, ANY) or ANY
            for index, text in enumerate(table.inputs)
        ]
        if table.hit_policy in ("priority", "output order") and not table.values:
            self._say(("decide",), "`values` say what comes first", "须用 values 指定优先顺序")
        for name, text in table.values.items():
            self._expression(("decide", "values", name), text, types, ANY_LIST)
        results = self._rows(table, inputs, types)
        for text, tests in table.allowed.items():
            if text not in table.inputs:
                self._say(("decide", "allowed"), f"there is no input {text}", f"没有输入 {text}")
            self._test(("decide", "allowed", text), tests, {**types, INPUT: ANY})
        for name, cell in table.default.items():
            self._expression(("decide", "default", name), text_of(cell), types, ANY)
        return {name: _shared_type(found) for name, found in results.items()}

    def _rows(
        self, table: DecisionTable, inputs: list[Type], types: Mapping[str, Type]
    ) -> dict[str, list[Type]]:
        """Check every entry; return the types of each output's entries."""
        width = len(table.inputs) + len(table.outputs)
        results: dict[str, list[Type]] = {name: [] for name in table.outputs}
        for index, row in enumerate(table.rows):
            path = ("decide", "rows", str(index))
            if len(row) != width:
                self._say(path, f"{width} entries are needed", f"应有 {width} 个单元格")
                continue
            for kind, cell in zip(inputs, row, strict=False):
                self._test(path, text_of(cell), {**types, INPUT: kind})
            for name, cell in zip(table.outputs, row[len(table.inputs) :], strict=True):
                found = self._expression(path, text_of(cell), types, ANY)
                results[name].append(found or ANY)
        return results

    def _test(self, path: Path, text: str, types: Mapping[str, Type]) -> None:
        if text in ("-", ""):
            return
        try:
            node = parse_unary_tests(text, tuple(types), properties=tuple(types))
        except Problem as problem:
            self.inspector.refused(path, problem)
            return
        self._checked(path, node, types, ANY)

    def _step(self, path: Path, step: Step, types: Mapping[str, Type]) -> None:
        verb = self.words.verb(step.command, self.catalog)
        if verb is None:
            self._say(
                (*path, "command"),
                f"there is no command {step.command}",
                f"没有命令 {step.command}",
            )
            return
        self._expression((*path, "when"), step.when, types, BOOLEAN)
        fields = {n: n_ for n, n_ in fields_of(verb.command).items() if n not in ENVELOPE}
        for key, required in fields.items():
            if required and key not in step.with_:
                self._say(path, f"{step.command} needs {key}", f"{step.command} 需要 {key}")
        for key, cell in step.with_.items():
            at = (*path, "with", key)
            if key not in fields:
                self._say(at, f"{step.command} has no {key}", f"{step.command} 没有 {key}")
                continue
            given = self._expression(at, text_of(cell), types, ANY)
            wanted = field_type(verb.command, key)[0]
            if key == EXTRA:
                wanted = ContextType(own_fields(self.catalog))
            if given is not None and not _sendable(given, wanted):
                self._say(at, f"{key} has another type", f"{key} 类型不符")

    def _expression(
        self, path: Path, text: str | None, types: Mapping[str, Type], wanted: Type
    ) -> Type | None:  # tidy: positional - one expression at one place
        """Check one expression; return its type, None where it cannot be read."""
        if text is None:
            return None
        if len(text) > EXPRESSION_CHARACTERS_MAX:
            self.inspector.say(
                path, f"longer than {EXPRESSION_CHARACTERS_MAX} characters: use a decision table",
                f"超过 {EXPRESSION_CHARACTERS_MAX} 个字符:请改用决策表", severity="warning",
            )  # fmt: skip
        try:
            node = read(text, tuple(types), properties=tuple(types))
        except Problem as problem:
            self.inspector.refused(path, problem)
            return None
        return self._checked(path, node, types, wanted)

    def _checked(
        self, path: Path, node: Node, types: Mapping[str, Type], wanted: Type
    ) -> Type | None:  # tidy: positional - one expression at one place
        found = check(node, types, wanted=wanted)
        for one in found.diagnostics:
            self._say(path, one.message.en, one.message.zh)
        return None if found.diagnostics else found.result

    def _say(self, path: Path, en: str, zh: str) -> None:
        self.inspector.say(path, en, zh)


def _languages(inspector: Inspector, path: Path, text: Text) -> None:
    for language, words in (("en", text.en), ("zh", text.zh)):
        if not words.strip():
            inspector.say(path, f"the {language} text is empty", f"缺少 {language} 文本")


def _alike(given: Type, wanted: Type) -> bool:
    """Whether a value can be looked for in a field: of one type, or a record for a link."""
    open_types = (ANY,)
    if given in open_types or wanted in open_types:
        return True
    return given == wanted or (isinstance(given, ContextType) and isinstance(wanted, ContextType))


def _sendable(given: Type, wanted: Type) -> bool:
    """Whether a value can travel in a field of a command."""
    if ANY in (given, wanted) or given == wanted:
        return True
    if isinstance(given, ListType) and isinstance(wanted, ListType):
        return _sendable(given.item, wanted.item)
    if isinstance(given, ContextType) and isinstance(wanted, ContextType):
        return all(
            _sendable(kind, wanted.fields.get(name, ANY)) for name, kind in given.fields.items()
        )
    numbers_as_text = (given, wanted) in ((STRING, NUMBER), (NUMBER, NUMBER))
    return numbers_as_text or (given == STRING and wanted in TRAVELS_AS_TEXT)


def _shared_type(found: list[Type]) -> Type:
    kinds = set(map(repr, found))
    return found[0] if len(kinds) == 1 else ANY


__all__ = ["MANY", "inspect_rule"]
