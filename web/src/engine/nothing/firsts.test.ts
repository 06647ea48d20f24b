import { expect, it } from "vitest";
import { firstsFor } from "./firsts";

it("sends somebody only to what they may do, in the order that was named", () => {
  const may = (permission: string) => permission === "material:receive";
  expect(firstsFor(["orders", "receive", "start"], may)).toEqual([
    { name: "receive", to: "/stock/do/receive" },
    { name: "start", to: "/" },
  ]);
});
