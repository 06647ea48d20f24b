"""Values of the process in a report: asked by the operation, judged by its limits, kept so."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from taktline.base.problem import Confirmable, Problem
from taktline.base.quantity import NotADecimal, bounded, plain
from taktline.base.text import Text
from taktline.kernel.orders.call import alert_event, alert_of
from taktline.kernel.orders.content import OperationParameter
from taktline.kernel.orders.rows import Job
from taktline.kernel.orders.said import BY_WORKER, ReportOperation
from taktline.kernel.orders.snapshot import JobSnapshot
from taktline.platform.command import Fact, Ids, Scalar
from taktline.platform.confirm import refuse_unless_confirmed

TEXT_LONGEST = 200
"""Letters of one value: more is a story, which belongs to the report's reason."""
ALERT_SEVERITY = 3
"""A process out of its limits goes on making bad pieces until somebody comes."""


class ParameterMissing(Problem):
    """A value of the process was not said that the operation asks for."""

    title = Text(
        en="{job_order} asks for {name}: say it in the report.",
        zh="{job_order} 要求填写{name},请在报工中填写。",
    )
    status = 400


class WrongParameter(Problem):
    """A value is not what the operation asks for."""

    title = Text(en="{name} cannot be {value}: {wanted}.", zh="{name} 不能为 {value}:{wanted}。")
    status = 400


class ParameterBeyond(Confirmable):
    """A value of the process lies outside its limits, where only a lead goes on."""

    title = Text(
        en="{name} is {value} {unit}; right is {limits}. Set it right, or let a lead confirm it.",
        zh="{name} 为 {value} {unit},允许范围 {limits}。请调整,或由班组长确认。",
    )


REFUSALS = (ParameterMissing, WrongParameter, ParameterBeyond)


def are_badly_said(asked: Sequence[OperationParameter]) -> bool:
    """Return whether parameters of an operation could not be asked as they are written."""
    codes = [one.code.strip() for one in asked]
    return len(set(codes)) < len(codes) or "" in codes or any(_is_bad(one) for one in asked)


def _is_bad(one: OperationParameter) -> bool:
    has_limits = one.lower is not None or one.upper is not None
    if one.kind != "number" and (has_limits or one.unit):
        return True
    if one.lower is not None and one.upper is not None and bounded(one.lower) > bounded(one.upper):
        return True
    return (len(set(one.choices)) < 2) if one.kind == "choice" else bool(one.choices)


def values_said(job: Job, report: ReportOperation, *, pieces: Decimal) -> dict[str, object]:
    """Return what a report says of the process, each value that was asked for with its judgment.

    What nobody asked for is kept as it came. A value that was asked for is kept with the name,
    unit and limits that held when it was said, so that a later change judges nothing anew.

    Args:
        pieces: worked on in this report; without any, nothing has to be said.

    Raises:
        ParameterMissing: a station reports pieces and leaves out what is required.
        WrongParameter: no number, no word of the choice, no yes or no.
        ParameterBeyond: outside the limits, where that is to be confirmed.
    """
    said: dict[str, object] = dict(report.parameters)
    is_here = job.snapshot is None or not job.snapshot.operation.is_outside
    must = pieces > 0 and report.source in BY_WORKER and is_here
    for one in asked_of(job.snapshot):
        value = report.parameters.get(one.code)
        if value is None or value == "":
            said.pop(one.code, None)
            if one.required and must:
                raise ParameterMissing(
                    job_order=job.code, name=_called(one), at=f"/parameters/{one.code}"
                )
            continue
        said[one.code] = _judged(one, value, report=report)
    return said


def asked_of(snapshot: JobSnapshot | None) -> tuple[OperationParameter, ...]:
    """Return what a job order asks of the process."""
    return () if snapshot is None else snapshot.operation.parameters


def called_by(job: Job, values: dict[str, object], *, ids: Ids) -> list[Fact]:
    """Return the call for the quality people about the values outside their limits, if any are."""
    wrong = [
        f"{value['name']} {_shown(value['value'])} {value.get('unit', '')}".strip()
        for value in values.values()
        if isinstance(value, dict) and value.get("judged") == "beyond"
    ]
    if not wrong:
        return []
    alert = alert_of(job, kind="quality", severity=ALERT_SEVERITY, text=", ".join(wrong), ids=ids)
    return [alert, alert_event("raised", alert)]


def _shown(value: object) -> object:
    return "\N{BALLOT X}" if value is False else value


def _judged(
    one: OperationParameter, value: Scalar, *, report: ReportOperation
) -> dict[str, object]:
    """Return a value with what it was judged by."""
    read = _read(one, value)
    is_right = _is_right(one, read)
    kept: dict[str, object] = {
        "name": _name(one),
        "value": plain(read) if isinstance(read, Decimal) else read,
        "judged": "within" if is_right else "beyond",
    }
    if one.name_en:
        kept["name_en"] = one.name_en
    if one.unit:
        kept["unit"] = one.unit
    kept |= {
        field: plain(limit)
        for field, limit in (("lower", one.lower), ("upper", one.upper))
        if limit is not None
    }
    if not is_right and one.beyond == "refuse":
        refuse_unless_confirmed(
            report,
            ParameterBeyond(
                name=_called(one), value=kept["value"], unit=one.unit, limits=limits_of(one),
                at=f"/parameters/{one.code}",
            ),
        )  # fmt: skip
    return kept


def _name(one: OperationParameter) -> str:
    return one.name or one.code


def _called(one: OperationParameter) -> Text:
    return Text(en=one.name_en or _name(one), zh=_name(one))


def _read(one: OperationParameter, value: Scalar) -> Decimal | str | bool:
    if one.kind == "yes_no" and isinstance(value, bool):
        return value
    if one.kind == "number" and not isinstance(value, bool):
        return _number(one, value)
    if one.kind == "choice" and value in one.choices:
        return str(value)
    if one.kind == "text" and len(str(value)) <= TEXT_LONGEST:
        return str(value)
    raise _bad(one, value)


def _number(one: OperationParameter, value: Scalar) -> Decimal:
    try:
        return bounded(Decimal(str(value).strip()))
    except (InvalidOperation, NotADecimal):
        raise _bad(one, value) from None


def _bad(one: OperationParameter, value: Scalar) -> WrongParameter:
    wanted = {
        "number": "123.45",
        "text": f"<= {TEXT_LONGEST}",
        "choice": " / ".join(one.choices),
        "yes_no": "true / false",
    }
    return WrongParameter(
        name=_called(one), value=str(value)[:TEXT_LONGEST], wanted=wanted[one.kind],
        at=f"/parameters/{one.code}",
    )  # fmt: skip


def _is_right(one: OperationParameter, value: Decimal | str | bool) -> bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, Decimal):
        return True
    lower = value if one.lower is None else one.lower
    upper = value if one.upper is None else one.upper
    return lower <= value <= upper


def limits_of(one: OperationParameter) -> str:
    """Return what is right as people read it: `180 ... 200`, `>= 180`, `<= 200`, a tick for Yes."""
    if one.kind == "yes_no":
        return "\N{CHECK MARK}"
    if one.lower is not None and one.upper is not None:
        return f"{plain(one.lower)} ... {plain(one.upper)}"
    if one.lower is not None:
        return f">= {plain(one.lower)}"
    return f"<= {plain(one.upper)}" if one.upper is not None else ""
