"""Apps as folders and as one file: read, checked, formatted, compared, packed."""

import difflib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from taktline.base.ids import uuid7
from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.app import FOLDERS, SUFFIXES, file_of
from taktline.catalog.check import Finding, check_catalog
from taktline.catalog.document import Document, parse
from taktline.catalog.entity import Entity
from taktline.catalog.format import formatted
from taktline.catalog.publish import DocumentText, PublishApp
from taktline.catalog.quality import quality_findings
from taktline.catalog.tenant import System
from taktline.catalog.wording import meant
from taktline.platform.envelope import Answer

PACKED_BYTES_MAX = 20 * 1024 * 1024
"""All documents of a packed app together: a larger one is no app."""

Change = Literal["added", "removed", "changed"]


class NoApp(Problem):
    """A folder or file holds no app."""

    title = Text(en="{place} holds no app: {reason}", zh="{place} 不是应用:{reason}")
    status = 400


class NoUtf8(Problem):
    """A document's bytes are no UTF-8."""

    title = Text(
        en="{file}: byte {byte} is no UTF-8: save the file as UTF-8.",
        zh="{file}:第 {byte} 字节不是 UTF-8:请将文件另存为 UTF-8。",
    )
    status = 400


NO_APP_YAML = Text(en="app.yaml is missing", zh="缺少 app.yaml")
TOO_LARGE = Text(en="it is too large", zh="文件过大")
NOT_PACKED = Text(en="it is no zip file", zh="不是 zip 文件")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One document that differs between two states of an app.

    Attributes:
        file: its place in the app's folder.
        change: as seen from the first state.
        lines: a unified diff of its text.
    """

    file: str
    change: Change
    lines: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing would do.

    Attributes:
        documents: files that come into force or go, with their new version.
        statements: the SQL, in order.
        later: what is done step by step afterwards, beside other work.
    """

    documents: tuple[str, ...]
    statements: tuple[str, ...]
    later: tuple[str, ...] = ()


def read_app(place: Path) -> tuple[Document, ...]:
    """Return the documents of an app's folder, or of a packed app (`.zip`).

    Raises:
        NoApp: there is no `app.yaml`, or the file is not a packed app.
    """
    texts = _unpacked(place) if place.is_file() else _in_folder(place)
    if "app.yaml" not in texts:
        raise NoApp(place=place.name, reason=NO_APP_YAML)
    app = _app_name(texts["app.yaml"]) or place.stem
    documents = [Document(kind="app", name=app, app=app, text=texts["app.yaml"])]
    for kind, folder in FOLDERS.items():
        suffix = SUFFIXES.get(kind, ".yaml")
        for file in sorted(texts):
            parent, _, name = file.rpartition("/")
            if parent == folder and name.endswith(suffix):
                bare = name.removesuffix(suffix)
                documents.append(Document(kind=kind, name=bare, app=app, text=texts[file]))
    return tuple(documents)


def app_check(place: Path, system: System) -> list[Finding]:
    """Return everything that is wrong with an app: types, references, both languages, quality.

    Raises:
        NoApp: there is none.
    """
    documents = read_app(place)
    app = documents[0].app
    others = system.without(app)
    _, findings = check_catalog(others, tuple(d for d in documents if not _is_built_in(d, system)))
    if place.is_dir():
        findings += _strays(place, app)
    if place.is_dir() and not any(one.severity == "error" for one in findings):
        has_readme = (place / "README.md").is_file()
        findings += quality_findings(documents, has_readme, system.refusals_of(app))
    return findings


def _is_built_in(document: Document, system: System) -> bool:
    """Whether a document is an entity of the product's own, which tests hold to its table."""
    if document.kind != "entity" or document.name not in system.entities:
        return False
    try:
        found = parse(document.text, Entity, file_of(document))
    except Problem:
        return False  # what is wrong with it is told with the others
    return found == system.entities[document.name]


def _strays(place: Path, app: str) -> list[Finding]:
    """Return files that look like documents and are none, because of where or how they stand."""
    known = {"app.yaml", *(f"{folder}/" for folder in FOLDERS.values())}
    found: list[Finding] = []
    for path in sorted(place.rglob("*.y*ml")):
        file = path.relative_to(place).as_posix()
        folder = file.rpartition("/")[0]
        if path.suffix == ".yaml" and (file in known or f"{folder}/" in known):
            continue
        close = meant(folder, FOLDERS.values())
        en, zh = f"no document stands here; nobody reads it{close.en}", f"不是文档位置{close.zh}"
        if path.suffix != ".yaml":
            en, zh = "not read: documents end in .yaml", "不会读取:文档须以 .yaml 结尾"
        message = Text(en=en, zh=zh)
        found.append(Finding(app=app, file=file, line=1, message=message, severity="warning"))
    return found


def app_fmt(place: Path, *, write: bool = True) -> list[str]:
    """Bring an app's documents into canonical form; return the files that were not in it.

    Args:
        place: the app's folder.
        write: False only looks.

    Raises:
        NoApp: there is none.
        BadYaml: a document is not strict YAML.
    """
    changed: list[str] = []
    for document in read_app(place):
        if document.kind in SUFFIXES:
            continue
        file = file_of(document)
        text = formatted(document.text, file)
        if text != document.text:
            changed.append(file)
            if write:
                (place / file).write_text(text, encoding="utf-8", newline="\n")
    return changed


def app_diff(first: Iterable[Document], second: Iterable[Document]) -> list[Difference]:
    """Return what changes from one state of an app to another, document by document."""
    before = {file_of(document): document.text for document in first}
    after = {file_of(document): document.text for document in second}
    found: list[Difference] = []
    for file in sorted(before.keys() | after.keys()):
        old, new = before.get(file), after.get(file)
        if old == new:
            continue
        change: Change = "added" if old is None else "removed" if new is None else "changed"
        lines = difflib.unified_diff(
            (old or "").splitlines(), (new or "").splitlines(), file, file, lineterm="", n=2
        )
        found.append(Difference(file=file, change=change, lines=tuple(lines)))
    return found


def app_export(documents: Iterable[Document], place: Path) -> list[str]:
    """Write an app's documents as a folder, or as one file where the name ends in `.zip`.

    Returns:
        The files written, in order.
    """
    texts = {file_of(document): document.text for document in documents}
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as packed:
            for file, text in sorted(texts.items()):
                packed.writestr(zipfile.ZipInfo(file), text)
        return sorted(texts)
    for file, text in texts.items():
        path = place / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return sorted(texts)


def publication(documents: tuple[Document, ...], *, dry_run: bool = False) -> PublishApp:
    """Return the command that puts an app in force; with `dry_run` it only tells its plan."""
    return PublishApp(
        id=uuid7(),
        dry_run=dry_run,
        app=documents[0].app,
        documents=[DocumentText(kind=d.kind, name=d.name, text=d.text) for d in documents],
    )


def plan_of(answer: Answer) -> Plan:
    """Return what a dry run of a publication said it would do."""
    documents: list[str] = []
    statements: list[str] = []
    later: list[str] = []
    for fact in answer.facts or ():
        if fact.kind == "TablesPlanned":
            statements += msgspec.convert(fact.content, _Planned).statements
        elif fact.kind == "StepsPlanned":
            for step in msgspec.convert(fact.content, _Steps).steps:
                filled = [f"fill {step.entity}: {step.name}"] if step.kind == "fill" else []
                later += [*filled, *step.statements]
        elif fact.kind == "DocumentPublished":
            one = msgspec.convert(fact.content, _Published)
            state = f"version {one.version}" if one.text is not None else "removed"
            documents.append(f"{one.kind}/{one.name}: {state}")
    return Plan(documents=tuple(documents), statements=tuple(statements), later=tuple(later))


class _Planned(msgspec.Struct, frozen=True):
    statements: tuple[str, ...]


class _Step(msgspec.Struct, frozen=True):
    kind: str
    entity: str
    name: str
    statements: tuple[str, ...]


class _Steps(msgspec.Struct, frozen=True):
    steps: tuple[_Step, ...]


class _Published(msgspec.Struct, frozen=True):
    kind: str
    name: str
    version: int
    text: str | None


def _app_name(text: str) -> str | None:
    for line in text.splitlines():
        if line.startswith("app:"):
            return line.removeprefix("app:").strip().strip("\"'")
    return None


def _in_folder(place: Path) -> dict[str, str]:
    if not place.is_dir():
        return {}
    return {
        path.relative_to(place).as_posix(): _text(path, path.relative_to(place).as_posix())
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.suffix in (".yaml", ".bpmn", ".typ")
    }


def _text(path: Path, file: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise NoUtf8(file=file, byte=error.start + 1) from None


def _unpacked(place: Path) -> dict[str, str]:
    """Return the texts of a packed app; it is read in memory, so no name can lead anywhere."""
    try:
        with zipfile.ZipFile(place) as packed:
            members = [one for one in packed.infolist() if not one.is_dir()]
            if sum(one.file_size for one in members) > PACKED_BYTES_MAX:
                raise NoApp(place=place.name, reason=TOO_LARGE)
            return {one.filename: packed.read(one).decode("utf-8") for one in members}
    except (zipfile.BadZipFile, UnicodeDecodeError):
        raise NoApp(place=place.name, reason=NOT_PACKED) from None
