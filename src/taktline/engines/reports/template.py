"""Print templates as documents: which records they print, and the page in the language of Typst."""

import re
from collections.abc import Mapping, Sequence

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.app import file_of
from taktline.catalog.check import Inspector
from taktline.catalog.document import BadDocument, Document, convert
from taktline.catalog.tenant import TenantCatalog
from taktline.catalog.yaml import read_yaml

HEAD = "//"
"""Lines that begin so, above the page itself, say in YAML what is printed."""
TEMPLATE_NAME = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
LISTS_MAX = 5


class Lines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records that belong to each printed one: the operations of a card's order.

    Attributes:
        entity: whose records.
        match: their field that equals the printed record's `to`, both dotted through links.
        to: field of the printed record; it must be among its `fields`.
        fields: what is read of them.
        order: fields to sort by.
    """

    entity: str
    match: str
    to: str
    fields: tuple[str, ...]
    order: tuple[str, ...] = ()


class Answers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a query says of each printed record: the places to take a job order's parts from.

    Attributes:
        query: its name.
        parameter: of the query; it is given the printed record's `to`.
        to: field of the printed record; it must be among its `fields`.
        optional: who may not ask it prints without; else prints nothing.
    """

    query: str
    parameter: str
    to: str
    optional: bool = False


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a template prints.

    Attributes:
        print_template: its name: kebab-case.
        label: what people see.
        entity: the kind of record; one page or label each.
        fields: what is read of it, dotted through links.
        code: the field whose value the QR code leads to.
        lists: further records, by the name the page calls them.
        answers: rows of queries, by the name the page calls them.
    """

    print_template: str
    label: Text
    entity: str
    fields: tuple[str, ...]
    code: str
    lists: Mapping[str, Lines] = {}
    answers: Mapping[str, Answers] = {}


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A template ready to print: what it prints, and the page.

    Attributes:
        app: whose document it is.
        page: Typst; it sees `records`, each a dictionary by field with the name's dots kept.
    """

    app: str
    head: Head
    page: str

    @property
    def name(self) -> str:
        """Its name within the tenant."""
        return self.head.print_template


def read_template(document: Document) -> Template:
    """Return a template as written.

    Raises:
        BadYaml, BadDocument: its head is not written as it should.
    """
    file = file_of(document)
    lines = document.text.splitlines()
    count = next((n for n, line in enumerate(lines) if not line.startswith(HEAD)), len(lines))
    if count == 0:
        reason = f"it begins with lines of {HEAD} that say what is printed"
        raise BadDocument(file=file, reason=reason)
    written = "\n".join(line.removeprefix(HEAD).removeprefix(" ") for line in lines[:count])
    head = convert(read_yaml(written, file), Head, file)
    return Template(app=document.app, head=head, page="\n".join(lines[count:]))


class PrintTemplateKind:
    """Print templates as a kind of document: checked with the others, by name when compiled."""

    def inspect(
        self, inspector: Inspector, document: Document, /, *, catalog: TenantCatalog
    ) -> None:
        """Say what is wrong with a template's head: name, languages, entities, fields."""
        try:
            head = read_template(document).head
        except Problem as problem:
            inspector.refused((), problem)
            return
        if head.print_template != document.name or not TEMPLATE_NAME.match(document.name):
            inspector.say((), f"the template is called {document.name}", "模板名称与文件名不符")
        for language, words in (("en", head.label.en), ("zh", head.label.zh)):
            if not words.strip():
                inspector.say((), f"the {language} text is empty", f"缺少 {language} 文本")
        further: tuple[Lines | Answers, ...] = (*head.lists.values(), *head.answers.values())
        for needed in (head.code, *(one.to for one in further)):
            if needed not in head.fields:
                inspector.say((), f"{needed} is not among the fields", f"字段中没有 {needed}")
        if len(further) > LISTS_MAX:
            inspector.say((), f"more than {LISTS_MAX} lists", f"明细超过 {LISTS_MAX} 个")
        _fields(inspector, head.entity, head.fields, catalog=catalog)
        for lines in head.lists.values():
            named = (lines.match, *lines.fields, *lines.order)
            _fields(inspector, lines.entity, named, catalog=catalog)

    def compile(
        self, documents: Sequence[Document], catalog: TenantCatalog, /
    ) -> Mapping[str, Template]:
        """Return all templates by name; of two with one name the later app's is taken."""
        return {one.name: one for one in map(read_template, documents)}


def _fields(
    inspector: Inspector, entity: str, fields: Sequence[str], *, catalog: TenantCatalog
) -> None:
    """Say which fields an entity does not have; a dotted one is followed by its first name."""
    shape = catalog.shapes.get(entity)
    if shape is None:
        inspector.say((), f"there is no entity {entity}", f"没有实体 {entity}")
        return
    own = {*shape.fields, *shape.entity.system}
    for field in fields:
        first = field.removeprefix("-").partition(".")[0]
        if first not in own:
            inspector.say((), f"{entity} has no field {first}", f"{entity} 没有字段 {first}")
