"""What the catalog brings: the commands of every entity, publishing, and what both record."""

from taktline.catalog.attach import FACT_KINDS as FILE_KINDS
from taktline.catalog.beside.decide import FACT_KINDS as BESIDE_KINDS
from taktline.catalog.beside.mentions import READ_KIND
from taktline.catalog.beside.tables import COMMENTS, beside_verbs
from taktline.catalog.beside.tables import EVENTS as BESIDE_EVENTS
from taktline.catalog.extra import EXTRA_KIND
from taktline.catalog.facts import FACT_KINDS as RECORD_KINDS
from taktline.catalog.facts import HISTORY
from taktline.catalog.feel_types import RecordTypes
from taktline.catalog.generic import events_of, verbs_of
from taktline.catalog.publish import EVENTS as PUBLISH_EVENTS
from taktline.catalog.publish import FACT_KINDS as PUBLISH_KINDS
from taktline.catalog.publish import VERSIONS, publish_verbs
from taktline.catalog.reading import Records
from taktline.catalog.tenant import System
from taktline.catalog.upkeep import EVENTS as UPKEEP_EVENTS
from taktline.catalog.upkeep import FACT_KINDS as UPKEEP_KINDS
from taktline.catalog.upkeep import step_verb
from taktline.catalog.views.query import SAVED_VIEWS
from taktline.catalog.views.verbs import EVENTS as VIEW_EVENTS
from taktline.catalog.views.verbs import FACT_KINDS as VIEW_KINDS
from taktline.catalog.views.verbs import view_verbs
from taktline.platform.registry import Part


def catalog_part(system: System) -> Part:
    """Return what entities that are the same for every tenant bring, and how apps are published.

    A tenant's own entities are not in it: `Catalogs` adds them to the registry per tenant.
    """
    shapes = system.shapes
    generic = [shape for shape in shapes.values() if shape.is_generic]
    records = tuple(
        verb for shape in generic for verb in verbs_of(shape, shapes, structs=system.structs(shape))
    )
    readable = Records(shapes=shapes, types=RecordTypes(system.entities))
    return Part(
        name="catalog",
        verbs=(
            *records,
            *publish_verbs(system),
            step_verb(shapes),
            *beside_verbs(shapes),
            *view_verbs(readable, system.queries),
        ),
        queries=(SAVED_VIEWS,),
        fact_kinds=(
            *PUBLISH_KINDS, *RECORD_KINDS, *FILE_KINDS, *UPKEEP_KINDS, *BESIDE_KINDS, READ_KIND,
            *VIEW_KINDS,
        ),
        events=(
            *(event for shape in generic for event in events_of(shape)),
            *PUBLISH_EVENTS,
            *UPKEEP_EVENTS,
            *BESIDE_EVENTS,
            *VIEW_EVENTS,
        ),
        covered=(HISTORY, VERSIONS, COMMENTS),
        sql="taktline.catalog",
    )  # fmt: skip


EXTRA_PART = Part(name="catalog.extra", fact_kinds=(EXTRA_KIND,))
"""Tenants' own fields of records; listed behind all parts, since it writes to their new rows."""
