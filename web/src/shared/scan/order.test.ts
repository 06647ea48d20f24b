import { expect, it } from "vitest";
import { inOrder } from "./order";

it("takes a place before the goods read after it, though the place's answer comes later", async () => {
  const answers = new Map<string, () => void>();
  const taken: string[] = [];
  const hear = inOrder(async (code) => {
    await new Promise<void>((come) => answers.set(code, come));
    taken.push(code);
  });
  hear("A-03");
  hear("L-7");
  await Promise.resolve();
  await Promise.resolve();
  expect([...answers.keys()]).toEqual(["A-03"]);
  answers.get("A-03")?.();
  await expect.poll(() => [...answers.keys()]).toEqual(["A-03", "L-7"]);
  answers.get("L-7")?.();
  await expect.poll(() => taken).toEqual(["A-03", "L-7"]);
});

it("goes on after one that failed", async () => {
  const taken: string[] = [];
  const hear = inOrder(async (code) => {
    if (code === "bad") throw new Error("away");
    taken.push(code);
  });
  hear("bad");
  hear("L-8");
  await expect.poll(() => taken).toEqual(["L-8"]);
});
