"""Kinds of documents that an engine runs: checked with the others, compiled with the catalog."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from taktline.catalog.document import Document
from taktline.catalog.tenant import TenantCatalog

if TYPE_CHECKING:
    from taktline.catalog.check import Inspector


class Kind(Protocol):
    """What an engine does with the documents of its kind."""

    def inspect(
        self, inspector: "Inspector", document: Document, /, *, catalog: TenantCatalog
    ) -> None:
        """Say what is wrong with a document, given everything it may speak of."""

    def compile(self, documents: Sequence[Document], catalog: TenantCatalog, /) -> object:
        """Return all documents of the kind ready to run; a broken one must not stop the others."""
