"""What is wrong with a document: where it stands, what to do, collected while it is read."""

from typing import Literal

import msgspec

from taktline.base.problem import Problem
from taktline.base.text import Text
from taktline.catalog.app import file_of
from taktline.catalog.document import Document
from taktline.catalog.lines import line_of

Severity = Literal["error", "warning"]
Path = tuple[str, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with a document.

    Attributes:
        app: the app.
        file: the document's place in its folder.
        line: from 1.
        severity: an error keeps the documents out of force, a warning does not.
        message: what is wrong and what to do, in both languages.
    """

    app: str
    file: str
    line: int
    message: Text
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """File and line, as editors understand them."""
        return f"{self.file}:{self.line}"


class Inspector:
    """Collects what is wrong with one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.findings: list[Finding] = []

    def say(self, path: Path, en: str, zh: str, *, severity: Severity = "error") -> None:
        """Note one thing at a place of the document."""
        self.findings.append(
            Finding(
                app=self.document.app,
                file=file_of(self.document),
                line=line_of(self.document.text, path),
                message=Text(en=en, zh=zh),
                severity=severity,
            )
        )

    def refused(self, path: Path, problem: Problem) -> None:
        """Note a refusal at a place of the document."""
        self.say(path, problem.say("en"), problem.say("zh"))
