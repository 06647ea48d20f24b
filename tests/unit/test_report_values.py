"""Values of the process in a report: asked for, judged by their limits, kept so."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec
import pytest

from taktline.kernel.orders.content import OperationParameter
from taktline.kernel.orders.facts import AlertRaised, JobReported
from taktline.kernel.orders.parameters import (
    ParameterBeyond,
    ParameterMissing,
    WrongParameter,
    are_badly_said,
)
from taktline.kernel.orders.report import decide_report
from taktline.platform.command import Scalar
from tests.unit import walkthrough as w
from tests.unit.orders_floor import Floor
from tests.unit.test_orders_reports import op, released, report

OVEN = OperationParameter(
    code="oven", name="炉温", name_en="Oven", unit="°C", lower=Decimal(180), upper=Decimal(200)
)
GAS = OperationParameter(code="gas", kind="choice", choices=("N2", "Ar"), required=False)
CLEAN = OperationParameter(code="clean", name="Clean", kind="yes_no", beyond="refuse")


@pytest.fixture
def floor() -> Floor:
    """Give an operation that asks for three values."""
    made = Floor(*w.materials())
    released(made, op(10, parameters=(OVEN, GAS, CLEAN)), op(20), ordered="20")
    return made


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one report: the values that are kept, and who was called."""

    values: dict[str, object]
    calls: Sequence[tuple[str, str]]


def said(
    floor: Floor, values: dict[str, Scalar], *, confirm: tuple[str, ...] = (),
    source: str = "terminal",
) -> Told:  # fmt: skip
    """Decide a report of one good piece with some values."""
    told = report(floor, "WO-10", good=Decimal(1), lot="P", parameters=values, source=source,
                  confirm=confirm)  # fmt: skip
    facts = floor.decide(decide_report, told)
    [kept] = [one.response.parameters for one in facts
              if isinstance(one, JobReported) and one.response.kind == "report"]  # fmt: skip
    calls = [(one.kind, one.text) for one in facts if isinstance(one, AlertRaised)]
    return Told(values=kept, calls=calls)


def test_a_value_is_kept_with_the_limits_it_was_judged_by(floor: Floor) -> None:
    told = said(floor, {"oven": "185.50", "clean": True, "speed": 80})
    assert told.calls == []
    assert told.values == {
        "oven": {"name": "炉温", "name_en": "Oven", "value": "185.5", "unit": "°C",
                 "lower": "180", "upper": "200", "judged": "within"},
        "clean": {"name": "Clean", "value": True, "judged": "within"},
        "speed": 80,
    }  # fmt: skip


def test_a_value_beyond_its_limits_is_kept_and_calls_for_quality(floor: Floor) -> None:
    told = said(floor, {"oven": 200.5, "clean": True})
    assert told.calls == [("quality", "炉温 200.5 °C")]
    assert told.values["oven"] == {
        "name": "炉温", "name_en": "Oven", "value": "200.5", "unit": "°C", "lower": "180",
        "upper": "200", "judged": "beyond",
    }  # fmt: skip


def test_where_a_lead_has_to_stand_by_a_value_it_is_refused_until_then(floor: Floor) -> None:
    with pytest.raises(ParameterBeyond) as refused:
        said(floor, {"oven": "190", "clean": False})
    assert refused.value.at == "/parameters/clean"
    stood = said(floor, {"oven": "190", "clean": False}, confirm=("parameter-beyond",))
    assert stood.calls == [("quality", "Clean \N{BALLOT X}")]


def test_a_station_says_what_is_asked_and_a_program_may_leave_it_out(floor: Floor) -> None:
    with pytest.raises(ParameterMissing, match="WO-10 asks for Oven") as refused:
        said(floor, {"clean": True})
    assert "要求填写炉温" in refused.value.say("zh")
    assert said(floor, {}, source="api").values == {}


@pytest.mark.parametrize(
    ("code", "value"), [("oven", "hot"), ("oven", True), ("gas", "CO2"), ("clean", "yes")]
)
def test_a_value_of_another_kind_is_refused(floor: Floor, code: str, value: Scalar) -> None:
    right: dict[str, Scalar] = {"oven": "190", "gas": "N2", "clean": True}
    said(floor, right)
    with pytest.raises(WrongParameter) as refused:
        said(floor, {**right, code: value})
    assert refused.value.at == f"/parameters/{code}"


@pytest.mark.parametrize(
    "wrong",
    [
        (OVEN, OVEN),
        (OperationParameter(code=" "),),
        (OperationParameter(code="a", lower=Decimal(2), upper=Decimal(1)),),
        (OperationParameter(code="a", kind="choice", choices=("one",)),),
        (OperationParameter(code="a", kind="text", unit="°C"),),
    ],
)
def test_what_could_not_be_asked_is_no_parameter(wrong: tuple[OperationParameter, ...]) -> None:
    assert not are_badly_said((OVEN, GAS, CLEAN))
    assert are_badly_said(wrong)
