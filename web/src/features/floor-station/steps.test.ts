import { expect, it, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { latest, noteRead, unread, useSteps } = await import("./steps");

const JOB = { code: "J-1", operation: "Press", material: "SCREW" };

it("asks to read instructions anew only where they were changed since", () => {
  expect(unread(useSteps.getState(), "li", JOB)).toBe("no");
  useSteps.setState({ changed: { "J-1": "2026-01-05T08:00:00Z" } });
  expect(unread(useSteps.getState(), "li", JOB)).toBe("never");
  noteRead("li", JOB);
  expect(unread(useSteps.getState(), "li", JOB)).toBe("no");
  expect(unread(useSteps.getState(), "wang", JOB)).toBe("never");
  useSteps.setState({ changed: { "J-1": "2026-01-06T08:00:00Z" } });
  expect(unread(useSteps.getState(), "li", JOB)).toBe("changed");
});

it("takes the latest change of all steps", () => {
  const at = (changed_at: string) => ({ changed_at });
  expect(latest([])).toBeNull();
  expect(latest([at("2026-01-05"), at("2026-02-01"), at("2026-01-09")])).toBe("2026-02-01");
});
