import { afterEach, describe, expect, it, vi } from "vitest";
import { follow, Lines, reopenAfter } from "./stream";

describe("a refused stream", () => {
  it("is tried again, each time later, at most half a minute later", () => {
    expect([0, 1, 2, 3].map(reopenAfter)).toEqual([1000, 2000, 4000, 8000]);
    expect(reopenAfter(50)).toBe(30_000);
  });
});

describe("a stream's lines", () => {
  it("give an event when it is whole, however it was cut", () => {
    const lines = new Lines();
    const said = 'id: 7\r\nevent: hint\r\ndata: {"a":1}\r\n\r\n: quiet\r\nid: 9\r\n\r\n';
    const told = [...said].flatMap((one) => lines.take(one));
    expect(told).toEqual([{ event: "hint", data: '{"a":1}' }]);
    expect(lines.last).toBe("9");
  });

  it("join the data of one event, and forget its name for the next", () => {
    const lines = new Lines("3");
    expect(lines.take("event: a\ndata: 1\ndata: 2\n\ndata: 3\n\n")).toEqual([
      { event: "a", data: "1\n2" },
      { event: "message", data: "3" },
    ]);
    expect(lines.last).toBe("3");
  });
});

describe("a follower", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  const bodyOf = (text: string) => new Response(text, { status: 200 });

  it("goes on where it stopped, and says that it was away", async () => {
    vi.useFakeTimers();
    const asked: (string | null)[] = [];
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get("last-event-id"));
      return asked.length < 3 ? bodyOf(`id: ${asked.length}\ndata: x\n\n`) : bodyOf("");
    });
    const up: boolean[] = [];
    const told: string[] = [];
    const stop = follow({
      address: "/live",
      headers: () => ({}),
      onTold: ({ data }) => told.push(data),
      onUp: (again) => up.push(again),
      onDown: () => undefined,
      onEnded: () => undefined,
    });
    await vi.advanceTimersByTimeAsync(2_100);
    stop();
    expect(asked.slice(0, 3)).toEqual([null, "1", "2"]);
    expect(up.slice(0, 2)).toEqual([false, true]);
    expect(told).toEqual(["x", "x"]);
  });

  it("ends where nobody is signed in any more", async () => {
    const fetched = vi.fn(async () => new Response("", { status: 401 }));
    vi.stubGlobal("fetch", fetched);
    await new Promise<void>((ended) => {
      follow({
        address: "/live",
        headers: () => ({ authorization: "Bearer k" }),
        onTold: () => undefined,
        onUp: () => undefined,
        onDown: () => undefined,
        onEnded: ended,
      });
    });
    expect(fetched).toHaveBeenCalledOnce();
  });
});
