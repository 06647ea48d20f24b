import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Refused, TooSlow, Unreachable } from "../api/http";
import { Owed, readAgainAfter } from "./owed";

/** A client with questions whose answers come when the test says. */
function asking(...names: readonly string[]) {
  const queries = new QueryClient();
  const asked: Record<string, ((answer: string) => void)[]> = {};
  const shown = names.map((name) => {
    const answers: ((answer: string) => void)[] = [];
    asked[name] = answers;
    const queryFn = () => new Promise<string>((answer) => answers.push(answer));
    const observer = new QueryObserver(queries, { queryKey: ["query", name], queryFn });
    observer.subscribe(() => undefined);
    return observer;
  });
  return { queries, asked, shown, owed: new Owed(queries) };
}

const settled = () => new Promise((go) => setTimeout(go));

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("what a hint made stale", () => {
  it("is read anew though another question is never answered", async () => {
    const { asked, owed, shown } = asking("job", "hangs");
    asked.job?.[0]?.("running");
    await settled();
    owed.note();
    expect(owed.ask()).toBe(true);
    await settled();
    asked.job?.[1]?.("held");
    await settled();
    expect(shown[0]?.getCurrentResult().data).toBe("held");
    expect(asked.hangs).toHaveLength(1);
  });

  it("is asked once more where the hint came while it was on its way", async () => {
    const { asked, owed, shown } = asking("job");
    owed.note();
    expect(owed.ask()).toBe(true);
    asked.job?.[0]?.("running");
    await settled();
    expect(owed.ask()).toBe(false);
    await settled();
    asked.job?.[1]?.("held");
    await settled();
    expect(shown[0]?.getCurrentResult().data).toBe("held");
  });

  it("is forgotten where nobody looks at it any more", async () => {
    const { owed, shown } = asking("job");
    owed.note();
    shown[0]?.destroy();
    expect(owed.ask()).toBe(false);
  });
});

describe("a question without an answer", () => {
  it("is asked again by itself; one that was refused is not", () => {
    const refusal = { type: "x", code: "may-not-read", title: "No", status: 403 };
    expect(readAgainAfter({ state: { error: new TooSlow(30_000) } })).toBe(10_000);
    expect(readAgainAfter({ state: { error: new Unreachable() } })).toBe(10_000);
    expect(readAgainAfter({ state: { error: new Refused(refusal) } })).toBe(false);
    expect(readAgainAfter({ state: { error: null } })).toBe(false);
  });
});
