import { afterEach, expect, test, vi } from "vitest";
import { keepPictures } from "./pictures";

afterEach(() => vi.unstubAllGlobals());

/** A shelf as the browser has it, on which putting takes its time. */
function shelfOf(kept: Map<string, Response>) {
  return {
    match: async (path: string) => kept.get(path),
    put: async (path: string, answer: Response) => {
      await new Promise((done) => setTimeout(done, 1));
      kept.set(path, answer);
    },
    keys: async () => [...kept.keys()],
    delete: async (path: string) => kept.delete(path),
  };
}

test("a picture that two jobs want at once is loaded once", async () => {
  const kept = new Map<string, Response>();
  const asked = vi.fn(async () => new Response("x", { headers: { "content-length": "1" } }));
  vi.stubGlobal("caches", { open: async () => shelfOf(kept) });
  vi.stubGlobal("fetch", asked);
  await Promise.all([keepPictures(["a"]), keepPictures(["a", "b"]), keepPictures(["b"])]);
  expect([...kept.keys()]).toEqual(["/api/v1/files/a", "/api/v1/files/b"]);
  expect(asked).toHaveBeenCalledTimes(2);
});

test("a picture that did not come is asked for again the next time", async () => {
  const kept = new Map<string, Response>();
  const asked = vi.fn(async (): Promise<Response> => Promise.reject(new TypeError("offline")));
  vi.stubGlobal("caches", { open: async () => shelfOf(kept) });
  vi.stubGlobal("fetch", asked);
  await keepPictures(["a"]);
  await keepPictures(["a"]);
  expect(kept.size).toBe(0);
  expect(asked).toHaveBeenCalledTimes(2);
});
