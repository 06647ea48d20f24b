"""The quality level an app claims, checked: what each level asks of an app's folder."""

from collections.abc import Iterator

from taktline.base.text import Text
from taktline.catalog.app import App, Quality
from taktline.catalog.document import Document, parse
from taktline.catalog.inspector import Finding, Severity
from taktline.catalog.story import stories_of

LEVELS: tuple[Quality, ...] = ("bronze", "silver", "gold", "platinum")
NAMES = {"bronze": "铜级", "silver": "银级", "gold": "金级", "platinum": "白金级"}


def quality_findings(
    documents: tuple[Document, ...], has_readme: bool, refusals: frozenset[str]
) -> list[Finding]:
    """Return what an app's level asks for and the app lacks.

    An app that claims bronze is only told; one that claims more must have what it claims.

    Args:
        documents: the app's, `app.yaml` first; they have passed their own checks.
        has_readme: whether there is a README.md.
        refusals: codes of the refusals that the app's own verbs may raise.
    """
    app = parse(documents[0].text, App, "app.yaml")
    reached = LEVELS[: LEVELS.index(app.quality) + 1]
    severity: Severity = "warning" if app.quality == "bronze" else "error"
    return [
        Finding(
            app=documents[0].app,
            file="app.yaml",
            line=1,
            message=Text(en=f"{level}: {said.en}", zh=f"{NAMES[level]}:{said.zh}"),
            severity=severity,
        )
        for level, said in _lacking(documents, has_readme, refusals)
        if level in reached
    ] + _unproven(documents[0].app, app.quality)


def _lacking(
    documents: tuple[Document, ...], has_readme: bool, refusals: frozenset[str]
) -> Iterator[tuple[Quality, Text]]:
    stories = [story for _, story in stories_of(documents) if story.steps]
    if not has_readme:
        yield "bronze", Text(en="README.md is missing", zh="缺少 README.md")
    if not stories:
        yield "bronze", Text(en="there is no story", zh="缺少故事测试")
    shown = {code for story in stories for code in story.refusals}
    for code in sorted(refusals - shown):
        yield (
            "silver",
            Text(en=f"no story shows the refusal {code}", zh=f"没有故事展示拒绝 {code}"),
        )
    at_work = {name for story in stories for name in story.rules}
    for document in documents:
        name = f"{document.app}/{document.name}"
        if document.kind == "rule" and name not in at_work:
            yield (
                "silver",
                Text(en=f"no story shows the rule {name}", zh=f"没有故事展示规则 {name}"),
            )
    if not any(document.kind == "role" for document in documents):
        yield "silver", Text(en="there is no role", zh="缺少角色")


def _unproven(app: str, quality: Quality) -> list[Finding]:
    """Say that the machine cannot check the highest levels yet, rather than let them pass."""
    if quality not in ("gold", "platinum"):
        return []
    message = Text(
        en=f"{quality}: not checked by machine yet; claim silver",
        zh=f"{NAMES[quality]}:尚不能自动检查,请声明银级",
    )
    return [Finding(app=app, file="app.yaml", line=1, message=message, severity="error")]
