"""`taktline app test`: an app's stories, walked through on a real database of their own."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from taktline.api.runtime import running
from taktline.base.text import Text
from taktline.catalog.folder import read_app
from taktline.cli.call import Call, Calling
from taktline.cli.story_run import Told, told_stories
from taktline.platform.setting import Settings

ALL_TOLD = Text(
    en="{count} stories are as told ({seconds} s).", zh="{count} 个故事全部符合({seconds} 秒)。"
)
SOME_DIFFER = Text(en="{wrong} of {count} stories differ.", zh="{count} 个故事中 {wrong} 个不符。")
NO_STORY = Text(en="There is no story in {place}.", zh="{place} 中没有故事。")


@contextmanager
def scratch(call: Call) -> Iterator[Settings]:
    """Give settings of an installation that is removed afterwards; never of a real one."""
    folder = Path(tempfile.mkdtemp(prefix="taktline-stories-"))
    folder.chmod(0o755)  # The database's own account must be able to enter it.
    try:
        yield msgspec.structs.replace(
            call.settings(), data_dir=folder / "data", database_url=None, anchor_dir=None
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def test(place: Path, *stories: str, call: Calling) -> int:
    """Walk through an app's stories in fresh tenants of a database of their own; 1 if one differs.

    Args:
        place: the app's folder, or a packed app (.zip) · 应用文件夹或 .zip
        stories: names of stories; all of them without · 故事名称,默认全部
    """
    documents = read_app(place)
    with scratch(call) as settings:
        async with running(settings, limited=False, durable=False) as runtime:
            told = await told_stories(runtime, documents, only=stories)
    return report(told, place, call=call)


def report(told: Sequence[Told], place: Path, *, call: Call) -> int:
    """Print how each story went, a difference with its file and line; return the exit code."""
    wrong = 0
    for one in told:
        title = one.title.say(call.language)
        if one.difference is None:
            print(f"ok    {one.story}: {title}")
            continue
        wrong += 1
        print(f"FAIL  {one.story}: {title}")
        print(f"      {place / one.file}:{one.line}: {one.difference.say(call.language)}")
    if not told:
        call.say(NO_STORY, place=str(place))
        return 1
    if wrong:
        call.say(SOME_DIFFER, wrong=wrong, count=len(told))
        return 1
    seconds = f"{sum(one.seconds for one in told):.1f}"
    call.say(ALL_TOLD, count=len(told), seconds=seconds)
    return 0
