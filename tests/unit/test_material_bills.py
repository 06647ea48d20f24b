"""Bills of materials: exploded with scrap, searched upwards, compared, written as a whole."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from taktline.base.ids import uuid7
from taktline.base.problem import NotFound
from taktline.kernel.resources.bills.explode import compared, exploded, used_in
from taktline.kernel.resources.bills.read import chosen
from taktline.kernel.resources.bills.release import (
    BillNotDraft,
    ReleaseMaterialBill,
    RetireMaterialBill,
    decide_release,
    decide_retire,
)
from taktline.kernel.resources.bills.rows import Bill, BillLine, Bills, Part, in_force
from taktline.kernel.resources.bills.store import BillWritten, Drawer, fold_written
from taktline.kernel.resources.bills.write import (
    BadBillLine,
    BillChanged,
    BillEmpty,
    BillOfOther,
    LineTwice,
    MaterialInItself,
    WriteMaterialBill,
    WrittenLine,
    decide_write,
)
from taktline.platform.command import Fact, Ids, Principal

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOON.date()
CODES = ("CAR", "WHEEL", "RIM", "BOLT", "PAINT")
PARTS = {code: Part(id=uuid7(), code=code, name=code.lower(), unit="pcs") for code in CODES}
BY_ID = {part.id: part for part in PARTS.values()}


def ids() -> Ids:
    return Ids(cause=uuid7(), by=Principal(id=uuid7(), name="ann", grants=()), new=uuid7)


def bill(code: str, *, revision: int = 1, status: str = "released", quantity: str = "1") -> Bill:
    return Bill(
        id=uuid7(),
        code=f"B-{code}",
        name=code,
        material=PARTS[code].id,
        revision=revision,
        status=status,
        quantity=Decimal(quantity),
    )


def line(of: Bill, number: int, code: str, per: str, **more: object) -> BillLine:
    fields = {
        "id": uuid7(),
        "material_bill": of.id,
        "line": number,
        "material": PARTS[code].id,
        "quantity_per": Decimal(per),
    }
    return BillLine(**{**fields, **more})  # type: ignore[arg-type]  # named by the test


def shelf(*written: tuple[Bill, list[BillLine]]) -> Bills:
    return Bills(
        bills={head.id: head for head, _ in written},
        lines={head.id: lines for head, lines in written},
        parts=BY_ID,
    )


CAR, WHEEL = bill("CAR"), bill("WHEEL", quantity="10")
PLANT = shelf(
    (CAR, [line(CAR, 1, "WHEEL", "4"), line(CAR, 2, "PAINT", "0.5", is_fixed=True)]),
    (WHEEL, [line(WHEEL, 1, "RIM", "10"),
             line(WHEEL, 2, "BOLT", "50", scrap_share=Decimal("0.2"))]),
)  # fmt: skip


def told(
    bills: Bills, top: Bill, quantity: str = "1", depth: int = 20
) -> list[tuple[str, str, str]]:
    nodes = exploded(bills, top, chosen(bills, TODAY), quantity=Decimal(quantity), depth=depth)
    return [
        (".".join(map(str, n.path)), BY_ID[n.line.material].code, f"{n.quantity.normalize():f}")
        for n in nodes
    ]


def test_a_product_is_exploded_with_its_scrap_and_fixed_quantities() -> None:
    assert told(PLANT, CAR, "3") == [
        ("1", "WHEEL", "12"),
        ("1.1", "RIM", "12"),
        ("1.2", "BOLT", "75"),  # 12 wheels x 5 bolts, a fifth of which is lost
        ("2", "PAINT", "0.5"),
    ]
    assert [path for path, _, _ in told(PLANT, CAR, depth=1)] == ["1", "2"]


def test_a_circle_is_shown_once_and_ends() -> None:
    car, wheel = bill("CAR"), bill("WHEEL")
    circle = shelf((car, [line(car, 1, "WHEEL", "4")]), (wheel, [line(wheel, 1, "CAR", "1")]))
    nodes = list(exploded(circle, car, chosen(circle, TODAY), quantity=Decimal(1), depth=20))
    assert [(BY_ID[n.line.material].code, n.is_circle) for n in nodes] == [
        ("WHEEL", False), ("CAR", True),
    ]  # fmt: skip
    uses = list(used_in(circle, PARTS["CAR"].id, depth=20))
    assert [(BY_ID[u.bill.material].code, u.is_circle) for u in uses] == [
        ("WHEEL", False), ("CAR", True),
    ]  # fmt: skip


def test_a_material_is_found_in_everything_it_goes_into() -> None:
    uses = list(used_in(PLANT, PARTS["BOLT"].id, depth=20))
    assert [(u.path, u.depth, f"{u.quantity.normalize():f}", u.is_top) for u in uses] == [
        (("WHEEL",), 1, "6.25", False),
        (("WHEEL", "CAR"), 2, "25", True),
    ]


def test_the_newest_released_bill_whose_day_has_come_is_in_force() -> None:
    old, new = bill("CAR"), bill("CAR", revision=2)
    later = Bill(**{**_fields(new), "revision": 3, "effective_on": date(2026, 4, 1)})  # type: ignore[arg-type]  # one field differs
    draft = bill("CAR", revision=4, status="draft")
    assert in_force([old, new, later, draft], TODAY) == new
    assert in_force([old, new, later, draft], date(2026, 4, 1)) == later
    assert in_force([draft], TODAY) == draft
    assert in_force([], TODAY) is None


def _fields(of: Bill) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__struct_fields__}


def test_two_versions_say_what_was_added_removed_and_changed() -> None:
    left, right = bill("CAR"), bill("CAR", revision=2)
    old = [line(left, 1, "WHEEL", "4"), line(left, 2, "PAINT", "1"), line(left, 3, "BOLT", "8")]
    new = [line(right, 7, "BOLT", "9"), line(right, 8, "WHEEL", "4"), line(right, 9, "RIM", "1")]
    found = [
        (BY_ID[(one.left or one.right or old[0]).material].code, one.left is not None,
         one.right is not None, one.fields)
        for one in compared(old, new)
    ]  # fmt: skip
    assert found == [
        ("WHEEL", True, True, ()),
        ("PAINT", True, False, ()),
        ("BOLT", True, True, ("quantity_per",)),
        ("RIM", False, True, ()),
    ]


def drawer(*written: tuple[Bill, list[BillLine]]) -> Drawer:
    return Drawer([head for head, _ in written], shelf(*written))


def write(state: Drawer, material: str, *lines: WrittenLine, **more: object) -> list[Fact]:
    command = WriteMaterialBill(id=uuid7(), material=material, lines=lines, **more)  # type: ignore[arg-type]  # named by the test
    facts = decide_write(state, command, NOON, ids())
    for fact in facts:
        if isinstance(fact, BillWritten):
            fold_written(state, fact)
    return facts


def written(facts: list[Fact]) -> BillWritten:
    return next(fact for fact in facts if isinstance(fact, BillWritten))


def asks(code: str, per: str, **more: object) -> WrittenLine:
    return WrittenLine(material=code, quantity_per=Decimal(per), **more)  # type: ignore[arg-type]  # named by the test


def test_a_new_bill_is_a_draft_with_the_materials_code_and_lines_in_order() -> None:
    state = drawer()
    fact = written(write(state, "CAR", asks("WHEEL", "4"), asks("PAINT", "0.5")))
    assert (fact.bill.code, fact.bill.status, fact.bill.revision) == ("CAR", "draft", 1)
    assert [(one.line, one.quantity_per) for one in fact.lines] == [
        (1, Decimal(4)), (2, Decimal("0.5")),
    ]  # fmt: skip
    assert len(fact.records) == 3


def test_what_says_the_same_changes_nothing_and_what_differs_changes_the_draft() -> None:
    state = drawer()
    write(state, "CAR", asks("WHEEL", "4"), asks("PAINT", "1"))
    assert write(state, "CAR", asks("WHEEL", "4"), asks("PAINT", "1.000")) == []
    fact = written(write(state, "CAR", asks("WHEEL", "5"), asks("RIM", "1")))
    assert [(one.line, one.archived) for one in fact.lines] == [(1, False), (3, False), (2, True)]
    assert fact.bill.version == 2
    again = written(write(state, "CAR", asks("WHEEL", "5"), asks("PAINT", "2", line=2)))
    back = next(one for one in again.lines if one.line == 2)
    assert (back.archived, back.id) == (False, fact.lines[2].id), "its row is taken again"


def test_a_released_bill_is_left_alone_and_a_difference_begins_a_new_draft() -> None:
    released = bill("CAR")
    state = drawer((released, [line(released, 1, "WHEEL", "4")]))
    assert write(state, "CAR", asks("WHEEL", "4")) == []
    fact = written(write(state, "CAR", asks("WHEEL", "5")))
    assert (fact.bill.revision, fact.bill.status, fact.bill.code) == (2, "draft", "B-CAR")
    assert fact.bill.id != released.id
    other = drawer((released, [line(released, 1, "WHEEL", "4")]))
    same = written(write(other, "CAR", asks("WHEEL", "4"), new_revision=True))
    assert same.bill.revision == 2


def test_a_material_may_not_be_made_of_itself_however_deep() -> None:
    wheel = bill("WHEEL")
    state = drawer((wheel, [line(wheel, 1, "RIM", "1")]))
    write(state, "RIM", asks("BOLT", "4"))
    with pytest.raises(MaterialInItself, match="WHEEL contains BOLT") as refused:
        write(state, "BOLT", asks("PAINT", "1"), asks("WHEEL", "1"))
    assert refused.value.at == "/lines/1/material"
    with pytest.raises(MaterialInItself):
        write(state, "PAINT", asks("PAINT", "1"))


def test_what_a_bill_cannot_say_is_refused_beside_what_can() -> None:
    state = drawer((WHEEL, PLANT.lines[WHEEL.id]))
    with pytest.raises(BillEmpty):
        write(state, "CAR")
    with pytest.raises(NotFound, match="NOWHERE") as missing:
        write(state, "CAR", asks("NOWHERE", "1"))
    assert missing.value.at == "/lines/0/material"
    with pytest.raises(LineTwice, match="Line 3"):
        write(state, "CAR", asks("RIM", "1", line=3), asks("BOLT", "1", line=3))
    with pytest.raises(BillOfOther, match="B-WHEEL is the bill of WHEEL"):
        write(state, "CAR", asks("RIM", "1"), code="B-WHEEL")
    for number in ({"per": "0"}, {"per": "1", "scrap_share": Decimal(1)}):
        with pytest.raises(BadBillLine) as bad:
            write(state, "CAR", asks("BOLT", "1"), asks("RIM", **number))
        assert bad.value.at in ("/lines/1/quantity_per", "/lines/1/scrap_share")
    draft = written(write(state, "CAR", asks("RIM", "1"), code="B-NEW")).bill
    with pytest.raises(BillChanged):
        write(state, "CAR", asks("RIM", "2"), expected_version=draft.version + 1)
    assert write(state, "CAR", asks("RIM", "2"), expected_version=draft.version)


def release(state: Drawer, one: Bill, *, begins: date | None = None) -> list[Fact]:
    command = ReleaseMaterialBill(
        id=uuid7(), material_bill=one.id, expected_version=one.version, effective_on=begins
    )
    return decide_release(state, command, NOON, ids())


def test_releasing_makes_the_revision_before_obsolete_unless_it_begins_later() -> None:
    old, draft = bill("CAR"), bill("CAR", revision=2, status="draft")
    both = ((old, [line(old, 1, "RIM", "1")]), (draft, [line(draft, 1, "RIM", "2")]))
    facts = [one for one in release(drawer(*both), draft) if isinstance(one, BillWritten)]
    assert [(one.bill.revision, one.bill.status) for one in facts] == [
        (1, "obsolete"), (2, "released"),
    ]  # fmt: skip
    later = release(drawer(*both), draft, begins=date(2026, 4, 1))
    assert [one.bill.revision for one in later if isinstance(one, BillWritten)] == [2]
    with pytest.raises(BillNotDraft, match="revision 1 is released"):
        release(drawer(*both), old)
    empty = bill("RIM", status="draft")
    with pytest.raises(BillEmpty):
        release(drawer((empty, [])), empty)


def test_a_draft_put_together_line_by_line_is_not_released_as_a_part_of_itself() -> None:
    car, wheel = bill("CAR"), bill("WHEEL", status="draft")
    circle = ((car, [line(car, 1, "WHEEL", "4")]), (wheel, [line(wheel, 1, "CAR", "1")]))
    with pytest.raises(MaterialInItself, match="CAR contains WHEEL") as refused:
        release(drawer(*circle), wheel)
    assert refused.value.at == "/material_bill"
    assert release(drawer((wheel, [line(wheel, 1, "RIM", "1")])), wheel)


def test_a_retired_bill_is_obsolete_and_retiring_it_again_changes_nothing() -> None:
    state = drawer((CAR, PLANT.lines[CAR.id]))

    def retire(id_: UUID, version: int) -> list[Fact]:
        command = RetireMaterialBill(id=uuid7(), material_bill=id_, expected_version=version)
        return decide_retire(state, command, NOON, ids())

    facts = retire(CAR.id, CAR.version)
    assert written(facts).bill.status == "obsolete"
    fold_written(state, written(facts))
    assert retire(CAR.id, written(facts).bill.version) == []
    with pytest.raises(BillChanged):
        retire(CAR.id, 99)
    with pytest.raises(NotFound):
        retire(uuid7(), 1)
