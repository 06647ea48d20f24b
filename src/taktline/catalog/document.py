"""Documents: what somebody designed, as text; its kinds, names and where each came from."""

import hashlib
from typing import Literal, TypeVar

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.yaml import Plain, read_yaml

DocumentKind = Literal[
    "app",
    "entity",
    "form",
    "view",
    "flow",
    "rule",
    "report",
    "role",
    "print_template",
    "overlay",
    "story",
    "import_mapping",
    "option_set",
]

K = TypeVar("K", bound=msgspec.Struct)


class BadDocument(Problem):
    """A document does not have the form of its kind."""

    title = Text(en="{file}: {reason}", zh="{file}:{reason}")
    status = 400


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document of an app: its kind, its name, its text.

    Attributes:
        kind: the kind, which is also its first key.
        name: ASCII snake_case or kebab-case, unique per kind within an app.
        app: the app it belongs to; `kernel` and `platform` for system documents.
        text: exactly as written.
    """

    kind: DocumentKind
    name: str
    app: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hex: two documents with one digest are the same."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def convert(content: Plain, kind: type[K], file: str) -> K:
    """Return a document's content as the struct of its kind; unknown keys are errors.

    Raises:
        BadDocument: a key is unknown or missing, or a value has another type; says where.
    """
    try:
        return msgspec.convert(content, kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadDocument(file=file, reason=str(error)) from error


def parse(text: str, kind: type[K], file: str) -> K:
    """Return the struct of a document's text.

    Raises:
        BadYaml: the text is not strict YAML.
        BadDocument: the content does not have the form of the kind.
    """
    return convert(read_yaml(text, file), kind, file)
