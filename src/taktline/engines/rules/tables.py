"""What the rule engine brings: the log of what rules did, and the kind of document it runs."""

from collections.abc import Sequence

from taktline.catalog.check import Inspector
from taktline.catalog.document import Document
from taktline.catalog.tenant import TenantCatalog
from taktline.engines.rules.compiled import Rules, compiled_rules
from taktline.engines.rules.inspect import inspect_rule
from taktline.engines.rules.words import Vocabulary
from taktline.platform.registry import Part

PART = Part(name="engines.rules", sql="taktline.engines.rules")


class RuleKind:
    """Rules as a kind of document: checked with the others, compiled with the catalog."""

    def __init__(self, words: Vocabulary) -> None:
        """Keep what rules may speak of.

        Args:
            words: commands, events and views, as the composition root lists them.
        """
        self.words = words

    def inspect(
        self, inspector: Inspector, document: Document, /, *, catalog: TenantCatalog
    ) -> None:
        """Say what is wrong with a rule."""
        inspect_rule(inspector, document, catalog=catalog, words=self.words)

    def compile(self, documents: Sequence[Document], catalog: TenantCatalog, /) -> Rules:
        """Return all rules ready to run."""
        return compiled_rules(documents, self.words, catalog)
