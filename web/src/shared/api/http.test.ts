import { afterEach, describe, expect, it, vi } from "vitest";
import { keepCsrf, onSignedOut, Refused, request, TooSlow, Unreachable } from "./http";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A server that never answers; who leaves is told so, as by a browser. */
const silent = (_: string, { signal }: RequestInit) =>
  new Promise<Response>((_answer, fail) => {
    signal?.addEventListener("abort", () => fail(new DOMException("left", "AbortError")));
  });

describe("a request", () => {
  it("is given up when no answer comes in time, and says how long it waited", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("fetch", silent);
    const asked = request("GET", "/x").catch((failure: unknown) => failure);
    await vi.advanceTimersByTimeAsync(30_000);
    const failure = await asked;
    expect(failure).toBeInstanceOf(TooSlow);
    expect((failure as TooSlow).seconds).toBe(30);
  });

  it("ends at once when nobody waits for it any more", async () => {
    vi.stubGlobal("fetch", silent);
    const left = new AbortController();
    const { signal } = left;
    const asked = request("GET", "/x", undefined, { signal }).catch((one: unknown) => one);
    left.abort();
    expect(await asked).not.toBeInstanceOf(Unreachable);
  });

  it("tells a server that is away from one that says no", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed")));
    await expect(request("GET", "/x")).rejects.toBeInstanceOf(Unreachable);
    const problem = JSON.stringify({ type: "x", code: "may-not-read", title: "No", status: 403 });
    const headers = { "content-type": "application/problem+json" };
    vi.stubGlobal("fetch", async () => new Response(problem, { status: 403, headers }));
    await expect(request("GET", "/x")).rejects.toBeInstanceOf(Refused);
  });

  it("waits while who worked here signs in again, and is sent once more in their name", async () => {
    const problem = JSON.stringify({ type: "x", code: "not-signed-in", title: "No", status: 401 });
    const refused = { status: 401, headers: { "content-type": "application/problem+json" } };
    const tokens: (string | undefined)[] = [];
    vi.stubGlobal("fetch", async (_: string, { headers }: RequestInit) => {
      tokens.push((headers as Record<string, string>)["x-csrf-token"]);
      return tokens.length === 1 ? new Response(problem, refused) : Response.json({ id: "1" });
    });
    keepCsrf("old");
    const end = onSignedOut(async () => {
      keepCsrf("fresh");
      return true;
    });
    expect(await request("POST", "/x", { a: 1 })).toEqual({ id: "1" });
    expect(tokens).toEqual(["old", "fresh"]);
    end();
    tokens.length = 0;
    await expect(request("GET", "/x")).rejects.toBeInstanceOf(Refused);
  });
});
