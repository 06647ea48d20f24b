"""What the stock desk, the scanner and the trace read."""

from taktline.apps.inventory.counting.differences import DIFFERENCES_QUERY
from taktline.apps.inventory.desk.owned import OWNED_QUERY
from taktline.apps.inventory.desk.picking import PICK_QUERY
from taktline.apps.inventory.desk.summary import SUMMARY_QUERY
from taktline.apps.inventory.desk.undo import UNDO_VERB
from taktline.apps.inventory.desk.what_is import WHAT_IS_QUERY
from taktline.apps.inventory.tracing.edges import EDGES_QUERY
from taktline.apps.inventory.tracing.recall import RECALL_QUERY
from taktline.apps.inventory.tracing.results import RESULTS_QUERY
from taktline.apps.inventory.tracing.work import WORK_QUERY
from taktline.platform.registry import Part

PART = Part(
    name="apps.inventory.desk",
    verbs=(UNDO_VERB,),
    queries=(
        SUMMARY_QUERY,
        OWNED_QUERY,
        DIFFERENCES_QUERY,
        PICK_QUERY,
        WHAT_IS_QUERY,
        EDGES_QUERY,
        WORK_QUERY,
        RECALL_QUERY,
        RESULTS_QUERY,
    ),
)
