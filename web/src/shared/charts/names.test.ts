import { expect, it } from "vitest";
import { namesBelow } from "./names";

it("lets names stand aslant on a phone and upright where there is room", () => {
  expect(namesBelow(6, 390)).toMatchObject({ interval: 0, rotate: 40 });
  expect(namesBelow(6, 1280)).not.toHaveProperty("rotate");
  expect(namesBelow(20, 1280)).toHaveProperty("rotate");
});
