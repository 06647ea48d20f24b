"""An app: a folder of documents with a name, a version and what it depends on."""

from typing import Literal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.document import Document, DocumentKind, parse
from taktline.catalog.entity import Check, Editable, Entity, Field

Quality = Literal["bronze", "silver", "gold", "platinum"]


class App(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `app.yaml` says.

    Attributes:
        app: its name: ASCII snake_case.
        label: what people see.
        version: of the app, for people: `1.2.0`.
        note: one sentence on what it is for.
        depends: apps whose documents it uses.
        quality: which level it claims; the checks of that level must pass.
    """

    app: str
    label: Text
    version: str
    note: str = ""
    depends: tuple[str, ...] = ()
    quality: Quality = "bronze"


class Overlay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a tenant or app changes about somebody else's entity, without editing it.

    Attributes:
        overlay: its name.
        entity: the entity it is laid over.
        note: one sentence on why.
        fields: added fields, by key; column, FEEL and API call them `x_<key>`.
        labels: other words for fields that are there.
        hide: fields that screens leave out.
        checks: further conditions.
        editable: while its records may be changed, beside what the entity itself says; only where
            the generic commands write them.
    """

    overlay: str
    entity: str
    note: str = ""
    fields: dict[str, Field] = {}
    labels: dict[str, Text] = {}
    hide: tuple[str, ...] = ()
    checks: dict[str, Check] = {}
    editable: Editable | None = None


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """Documents, each as the struct of its kind; kinds that others run stay text.

    Attributes:
        apps: by name.
        entities: with the app they belong to.
        overlays: with the app they belong to.
        others: everything else.
    """

    apps: dict[str, App]
    entities: tuple[tuple[str, Entity], ...]
    overlays: tuple[tuple[str, Overlay], ...]
    others: tuple[Document, ...]


class NameDiffers(Problem):
    """A document is called otherwise than its file, or than its first key says."""

    title = Text(
        en="{file}: the document calls itself {inside}.", zh="{file}:文档内的名称为 {inside}。"
    )
    status = 400


def read_documents(documents: tuple[Document, ...]) -> Read:
    """Return documents as structs.

    Raises:
        BadYaml, BadDocument: a document is not written as it should.
        NameDiffers: its name is not the one it gives itself.
    """
    apps: dict[str, App] = {}
    entities: list[tuple[str, Entity]] = []
    overlays: list[tuple[str, Overlay]] = []
    others: list[Document] = []
    for document in documents:
        file = file_of(document)
        match document.kind:
            case "app":
                app = parse(document.text, App, file)
                apps[_same(app.app, document, file)] = app
            case "entity":
                entity = parse(document.text, Entity, file)
                _same(entity.entity, document, file)
                entities.append((document.app, entity))
            case "overlay":
                overlay = parse(document.text, Overlay, file)
                _same(overlay.overlay, document, file)
                overlays.append((document.app, overlay))
            case _:
                others.append(document)
    return Read(apps=apps, entities=tuple(entities), overlays=tuple(overlays), others=tuple(others))


def file_of(document: Document) -> str:
    """Return a document's place in its app's folder."""
    if document.kind == "app":
        return "app.yaml"
    return f"{FOLDERS[document.kind]}/{document.name}{SUFFIXES.get(document.kind, '.yaml')}"


FOLDERS: dict[DocumentKind, str] = {
    "entity": "entities",
    "overlay": "overlays",
    "form": "forms",
    "view": "views",
    "flow": "flows",
    "rule": "rules",
    "report": "reports",
    "role": "roles",
    "print_template": "print",
    "story": "stories",
    "import_mapping": "imports",
    "option_set": "options",
}
"""Folder of each kind within an app."""

SUFFIXES: dict[DocumentKind, str] = {"flow": ".bpmn", "print_template": ".typ"}
"""Kinds that are not YAML."""


def _same(inside: str, document: Document, file: str) -> str:
    if inside != document.name:
        raise NameDiffers(file=file, inside=inside)
    return inside
