"""The kinds of places of the ledger chapter (section 1): what may go below zero, what one touches.

The table is written as the chapter writes it: kind, touched by hand and ours, below zero.
"""

from typing import get_args

import pytest

from taktline.kernel.ledger.facts import MAY_GO_BELOW, PHYSICAL, PlaceKind

TABLE = """
    store          yes  no
    line_side      yes  no
    transit        yes  no
    supplier_site  yes  no
    customer_site  yes  no
    wip            yes  no
    defective      yes  no
    finished       yes  no
    transform      no   yes
    unreported     no   yes
    supplier       no   yes
    customer       no   no
    scrap          no   no
    missing        no   no
    found          no   yes
    adjustment     no   yes
    opening        no   yes
    absorption     no   yes
    variance       no   yes"""
ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("kind", "is_physical", "below"), ROWS)
def test_a_kind_of_place_is_physical_and_may_go_below_as_the_table_says(
    kind: PlaceKind, is_physical: str, below: str
) -> None:
    assert (kind in PHYSICAL, kind in MAY_GO_BELOW) == (is_physical == "yes", below == "yes")


def test_the_table_names_every_kind_and_no_physical_place_owes() -> None:
    assert {row[0] for row in ROWS} == set(get_args(PlaceKind))
    assert not PHYSICAL & MAY_GO_BELOW
