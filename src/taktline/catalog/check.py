"""Says before documents come into force what is wrong with them, each with file and line."""

import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.app import App, Overlay, file_of, read_documents
from taktline.catalog.check_values import (
    VERSION,
    circles,
    decimal_of,
    indexed_nowhere,
    leads_somewhere,
    read_only_in_lists,
    unlaid,
    wrong_with_check,
    wrong_with_field,
)
from taktline.catalog.document import BadDocument, Document
from taktline.catalog.entity import FIELDS_MAX, KEY, SYSTEM_FIELDS, Check, Editable, Entity, Field
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.inspector import Finding as Finding
from taktline.catalog.inspector import Inspector as Inspector
from taktline.catalog.inspector import Path
from taktline.catalog.lines import path_of, precise
from taktline.catalog.own_rules import unasked_editable, unasked_rules
from taktline.catalog.tenant import System, TenantCatalog, compile_catalog
from taktline.catalog.wire import RESERVED
from taktline.catalog.wording import meant, said
from taktline.catalog.yaml import BadYaml, read_yaml
from taktline.feel import LimitReached, ParseError, parse
from taktline.feel.check import check
from taktline.feel.types import ANY, BOOLEAN, Type

NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,79}$")
"""Names of documents, which are names of files as well."""

EXPRESSION_CHARACTERS_MAX = 120
"""A longer formula is a decision table."""

UNKNOWN = re.compile(r"Nothing is called (.*)\.")
NOTHING = Text(en="", zh="")
ENTITY_NAME_MAX = 30
"""Characters of an entity's name: tables, their constraints and events are named after it."""

APPLIES: Mapping[str, frozenset[str]] = {
    "to": frozenset({"link", "links", "roll_up"}),
    "length": frozenset({"text", "long_text"}),
    "pattern": frozenset({"text"}),
    "format": frozenset({"text"}),
    "places": frozenset({"number", "quantity", "money"}),
    "min": frozenset({"number", "quantity", "money"}),
    "max": frozenset({"number", "quantity", "money"}),
    "unit": frozenset({"number", "quantity"}),
    "unit_in": frozenset({"number", "quantity"}),
    "may_rise": frozenset({"number"}),
    "options": frozenset({"option", "options"}),
    "fields": frozenset({"subform"}),
    "number_rule": frozenset({"running_number"}),
    "through": frozenset({"lookup", "roll_up"}),
    "field": frozenset({"lookup", "roll_up"}),
    "measure": frozenset({"roll_up"}),
    "filter": frozenset({"roll_up", "link", "links"}),
}
"""Which attributes of a field mean something for which types."""

NEEDED: Mapping[str, str] = {
    "link": "to", "links": "to", "option": "options", "options": "options", "subform": "fields",
    "running_number": "number_rule", "lookup": "through", "roll_up": "through",
}  # fmt: skip
CONDITIONS = ("visible", "required_when", "editable")


def check_catalog(
    system: System, documents: tuple[Document, ...], *, version: int = 0
) -> tuple[TenantCatalog | None, list[Finding]]:
    """Check documents together with the system's entities.

    Returns:
        The compiled catalog (None if they cannot be compiled) and everything that was found.
    """
    findings: list[Finding] = list(_twice(documents))
    for document in documents:
        findings += list(_form(document))
    if findings:
        return None, findings
    read = read_documents(documents)
    entities = {**system.entities, **{e.entity: e for _, e in read.entities}}
    apps = set(read.apps)
    by_file = {(d.app, file_of(d)): d for d in documents}
    for app, entity in read.entities:
        inspector = Inspector(by_file[app, f"entities/{entity.entity}.yaml"])
        if entity.entity in system.entities:
            inspector.say(
                ("entity",),
                f"{entity.entity} is an entity of the product: add fields to it by an overlay",
                f"{entity.entity} 是系统实体:请用覆盖文档新增字段",
            )
        inspect_entity(inspector, entity, entities)
        findings += inspector.findings
    for app, overlay in read.overlays:
        inspector = Inspector(by_file[app, f"overlays/{overlay.overlay}.yaml"])
        inspect_overlay(inspector, overlay, entities)
        findings += inspector.findings
    for name, described in read.apps.items():
        inspector = Inspector(by_file[name, "app.yaml"])
        inspect_app(inspector, described, apps)
        findings += inspector.findings
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    return _compiled(system, documents, version, findings=findings)


def _compiled(
    system: System, documents: tuple[Document, ...], version: int, *, findings: list[Finding]
) -> tuple[TenantCatalog | None, list[Finding]]:
    try:
        catalog = compile_catalog(system, documents, version=version)
        findings += _unasked(catalog, documents)
        for document in catalog.read.others:
            engine = system.kinds.get(document.kind)
            if engine is not None:
                inspector = Inspector(document)
                engine.inspect(inspector, document, catalog=catalog)
                findings += inspector.findings
        wrong = any(finding.severity == "error" for finding in findings)
        return None if wrong else catalog, findings
    except Problem as problem:
        inspector = Inspector(documents[0])
        inspector.refused((), problem)
        return None, [*findings, *inspector.findings]


def _unasked(catalog: TenantCatalog, documents: tuple[Document, ...]) -> Iterator[Finding]:
    """Find conditions that the database cannot be asked."""
    by_file = {(d.app, file_of(d)): d for d in documents}
    for app, overlay in catalog.read.overlays:
        inspector = Inspector(by_file[app, f"overlays/{overlay.overlay}.yaml"])
        for path, problem in unasked_rules(catalog, overlay):
            inspector.refused(path, problem)
        for problem in unasked_editable(catalog, overlay.entity) if overlay.editable else ():
            inspector.refused(("editable", "holds"), problem)
        yield from inspector.findings
    for app, entity in catalog.read.entities:
        inspector = Inspector(by_file[app, f"entities/{entity.entity}.yaml"])
        for problem in unasked_editable(catalog, entity.entity):
            inspector.refused(("editable", "holds"), problem)
        yield from inspector.findings


def _twice(documents: tuple[Document, ...]) -> Iterator[Finding]:
    """Find documents of one kind and name."""
    seen: set[tuple[str, str]] = set()
    for document in documents:
        place = (document.app, file_of(document))
        if place in seen:
            message = Text(en="the document is there twice", zh="文档重复")
            yield Finding(app=document.app, file=place[1], line=1, message=message)
        seen.add(place)


def _form(document: Document) -> Iterator[Finding]:
    """Check that a document is what its kind asks for."""
    inspector = Inspector(document)
    if not NAME.match(document.name) or not KEY.match(document.app):
        message = Text(
            en=f"{document.app}/{document.name} cannot be a name",
            zh=f"{document.app}/{document.name} 不能作为名称",
        )
        yield Finding(app=document.app, file=file_of(document), line=1, message=message)
        return
    if document.kind == "app" and document.name != document.app:
        inspector.say(("app",), f"the app is {document.app}", f"应用名称应为 {document.app}")
    try:
        read_documents((document,))
    except BadYaml as problem:
        line = problem.values["line"]
        assert isinstance(line, int)
        told = problem.values["reason"]
        message = told if isinstance(told, Text) else Text(en=str(told), zh=str(told))
        yield Finding(app=document.app, file=file_of(document), line=line, message=message)
        return
    except BadDocument as problem:
        reason = str(problem.values["reason"])
        path = precise(read_yaml(document.text), path_of(reason))
        message, path = said(reason, document.kind, path)
        inspector.say(path, message.en, message.zh)
    except Problem as problem:
        inspector.refused((), problem)
    yield from inspector.findings


def inspect_app(inspector: Inspector, app: App, apps: set[str]) -> None:
    """Check an app's own document: its name, what it depends on, both languages."""
    if not KEY.match(app.app):
        inspector.say(("app",), f"{app.app} is no snake_case name", f"{app.app} 不是蛇形命名")
    if not VERSION.fullmatch(app.version):
        inspector.say(
            ("version",),
            f"{app.version} is no version such as 1.2.0",
            f"{app.version} 不是版本号(如 1.2.0)",
        )
    for name in app.depends:
        if name not in apps and name not in SYSTEM_APPS:
            inspector.say(("depends",), f"there is no app {name}", f"没有应用 {name}")
    _both_languages(inspector, ("label",), app.label)


SYSTEM_APPS = frozenset({"kernel", "platform"})


def inspect_entity(inspector: Inspector, entity: Entity, entities: Mapping[str, Entity]) -> None:
    """Check an entity: names, types, links, expressions, both languages."""
    name = entity.entity
    if not KEY.match(name) or len(name) > ENTITY_NAME_MAX:
        inspector.say(("entity",), f"{name} is no short snake_case name", f"{name} 命名不符合规则")
    if len(entity.fields) > FIELDS_MAX:
        inspector.say(("fields",), f"more than {FIELDS_MAX} fields", f"字段超过 {FIELDS_MAX} 个")
    if entity.storage != "catalog":
        inspector.say(
            ("storage",), "an app's entity is stored by the catalog", "应用实体由目录存储"
        )
    _both_languages(inspector, ("label",), entity.label)
    for path, key in indexed_nowhere(entity):
        _nowhere(inspector, path, key, entity.fields)
    if entity.per_site and "site" not in entity.fields:
        inspector.say(("per_site",), "a field `site` is missing", "缺少字段 site")
    _lookups(inspector, entity, entities)
    _roll_ups(inspector, entity, entities)
    types = RecordTypes(entities).of(name)
    for key, field in entity.fields.items():
        inspect_field(inspector, ("fields", key), field, entities=entities, types=types)
    _conditions(inspector, entity, types)
    for wrong in (*read_only_in_lists(entity), *circles(entity)):
        inspector.say(wrong.path, wrong.message.en, wrong.message.zh)


def _conditions(inspector: Inspector, entity: Entity, types: Mapping[str, Type]) -> None:
    """Check what an entity says of whole records."""
    checks: dict[Path, Check] = {("checks", key): one for key, one in entity.checks.items()}
    if entity.editable is not None:
        rule = entity.editable
        checks["editable",] = Check(holds=rule.holds, title=rule.title)
    for path, one in checks.items():
        inspect_check(inspector, path, one, fields=entity.fields, types=types)
    if entity.keeps is not None:
        _expression(inspector, ("keeps", "when"), entity.keeps.when, types=types, wanted=BOOLEAN)
    if entity.signed is not None:
        _expression(inspector, ("signed", "when"), entity.signed.when, types=types, wanted=BOOLEAN)


def inspect_overlay(inspector: Inspector, overlay: Overlay, entities: Mapping[str, Entity]) -> None:
    """Check an overlay: what it lies over, its fields, its conditions."""
    base = entities.get(overlay.entity)
    if base is None:
        _no_entity(inspector, ("entity",), overlay.entity, entities)
        return
    own = {f"x_{key}": field for key, field in overlay.fields.items()}
    laid = msgspec.structs.replace(base, fields={**base.fields, **own})
    types = RecordTypes({**entities, base.entity: laid}).of(base.entity)
    for key, field in overlay.fields.items():
        inspect_field(inspector, ("fields", key), field, entities=entities, types=types)
        if field.type in ("subform", "money") or (field.type == "quantity" and not field.unit):
            inspector.say(
                ("fields", key, "type"),
                "an added field holds one value; give a quantity a unit",
                "新增字段只能存放单个值;数量须指定单位",
            )
        if base.written_by and field.type in ("file", "files"):
            inspector.say(
                ("fields", key, "type"),
                f"{base.entity} is written by {base.written_by[0]}, which link no files: keep them"
                " in an entity of your own that links to it",
                f"{base.entity} 由 {base.written_by[0]} 写入,不能附加文件:"
                "请用自有实体保存文件并链接到它",
            )
        if base.written_by and (field.formula or field.default or field.number_rule):
            inspector.say(
                ("fields", key),
                f"{base.entity} is written by {base.written_by[0]}, which compute no added field:"
                " leave out formula, default and number_rule, or make a lookup or an entity",
                f"{base.entity} 由 {base.written_by[0]} 写入,不计算新增字段:"
                "请去掉 formula、default 和 number_rule,或改用引用字段或自有实体",
            )
    for section, names in (("labels", overlay.labels), ("hide", overlay.hide)):
        for name in names:
            if name not in base.fields:
                _nowhere(inspector, (section, name), name, base.fields)
    for key, one in overlay.checks.items():
        inspect_check(inspector, ("checks", key), one, fields=laid.fields, types=types)
    _laid_editable(inspector, overlay.editable, laid, types=types)


def _laid_editable(
    inspector: Inspector, rule: Editable | None, laid: Entity, *, types: Mapping[str, Type]
) -> None:
    """Check while an overlay lets records be changed."""
    if rule is None:
        return
    for wrong in unlaid(laid):
        inspector.say(wrong.path, wrong.message.en, wrong.message.zh)
    one = Check(holds=rule.holds, title=rule.title)
    inspect_check(inspector, ("editable",), one, fields=laid.fields, types=types)
    for at, name in enumerate(rule.always):
        if name not in laid.fields:
            _nowhere(inspector, ("editable", "always", str(at)), name, laid.fields)


def inspect_check(
    inspector: Inspector,
    path: Path,
    one: Check,
    *,
    fields: Mapping[str, Field],
    types: Mapping[str, Type],
) -> None:
    """Check a condition on whole records: both languages, its expression, what it points to."""
    _both_languages(inspector, (*path, "title"), one.title)
    _expression(inspector, (*path, "holds"), one.holds, types=types, wanted=BOOLEAN)
    for wrong in wrong_with_check(one, fields):
        inspector.say((*path, *wrong.path), wrong.message.en, wrong.message.zh)


def _nowhere(
    inspector: Inspector, path: Path, name: str, fields: Iterable[str]
) -> None:  # tidy: positional - as `say`
    close = meant(name, fields)
    inspector.say(path, f"there is no field {name}{close.en}", f"没有字段 {name}{close.zh}")


def _no_entity(
    inspector: Inspector, path: Path, name: str, entities: Iterable[str]
) -> None:  # tidy: positional - as `say`
    close = meant(name, entities)
    inspector.say(path, f"there is no entity {name}{close.en}", f"没有实体 {name}{close.zh}")


def inspect_field(
    inspector: Inspector,
    path: Path,
    field: Field,
    *,
    entities: Mapping[str, Entity],
    types: Mapping[str, Type],
) -> None:
    """Check one field: its key, what its type needs and allows, its expressions."""
    key = path[-1]
    if not KEY.match(key) or key.startswith("x_"):
        inspector.say(
            path,
            f"{key} cannot be a key: small letters a-z, digits and _, at most 40, no x_ before it",
            f"{key} 不能作为键:须为小写字母、数字和下划线,最多 40 个字符,不以 x_ 开头",
        )
    if key in RESERVED or key in SYSTEM_FIELDS:
        inspector.say(
            path,
            f"{key} is a name of the system: choose another key, the label may say {key}",
            f"{key} 为系统保留名称:请更换键名,标签仍可使用该词",
        )
    _both_languages(inspector, (*path, "label"), field.label)
    _attributes(inspector, path, field)
    if field.type in ("link", "links") and field.to is not None and field.to not in entities:
        _no_entity(inspector, (*path, "to"), field.to, entities)
    _fixing(inspector, path, field, entities=entities)
    for wrong in wrong_with_field(field, types):
        inspector.say((*path, *wrong.path), wrong.message.en, wrong.message.zh)
    for choice, option in field.options.items():
        _both_languages(inspector, (*path, "options", choice, "label"), option.label)
    for part, inner in field.fields.items():
        rows = {**types, **{k: RecordTypes(entities).field(f) for k, f in field.fields.items()}}
        inspect_field(inspector, (*path, "fields", part), inner, entities=entities, types=rows)
    wanted = RecordTypes(entities).field(field)
    for name in ("default", "formula"):
        text: str | None = getattr(field, name)
        kind = ANY if field.type in ("link", "links", "file", "files", "json") else wanted
        _expression(inspector, (*path, name), text, types=types, wanted=kind)
    for name in CONDITIONS:
        _expression(inspector, (*path, name), getattr(field, name), types=types, wanted=BOOLEAN)


def _fixing(
    inspector: Inspector, path: Path, field: Field, *, entities: Mapping[str, Entity]
) -> None:
    """Check that what keeps a field as it is links to something."""
    for place in field.fixed_by:
        if not leads_somewhere(place, entities):
            words = f"{place} is no link of another kind of record, such as lot.material"
            inspector.say(
                (*path, "fixed_by"), words, f"{place} 不是其他实体的链接字段,例如 lot.material"
            )


def _attributes(inspector: Inspector, path: Path, field: Field) -> None:
    for name, kinds in APPLIES.items():
        if getattr(field, name) and field.type not in kinds:
            inspector.say(
                (*path, name),
                f"{name} means nothing for {field.type}: leave it out, or choose another type"
                f" ({', '.join(sorted(kinds))})",
                f"{name} 不适用于 {field.type}:请去掉,或改用 {'、'.join(sorted(kinds))}",
            )
    needed = NEEDED.get(field.type)
    if needed is not None and not getattr(field, needed):
        inspector.say(
            path,
            f"a field of type {field.type} needs `{needed}`",
            f"{field.type} 字段需要 `{needed}`",
        )
    for name in ("min", "max"):
        bound: str | None = getattr(field, name)
        if bound is not None and decimal_of(bound) is None:
            inspector.say((*path, name), f"{bound} is no number", f"{bound} 不是数字")
    if field.pattern is not None:
        try:
            re.compile(field.pattern)
        except re.error as error:
            inspector.say(
                (*path, "pattern"),
                f"the pattern is no regular expression: {error}",
                f"正则表达式无效:{error}",
            )


def _both_languages(inspector: Inspector, path: Path, text: Text) -> None:
    for language, words in (("en", text.en), ("zh", text.zh)):
        if not words.strip():
            inspector.say(path, f"the {language} text is empty", f"缺少 {language} 文本")


def _expression(
    inspector: Inspector, path: Path, text: str | None, *, types: Mapping[str, Type], wanted: Type
) -> None:
    """Check one expression: it reads, its names are there, its types fit."""
    if text is None:
        return
    if len(text) > EXPRESSION_CHARACTERS_MAX:
        inspector.say(
            path,
            f"longer than {EXPRESSION_CHARACTERS_MAX} characters: use a decision table",
            f"超过 {EXPRESSION_CHARACTERS_MAX} 个字符:请改用决策表",
            severity="warning",
        )
    try:
        node = parse(text, tuple(types), properties=tuple(types))
    except (ParseError, LimitReached) as problem:
        inspector.refused(path, problem)
        return
    for one in check(node, types, wanted=wanted).diagnostics:
        missing = UNKNOWN.fullmatch(one.message.en)
        close = NOTHING if missing is None else meant(missing.group(1), types)
        inspector.say(path, f"{one.message.en}{close.en}", f"{one.message.zh}{close.zh}")


def _lookups(inspector: Inspector, entity: Entity, entities: Mapping[str, Entity]) -> None:
    """Check that fields read through a link have a link and a field to read."""
    for key, field in entity.fields.items():
        if field.type != "lookup":
            continue
        link = entity.fields.get(field.through or "")
        target = entities.get((link.to if link is not None else None) or "")
        if target is None or field.field not in target.fields:
            inspector.say(
                ("fields", key),
                f"{field.through}.{field.field} leads to no field",
                f"{field.through}.{field.field} 不指向任何字段",
            )


def _roll_ups(inspector: Inspector, entity: Entity, entities: Mapping[str, Entity]) -> None:
    """Check that roll-ups have rows that point back, a field to measure, and a filter that fits."""
    kinds = RecordTypes(entities)
    for key, field in entity.fields.items():
        if field.type != "roll_up":
            continue
        path, rows = ("fields", key), entities.get(field.to or "")
        own = entity.fields.get(field.through or "")
        link = None if rows is None else rows.fields.get(field.through or "")
        lines = own.fields if own is not None and (field.to, own.type) == (None, "subform") else {}
        if not lines and (link is None or (link.type, link.to) != ("link", entity.entity)):
            there = field.to or entity.entity
            inspector.say(
                path,
                f"{there} has no link {field.through} to {entity.entity}",
                f"{there} 没有指向 {entity.entity} 的链接字段 {field.through}",
            )
            continue
        fields = lines or (rows.fields if rows is not None else {})
        if field.measure not in (None, "count") and (field.field or "") not in fields:
            words = f"there is no field {field.field} to measure"
            inspector.say(path, words, f"没有可统计的字段 {field.field}")
        of_lines = {name: kinds.field(one) for name, one in lines.items()}
        types = of_lines if rows is None else kinds.of(rows.entity)
        _expression(inspector, (*path, "filter"), field.filter, types=types, wanted=BOOLEAN)
