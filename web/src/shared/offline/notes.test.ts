import { expect, it, vi } from "vitest";
import { keepNote } from "./notes";

/** A device with room for so many letters. */
function device(room: number): Storage {
  const kept: Record<string, string> = {};
  const hidden = { enumerable: false };
  return Object.defineProperties(kept as unknown as Storage, {
    setItem: {
      ...hidden,
      value: (name: string, text: string) => {
        const others = Object.entries(kept).filter(([key]) => key !== name);
        if (others.reduce((sum, [, one]) => sum + one.length, text.length) > room) {
          throw new Error("full");
        }
        kept[name] = text;
      },
    },
    getItem: { ...hidden, value: (name: string) => kept[name] ?? null },
    removeItem: { ...hidden, value: (name: string) => delete kept[name] },
  });
}

it("makes room by what can be read anew, and goes on where there is none", () => {
  const storage = device(10);
  vi.stubGlobal("localStorage", storage);
  keepNote("taktline.kept.steps.J-1", "123456");
  keepNote("taktline.floor.me", "abcd");
  keepNote("taktline.kept.queue.L1", "12345");
  expect({ ...storage }).toEqual({
    "taktline.floor.me": "abcd",
    "taktline.kept.queue.L1": "12345",
  });
  keepNote("taktline.kept.queue.L1", "much too long");
  expect(storage["taktline.floor.me"]).toBe("abcd");
});
