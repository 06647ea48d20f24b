"""The one table of everything the packages bring: read here what Taktline can do."""

from collections.abc import Mapping

from taktline.api.views import VIEWS
from taktline.apps.cockpit.tables import PART as COCKPIT_PART
from taktline.apps.inventory.desk.tables import PART as STOCK_DESK_PART
from taktline.apps.inventory.tables import PART as INVENTORY_PART
from taktline.apps.quality.verbs import PART as QUALITY_PART
from taktline.apps.sales.tables import PART as SALES_PART
from taktline.base.problem import code_of
from taktline.catalog.package import documents_of, entities_of
from taktline.catalog.role import RoleKind
from taktline.catalog.story import StoryKind
from taktline.catalog.tables import EXTRA_PART, catalog_part
from taktline.catalog.tenant import System
from taktline.connect.connections.tables import connect_part
from taktline.engines.reports.tables import PART as REPORTS_PART
from taktline.engines.reports.template import PrintTemplateKind
from taktline.engines.rules.tables import PART as RULES_PART
from taktline.engines.rules.tables import RuleKind
from taktline.engines.rules.words import Vocabulary
from taktline.kernel.ledger.tables import PART as LEDGER_PART
from taktline.kernel.orders.lot_reports import PART as LOT_REPORTS_PART
from taktline.kernel.orders.tables import PART as ORDERS_PART
from taktline.kernel.resources.tables import PART as RESOURCES_PART
from taktline.kernel.states.mapping import BadMapping, mapping_of
from taktline.kernel.states.tables import PART as STATES_PART
from taktline.platform.identity.tables import IDENTITY_PART
from taktline.platform.registry import AnyQuery, EventKind, Registry, registry_of
from taktline.platform.tables import PART as PLATFORM_PART
from taktline.platform.verb import AnyVerb

ENTITIES = entities_of(
    "taktline.kernel.resources",
    "taktline.kernel.ledger",
    "taktline.kernel.states",
    "taktline.kernel.orders",
    "taktline.apps.quality",
    "taktline.apps.inventory",
    "taktline.apps.sales",
    "taktline.connect",
    "taktline.engines.rules",
    "taktline.engines.reports",
    "taktline.catalog.sheets",
)
APPS = (
    "taktline.apps.production",
    "taktline.apps.quality",
    "taktline.apps.inventory",
    "taktline.apps.sales",
)
"""The product's own apps: folders of documents beside a few verbs."""


def _verbs() -> Mapping[str, AnyVerb]:
    return REGISTRY.verbs


def _events() -> Mapping[str, EventKind]:
    return REGISTRY.events


WORDS = Vocabulary(verbs=_verbs, events=_events, views=VIEWS, kept_as={"inspection": "job_order"})
"""What rules may speak of; asked when the first catalog is compiled, after all parts are known."""


def _queries() -> Mapping[str, AnyQuery]:
    return REGISTRY.queries


def _refusals_of(app: str) -> frozenset[str]:
    """Return the codes of the refusals that an app's own verbs raise and its package declares."""
    own = f"taktline.apps.{app}."
    return frozenset(
        code_of(refusal.__name__)
        for verb in REGISTRY.verbs.values()
        for refusal in verb.refusals
        if refusal.__module__.startswith(own)
    )


SYSTEM = System(
    ENTITIES,
    documents=(*documents_of("rule", *APPS), *documents_of("print_template", *APPS)),
    kinds={
        "rule": RuleKind(WORDS),
        "print_template": PrintTemplateKind(),
        "story": StoryKind(),
        "role": RoleKind(),
    },
    refusals_of=_refusals_of,
    queries=_queries,
)
"""Entities and rules that are the same for every tenant."""

REGISTRY: Registry = registry_of(
    PLATFORM_PART,
    IDENTITY_PART,
    RESOURCES_PART,
    LEDGER_PART,
    catalog_part(SYSTEM),
    STATES_PART,
    connect_part(mapping_of, refusals=(BadMapping,)),
    ORDERS_PART,
    LOT_REPORTS_PART,
    INVENTORY_PART,
    STOCK_DESK_PART,
    QUALITY_PART,
    SALES_PART,
    COCKPIT_PART,
    EXTRA_PART,
    RULES_PART,
    REPORTS_PART,
)
