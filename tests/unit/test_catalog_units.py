"""Where numbers of the product's own records have their units: amounts of several never add up."""

import pytest

from taktline.api.registry import SYSTEM
from taktline.catalog.path import Paths
from taktline.catalog.shape import Shape

SHAPES = [
    shape
    for shape in SYSTEM.shapes.values()
    if any(one.field.unit_in for one in shape.fields.values())
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_what_is_said_to_hold_a_unit_leads_to_a_text(shape: Shape) -> None:
    for one in shape.fields.values():
        if one.field.unit_in is not None:
            found = Paths(SYSTEM.shapes, shape).find(one.field.unit_in)
            assert found.ref.type == "text", f"{shape.name}.{one.name}"


QUANTITIES = ("quantity", "ordered", "good", "scrap", "started_quantity", "received")


@pytest.mark.parametrize("shape", SYSTEM.shapes.values(), ids=lambda shape: shape.name)
def test_what_is_counted_of_goods_says_its_unit(shape: Shape) -> None:
    unitless = {"job_resource"}  # People and tools are counted by heads.
    for name in QUANTITIES if shape.name not in unitless else ():
        one = shape.fields.get(name)
        if one is not None and one.field.type in ("number", "quantity"):
            assert one.field.unit_in or one.field.unit or one.beside, f"{shape.name}.{name}"
