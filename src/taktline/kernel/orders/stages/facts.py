"""The fact that a plant, or a class of its materials, works with other stages from now on."""

from uuid import UUID

from taktline.base.ids import derived_id
from taktline.kernel.resources.stages import Stage
from taktline.platform.command import Fact


def stage_id(material_class: UUID | None) -> UUID:
    """Return the id of the row that says what a class, or the whole plant, has switched on."""
    return derived_id("stage", material_class or "plant")


class StagesSet(Fact, frozen=True, kw_only=True):
    """What is switched on for one material class, or for the whole plant where it names none."""

    id: UUID
    material_class: UUID | None
    stages: tuple[Stage, ...]
    reason: str | None = None
