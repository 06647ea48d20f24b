"""Entity documents that come with a package: read once, where the package lies."""

from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable

from taktline.catalog.app import FOLDERS, SUFFIXES
from taktline.catalog.document import Document, DocumentKind, parse
from taktline.catalog.entity import Entity

FOLDER = "entities"
YAML = ".yaml"


def entities_of(*packages: str) -> tuple[Entity, ...]:
    """Return the entities of packages, by name within each: `taktline.kernel.resources`.

    Raises:
        BadYaml, BadDocument: a document is not written as it should.
    """
    return tuple(
        parse(file.read_text(encoding="utf-8"), Entity, f"{package}/{file.name}")
        for package in packages
        for file in _documents(files(package) / FOLDER)
    )


def documents_of(kind: DocumentKind, *packages: str) -> tuple[Document, ...]:
    """Return the documents of one kind that apps of the product bring: `taktline.apps.quality`."""
    return tuple(
        Document(
            kind=kind,
            name=file.name.removesuffix(SUFFIXES.get(kind, YAML)),
            app=package.rpartition(".")[2],
            text=file.read_text(encoding="utf-8"),
        )
        for package in packages
        for file in _documents(files(package) / FOLDERS[kind], SUFFIXES.get(kind, YAML))
    )


def _documents(folder: Traversable, suffix: str = YAML) -> Iterable[Traversable]:
    if not folder.is_dir():
        return ()
    return sorted((f for f in folder.iterdir() if f.name.endswith(suffix)), key=lambda f: f.name)
