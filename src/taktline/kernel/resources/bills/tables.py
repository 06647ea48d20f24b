"""What bills of materials bring: facts, verbs, events, queries."""

from typing import cast

from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.catalog.generic import EventPayload
from taktline.kernel.resources.bills import release, store, write
from taktline.kernel.resources.bills.queries import QUERIES as QUERIES
from taktline.platform.registry import EventKind
from taktline.platform.verb import AnyFactKind, AnyVerb, Verb

FACT_KINDS = cast(tuple[AnyFactKind, ...], store.FACT_KINDS)

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.write_material_bill", write.WriteMaterialBill, needs="material_bill:change",
        load=write.load_written, decide=write.decide_write,
        label=Text("Write a bill of materials", "编制物料清单"),
        refusals=(NotFound, write.BillOfOther, write.BillEmpty, write.BillTooLong,
                  write.BadBillLine, write.MaterialInItself, write.LineTwice, BadCode,
                  write.BillChanged),
        events=("material_bill.created", "material_bill.changed"),
    ),
    Verb(
        "kernel.release_material_bill", release.ReleaseMaterialBill, needs="material_bill:change",
        load=release.load_released, decide=release.decide_release,
        label=Text("Release a bill of materials", "发布物料清单"),
        refusals=(NotFound, write.BillChanged, release.BillNotDraft, write.BillEmpty,
                  write.MaterialInItself),
        events=("material_bill.released",),
    ),
    Verb(
        "kernel.retire_material_bill", release.RetireMaterialBill, needs="material_bill:change",
        load=release.load_retired, decide=release.decide_retire,
        label=Text("Retire a bill of materials", "作废物料清单"),
        refusals=(NotFound, write.BillChanged), events=("material_bill.retired",),
    ),
)  # fmt: skip

EVENTS = tuple(
    EventKind(name=name, entity="material_bill", label=label, payload=EventPayload)
    for name, label in (
        ("material_bill.released", Text("Bill of materials released", "物料清单已发布")),
        ("material_bill.retired", Text("Bill of materials retired", "物料清单已作废")),
    )
)
