"""The pages of docs/reference say what the source says."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec

from taktline.base.text import Text
from taktline.platform.registry import EventKind
from tools.reference import attributes, event_section, fields_table
from tools.refusals import refusals
from tools.typenames import typename


class Weighing(msgspec.Struct, frozen=True, kw_only=True):
    """What a scale said.

    Attributes:
        weight_kg: net weight, kg, not below zero; measured
            without the pallet.
    """

    weight_kg: Decimal
    note: str = ""


def test_types_are_told_in_words_a_reader_of_the_api_knows() -> None:
    assert typename(Decimal) == "decimal"
    assert typename(UUID | None) == "id or null"
    assert typename(list[Literal["en", "zh"]]) == "list of `en` or `zh`"
    assert typename(dict[str, int]) == "map to whole number"
    assert typename(Weighing) == "`Weighing`"


def test_a_field_is_told_with_its_unit_over_all_lines_of_its_meaning() -> None:
    meaning = "net weight, kg, not below zero; measured without the pallet."
    assert attributes(Weighing) == {"weight_kg": meaning}
    assert f"| `weight_kg` | decimal | required | {meaning} |" in fields_table(Weighing)
    assert "| `note` | text | empty text |  |" in fields_table(Weighing)


def test_an_event_is_told_with_its_writers_and_payload() -> None:
    weighed = EventKind(
        name="lot.weighed", entity="lot", label=Text(en="Weighed", zh="已称重"), payload=Weighing
    )
    section = event_section(weighed, ["`kernel.weigh_lot`"])
    assert "Weighed · 已称重 · about `lot` · version 1" in section
    assert "Written by `kernel.weigh_lot`." in section
    assert "`weight_kg`" in section


def test_a_refusal_inherits_what_it_does_not_state_itself() -> None:
    by_code = {refusal.code: refusal for refusal in refusals()}
    assert by_code["not-found"].status == 404
    assert by_code["not-found"].chinese == "没有{kind} {code}。"
    assert "problem" not in by_code
    assert "confirmable" not in by_code
