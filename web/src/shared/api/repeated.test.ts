import { afterEach, describe, expect, it, vi } from "vitest";
import { onRepeated, request } from "./http";
import { bookOnceMore } from "./once-more";
import type { Repetition } from "./repeated";

const PATH = "/api/v1/commands/lot.create";
const AT = "2026-03-05T02:42:00Z";

/** A server that books what it does not know; its answers can be lost on the way. */
function server() {
  const booked = new Set<string>();
  const line = { isCut: false };
  const answer = ({ id }: { id: string }) => {
    const repeated = booked.has(id);
    booked.add(id);
    return { id, recorded_at: AT, ...(repeated ? { repeated } : {}) };
  };
  vi.stubGlobal("fetch", async (_path: string, { body }: RequestInit) => {
    const said = JSON.parse(String(body));
    const told = said.commands
      ? { answers: said.commands.map((one: { id: string }) => ({ answer: answer(one) })) }
      : answer(said);
    if (line.isCut) throw new TypeError("cut");
    return new Response(JSON.stringify(told), { headers: { "content-type": "application/json" } });
  });
  return { booked, line };
}

function heard(): Repetition[] {
  const found: Repetition[] = [];
  onRepeated((one) => found.push(one));
  return found;
}

const lost = (path: string, body: unknown) => request("POST", path, body).catch(() => null);

afterEach(() => vi.unstubAllGlobals());

describe("a command that had been booked before", () => {
  it("is told with when, and is booked once more under an id of its own", async () => {
    const { booked, line } = server();
    const found = heard();
    line.isCut = true;
    await lost(PATH, { id: "a", code: "A" });
    line.isCut = false;
    await request("POST", PATH, { id: "b", code: "A" });
    expect([...booked]).toEqual(["a"]);
    expect(found).toEqual([
      { path: PATH, body: { id: "b", code: "A" }, bookedAt: AT, count: 1, of: 1 },
    ]);
    await bookOnceMore(found[0] as Repetition);
    expect([...booked]).toEqual(["a", "b"]);
    expect(found).toHaveLength(1);
  });

  it("is not told where the page itself asked again for the same", async () => {
    const { booked, line } = server();
    const found = heard();
    line.isCut = true;
    await lost(PATH, { id: "c", code: "C" });
    line.isCut = false;
    await request("POST", PATH, { id: "c", code: "C" });
    expect([[...booked], found]).toEqual([["c"], []]);
  });

  it("is not told where the first one never arrived", async () => {
    const found = heard();
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("away")));
    await lost(PATH, { id: "d", code: "D" });
    const { booked } = server();
    await request("POST", PATH, { id: "e", code: "D" });
    expect([[...booked], found]).toEqual([["d"], []]);
  });

  it("may be some of many: only those are booked once more", async () => {
    const { booked, line } = server();
    const found = heard();
    const both = (one: string, two: string) => ({
      commands: [
        { id: one, command: "lot.create", code: "F" },
        { id: two, command: "lot.create", code: "G" },
      ],
    });
    line.isCut = true;
    await lost("/api/v1/commands", both("f", "g"));
    booked.delete("f");
    line.isCut = false;
    await request("POST", "/api/v1/commands", both("h", "i"));
    const [repetition] = found;
    expect(repetition).toMatchObject({ count: 1, of: 2, body: { commands: [{ id: "i" }] } });
    await bookOnceMore(repetition as Repetition);
    expect([...booked]).toEqual(["g", "f", "i"]);
  });
});
