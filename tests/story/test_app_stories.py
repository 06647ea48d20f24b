"""The stories of the product's own apps, each walked through in a tenant of its own."""

import shutil
from pathlib import Path

import msgspec
import pytest

from taktline.api.registry import SYSTEM
from taktline.api.runtime import Runtime
from taktline.catalog.document import Document
from taktline.catalog.folder import app_check, read_app
from taktline.catalog.story import Story, stories_of
from taktline.cli.story_run import told_stories

pytestmark = pytest.mark.anyio

APPS = Path(__file__).resolve().parents[2] / "src" / "taktline" / "apps"
NAMES = ("production", "quality", "inventory", "sales")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "torque"


def walked(app: str) -> list[tuple[str, str]]:
    """Return the stories of an app that have steps."""
    documents: tuple[Document, ...] = read_app(APPS / app)
    stories: list[tuple[Document, Story]] = stories_of(documents)
    return [(app, story.story) for _, story in stories if story.steps]


@pytest.mark.parametrize("app", NAMES)
def test_an_app_of_the_product_passes_its_check_at_level_silver(app: str) -> None:
    findings = app_check(APPS / app, SYSTEM)
    assert [f"{one.place}: {one.message.en}" for one in findings] == []
    assert "quality: silver" in (APPS / app / "app.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("app", "story"), [pair for app in NAMES for pair in walked(app)])
async def test_a_story_is_as_told(runtime: Runtime, app: str, story: str) -> None:
    (told,) = await told_stories(runtime, read_app(APPS / app), only=[story])
    said = "" if told.difference is None else told.difference.say("en")
    assert told.difference is None, f"{told.file}:{told.line}: {said}"


async def test_the_app_of_the_guide_checks_and_its_story_is_as_told(runtime: Runtime) -> None:
    assert app_check(EXAMPLE, SYSTEM) == []
    (told,) = await told_stories(runtime, read_app(EXAMPLE))
    assert told.difference is None, told.difference.say("en")


async def test_a_story_that_differs_names_its_line_in_both_languages(runtime: Runtime) -> None:
    documents = tuple(
        msgspec.structs.replace(
            one, text=one.text.replace("severity: 3, text", "severity: 4, text")
        )
        if one.kind == "story"
        else one
        for one in read_app(EXAMPLE)
    )
    (told,) = await told_stories(runtime, documents)
    assert told.difference is not None
    assert told.difference.say("en") == "severity is 3, not 4"
    assert told.difference.say("zh") == "severity 为 3,应为 4"
    (story,) = [one for one in documents if one.kind == "story"]
    assert told.line is not None
    assert "severity: 4" in story.text.splitlines()[told.line - 1]


def test_an_app_that_claims_silver_must_show_its_rules(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "torque")
    (tmp_path / "torque" / "stories" / "torque.yaml").unlink()
    said = [one.message.en for one in app_check(tmp_path / "torque", SYSTEM)]
    assert "bronze: there is no story" in said
    assert "silver: no story shows the rule torque/torque-in-range" in said
