"""The stories of the product's own apps, each walked through in a tenant of its own."""

from pathlib import Path

import pytest

from taktline.api.registry import SYSTEM
from taktline.api.runtime import Runtime
from taktline.catalog.document import Document
from taktline.catalog.folder import app_check, read_app
from taktline.catalog.story import Story, stories_of
from taktline.cli.story_run import told_stories

pytestmark = pytest.mark.anyio

APPS = Path(__file__).resolve().parents[2] / "src" / "taktline" / "apps"
NAMES = ("production", "quality", "inventory")


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
