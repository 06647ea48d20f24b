"""What axe-core says of a page: the serious and critical faults, one line each."""

from functools import cache

import pytest
from playwright.async_api import Page

from tests.tidy.tree import ROOT

AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WORST = ("serious", "critical")
RUN = """
async ({ worst, only, known }) => {
  const rules = only ? { runOnly: { type: "rule", values: [only] } } : {};
  const place = known ? { exclude: [known] } : document;
  const found = await window.axe.run(place, { resultTypes: ["violations"], ...rules });
  return found.violations
    .filter((one) => worst.includes(one.impact))
    .flatMap((one) => one.nodes.map((node) => {
      const seen = node.any.map((check) => check.message).join(" ").slice(0, 160);
      return `${one.id}: ${node.html.slice(0, 160)} ${seen}`;
    }));
}
"""


@cache
def program() -> str:
    """Return axe-core as the client's packages bring it; skipped where they are not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make web")
    return AXE.read_text(encoding="utf-8")


async def faults(page: Page, *, only: str | None = None, known: str | None = None) -> list[str]:
    """Return what axe finds serious or critical on a page as it stands.

    The program is handed in through the debugger, as the pages' own policy lets no script in.

    Args:
        page: as a browser shows it.
        only: the one rule to judge by; all of them without it.
        known: what was judged before, as a selector; it is left out.
    """
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(program())
    found = await page.evaluate(RUN, {"worst": list(WORST), "only": only, "known": known})
    return [str(one) for one in found]
