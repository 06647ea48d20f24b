"""A refusal calls a kind of record as people call it, in their language."""

import pytest

from taktline.api.refusal import details
from taktline.base.problem import NotFound
from taktline.base.text import Language


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        ("work_order", "en", "There is no work order X-9."),
        ("work_order", "zh", "没有工单 X-9。"),
        ("material", "zh", "没有物料 X-9。"),
        ("of_no_document", "en", "There is no of_no_document X-9."),
    ],
)
def test_what_is_not_there_is_named_in_the_readers_words(
    kind: str, language: Language, said: str
) -> None:
    told = details(NotFound(kind=kind, code="X-9"), language)
    assert told.title == said
    assert told.args == {"kind": kind, "code": "X-9"}
