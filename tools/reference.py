"""Write the pages of docs/reference that follow from the source: `make docs`."""

import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from taktline.api.openapi import document
from taktline.base.problem import code_of
from taktline.catalog.reference import entities_page
from taktline.platform.command import AT_ONCE, Command
from taktline.platform.registry import AnyQuery, EventKind, Registry
from taktline.platform.verb import AnyVerb
from tools import licences
from tools.refusals import Refusal, declared_classes, refusals
from tools.typenames import typename

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
REGISTRY = "taktline.api.registry"
"""The composition root; its `REGISTRY` is all parts together."""
ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n {8}.*)*)", re.MULTILINE)
"""One entry of an `Attributes:` section with its further lines."""
SETTINGS = "Settings"
"""How the names of structs of settings end, wherever they stand."""

FIELDS = "| Field | Type | Default | Meaning |\n|---|---|---|---|\n"
ENVELOPE = {field.name for field in msgspec.structs.fields(Command)}


def main() -> int:
    """Write every generated page; say which ones changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in {**pages(), "dependencies.md": licences.page()}.items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT).as_posix()}")
    return 0


def pages() -> dict[str, str]:
    """The pages that follow from the source alone, by file name; a test compares them."""
    return {"refusals.md": refusals_page(refusals()), **registry_pages()}


def registry_pages() -> dict[str, str]:
    """The pages of what the composition root lists."""
    registry = registry_here()
    found = {"settings.md": settings_page(settings_here())}
    if registry is not None:
        found["commands.md"] = commands_page(registry.verbs)
        found["queries.md"] = queries_page(registry.queries)
        found["events.md"] = events_page(registry)
        found["openapi.json"] = openapi_page(registry)
        found["entities.md"] = entities_page(importlib.import_module(REGISTRY).SYSTEM.shapes)
    return found


def openapi_page(registry: Registry) -> str:
    """The whole API as an OpenAPI 3.1 document, one value a line so that changes can be read."""
    return msgspec.json.format(msgspec.json.encode(document(registry)), indent=1).decode() + "\n"


def registry_here() -> Registry | None:
    """Everything the packages bring, as the composition root puts it together."""
    if importlib.util.find_spec(REGISTRY) is None:
        return None
    found: object = importlib.import_module(REGISTRY).REGISTRY
    assert isinstance(found, Registry)
    return found


def settings_here() -> list[type[msgspec.Struct]]:
    """The structs of settings: the whole, and the parts it is made of."""
    found = (
        getattr(importlib.import_module(each.module), each.node.name)
        for each in declared_classes()
        if each.node.name.endswith(SETTINGS)
    )
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, msgspec.Struct)]


def refusals_page(found: Iterable[Refusal]) -> str:
    """Every refusal: code, HTTP status, both sentences, whether a retry or a foreman helps."""
    head = (
        "# Refusals\n\n"
        "Why a request was not accepted, as problem details of RFC 9457: `code`, `title` in the\n"
        "reader's language, `args` (the numbers) and `at` (the field). **Retry**: the same\n"
        "request may succeed later. **Confirm**: who has the permission may send the command\n"
        "again with `confirm: [code]`. Written by `make docs`.\n\n"
        "| Code | Status | English | 中文 | Retry | Confirm | Meaning |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| `{each.code}` | {each.status} | {cell(each.english)} | {cell(each.chinese)} "
        f"| {'yes' if each.retry else ''} | {'yes' if each.confirmable else ''} "
        f"| {cell(each.meaning)} |\n"
        for each in found
    )


def commands_page(verbs: Mapping[str, AnyVerb]) -> str:
    """Every command: who may give it, what it carries, what it refuses, what it tells."""
    head = (
        "# Commands\n\n"
        "`POST /api/v1/commands/{name}`; on the command line `taktline do NAME field=value`.\n"
        "Every command also carries the envelope: "
        + ", ".join(f"`{field.name}`" for field in msgspec.structs.fields(Command))
        + ".\nWritten by `make docs`.\n\n## The envelope\n\n"
        + fields_table(Command).replace(f"`{AT_ONCE}`", "the door's clock")
    )
    return head + "".join(command_section(verbs[name]) for name in sorted(verbs))


def command_section(verb: AnyVerb) -> str:
    """The section of one command."""
    codes = ", ".join(f"[`{code_of(refusal.__name__)}`](refusals.md)" for refusal in verb.refusals)
    events = ", ".join(f"[`{event}`](events.md)" for event in verb.events)
    what = f"{verb.label.en} · {verb.label.zh} · {verb.kind} · needs `{verb.needs}`"
    return (
        f"\n## {verb.name}\n\n{what}\n\n{first_paragraph(verb.command)}\n\n"
        f"{fields_table(verb.command, leave_out=ENVELOPE)}"
        f"\nRefusals: {codes or 'none of its own'}\n\nEvents: {events or 'none'}\n"
    )


def queries_page(queries: Mapping[str, AnyQuery]) -> str:
    """Every query: who may ask, with which parameters, and what a row holds."""
    head = "# Queries\n\n`GET /api/v1/queries/{name}?parameter=value`. Written by `make docs`.\n"
    return head + "".join(query_section(queries[name]) for name in sorted(queries))


def query_section(query: AnyQuery) -> str:
    """The section of one query."""
    return (
        f"\n## {query.name}\n\n{query.label.en} · {query.label.zh} · needs `{query.needs}`\n\n"
        f"{first_paragraph(query.params)}\n\nParameters:\n\n{fields_table(query.params)}\n"
        f"A row:\n\n{fields_table(query.row)}"
    )


def events_page(registry: Registry) -> str:
    """Every event, with the commands that write it and what it tells."""
    writers: dict[str, list[str]] = {}
    for name in sorted(registry.verbs):
        for event in registry.verbs[name].events:
            writers.setdefault(event, []).append(f"[`{name}`](commands.md)")
    head = (
        "# Events\n\nWhat happened, written in the same transaction as the change, read in the\n"
        "order of `position`. Payloads only grow. Written by `make docs`.\n"
    )
    return head + "".join(
        event_section(registry.events[name], writers.get(name, []))
        for name in sorted(registry.events)
    )


def event_section(event: EventKind, writers: list[str]) -> str:
    """The section of one event."""
    payload = fields_table(event.payload) if event.payload else "No payload.\n"
    written_by = ", ".join(writers) or "the platform itself"
    return (
        f"\n## {event.name}\n\n{event.label.en} · {event.label.zh} · about `{event.entity}` · "
        f"version {event.version}\n\nWritten by {written_by}.\n\n{payload}"
    )


def settings_page(settings: Iterable[type[msgspec.Struct]]) -> str:
    """Every setting: its type, default and what it is for."""
    head = (
        "# Settings\n\nCommand line before `TAKTLINE_*` before `taktline.toml` in the data\n"
        "folder; an unknown key is an error. Written by `make docs`.\n"
    )
    return head + "".join(
        f"\n## {kind.__name__}\n\n{first_paragraph(kind)}\n\n{fields_table(kind)}"
        for kind in settings
    )


def fields_table(struct: type[msgspec.Struct], *, leave_out: Iterable[str] = ()) -> str:
    """A table of a struct's fields, or the word that there are none."""
    meanings = attributes(struct)
    rows = [
        f"| `{field.name}` | {cell(typename(field.type))} | {cell(default_of(field))} "
        f"| {cell(meanings.get(field.name, ''))} |\n"
        for field in msgspec.structs.fields(struct)
        if field.name not in set(leave_out)
    ]
    return FIELDS + "".join(rows) if rows else "None.\n"


def attributes(struct: type) -> dict[str, str]:
    """What the `Attributes:` of a struct's docstring say, those of its bases included."""
    found: dict[str, str] = {}
    for each in reversed(struct.__mro__):
        told = inspect.cleandoc(each.__doc__ or "").partition("Attributes:\n")[2]
        block = re.split(r"\n(?=\S)", told)[0]
        for name, words in ATTRIBUTE.findall(block):
            found[name] = " ".join(words.split())
    return found


def default_of(field: msgspec.structs.FieldInfo) -> str:
    """A field's default as people read it."""
    if field.required:
        return "required"
    if field.default is msgspec.NODEFAULT:
        return "empty"
    empty = {
        "": "empty text",
        "()": "empty",
        "None": "none",
        "UNSET": "absent",
        "True": "true",
        "False": "false",
    }
    return empty.get(str(field.default), f"`{field.default}`")


def first_paragraph(struct: type) -> str:
    """The first paragraph of a struct's docstring, on one line."""
    return (inspect.getdoc(struct) or "").partition("\n\n")[0].replace("\n", " ")


def cell(text: str) -> str:
    """A text that stays within one cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
