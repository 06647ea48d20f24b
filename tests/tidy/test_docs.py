"""What a reader is pointed to exists, and what is told to people is told in both languages."""

import re

from tests.tidy.tree import ROOT, files, listed, texts

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BOTH_LANGUAGES = ("README.md", "docs/start/", "docs/concepts/", "docs/guides/")
FENCE = re.compile(r"```.*?```", re.DOTALL)


def test_every_link_leads_somewhere() -> None:
    dead = [
        f"{name}: {target}"
        for name, text in texts()
        if name.endswith(".md")
        for target in LINK.findall(FENCE.sub("", text))
        if not target.startswith(("http://", "https://", "mailto:")) and not leads(name, target)
    ]
    assert not dead, listed(dead)


def test_every_page_for_users_exists_in_english_and_chinese() -> None:
    pages = {
        path.relative_to(ROOT).as_posix()
        for path in files()
        if path.suffix == ".md" and path.relative_to(ROOT).as_posix().startswith(BOTH_LANGUAGES)
    }
    english = {page for page in pages if not page.endswith(".zh-CN.md")}
    lonely = [page for page in english if page.replace(".md", ".zh-CN.md") not in chinese_pages()]
    assert english
    assert not lonely, listed(lonely)


def test_every_decision_stands_in_the_list() -> None:
    index = (ROOT / "docs" / "decisions" / "index.md").read_text(encoding="utf-8")
    records = [path.name for path in files() if path.parent == ROOT / "docs" / "decisions"]
    missing = [name for name in records if name != "index.md" and f"({name})" not in index]
    assert not missing, listed(missing)


def test_pictures_say_in_words_what_they_show() -> None:
    mute = [name for name, text in texts() if name.endswith(".svg") and "<title>" not in text]
    assert not mute, listed(mute)


def leads(name: str, target: str) -> bool:
    """Whether a link from one page finds its file, and its heading where it names one."""
    path, _, anchor = target.partition("#")
    page = (ROOT / name).parent / path if path else ROOT / name
    if not page.exists():
        return False
    return not anchor or anchor in anchors(page.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as they are usually made."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in HEADING.findall(text)
    }


def chinese_pages() -> set[str]:
    """Every page written in Chinese."""
    return {name for name, _ in texts() if name.endswith(".zh-CN.md")}
