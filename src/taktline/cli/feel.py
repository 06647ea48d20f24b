"""`taktline feel`: evaluate one expression, or a file of cases with what is expected of them."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter

from taktline.base.problem import Invalid, Problem
from taktline.base.text import Text
from taktline.cli.call import Calling
from taktline.cli.files import file_text, opened
from taktline.feel import evaluate, json_text, run_cases
from taktline.feel.cases import CaseSummary
from taktline.feel.values import adopt, to_json
from taktline.platform.clock import SystemClock


class NothingToEvaluate(Problem):
    """Neither an expression nor a file of cases was given."""

    title = Text(en="Give an expression or --cases FILE.", zh="请给出表达式,或使用 --cases 文件。")
    status = 400


def feel(
    expression: Annotated[str | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    context: str = "{}",
    cases: Path | None = None,
    now: datetime | None = None,
    zone: str = "UTC",
    call: Calling,
) -> int:
    """Evaluate a FEEL expression and print its value as JSON.

    Args:
        expression: the text · 表达式
        context: JSON object with the names it may use, or @FILE · JSON 上下文,或 @文件
        cases: JSONL file of cases instead · 改为运行用例文件
        now: what now() and today() give; the present without it · now() 的时刻,默认当前
        zone: IANA name of its zone · 时区名称
    """
    given = SystemClock()() if now is None else now
    at = given if given.tzinfo else given.replace(tzinfo=UTC)
    if cases is not None:
        return _cases(cases, now=at, zone=zone)
    if expression is None:
        raise NothingToEvaluate
    result = evaluate("expression", expression, context=_context(context), now=at, zone=zone)
    print(json_text(to_json(result.value)))
    for note in result.diagnostics:
        call.warn(note.message)
    return 0


def _cases(path: Path, *, now: datetime, zone: str) -> int:
    """Print a line a case and the summary; 1 when a case fails."""
    failed = 0
    with opened(path) as lines:
        for outcome in run_cases(lines, now=now, zone=zone):
            print(json_text(outcome))
            if isinstance(outcome, CaseSummary):
                failed = outcome.cases - outcome.passed
    return int(failed > 0)


def _context(text: str) -> dict[str, object]:
    said = file_text(Path(text[1:])) if text.startswith("@") else text
    try:
        found = msgspec.json.Decoder(float_hook=Decimal).decode(said)
    except msgspec.DecodeError as failure:
        raise Invalid(reason=str(failure), at="--context") from None
    if not isinstance(found, dict):
        raise Invalid(reason="a JSON object is needed", at="--context")
    return {str(name): adopt(value) for name, value in found.items()}
