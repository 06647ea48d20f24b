"""What the office's way with work masters brings: verbs, events, queries."""

from taktline.base.code import BadCode
from taktline.base.problem import NotFound
from taktline.base.text import Text
from taktline.kernel.orders import work_master
from taktline.kernel.orders.masters import write
from taktline.kernel.orders.masters.queries import QUERIES as QUERIES
from taktline.platform.verb import AnyFactKind, AnyVerb, Verb

FACT_KINDS: tuple[AnyFactKind, ...] = ()

VERBS: tuple[AnyVerb, ...] = (
    Verb(
        "kernel.write_work_master", write.WriteWorkMaster, needs="work_master:write",
        load=write.load_written, decide=write.decide_write,
        label=Text("Write a work master", "编制作业模板"),
        refusals=(BadCode, *work_master.WRITTEN_WRONG, NotFound, work_master.StaleVersion),
        events=("work_master.created", "work_master.changed"),
    ),
    Verb(
        "kernel.retire_work_master", write.RetireWorkMaster, needs="work_master:release",
        load=write.load_retired, decide=write.decide_retire,
        label=Text("Retire a work master", "作废作业模板"),
        refusals=(NotFound, work_master.StaleVersion), events=("work_master.retired",),
    ),
)  # fmt: skip

EVENTS: dict[str, tuple[str, str]] = {
    "work_master.retired": ("Work master retired", "作业模板已作废"),
}
