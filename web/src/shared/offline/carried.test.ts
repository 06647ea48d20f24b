import { expect, it } from "vitest";
import { photosIn, withIds } from "./carried";

const ONE = "photo:01900000-0000-7000-8000-000000000001";
const TWO = "photo:01900000-0000-7000-8000-000000000002";
const FIELDS = {
  job_order: "photo: of nothing",
  defects: [{ quantity: "1", photo: ONE }, { quantity: "2" }],
  photos: [TWO, "019f"],
  reason: null,
};

it("finds the photos of this device anywhere in a command", () => {
  expect(photosIn(FIELDS)).toEqual([ONE, TWO]);
});

it("puts the server's ids in their place, and leaves out what is lost", () => {
  expect(
    withIds(
      FIELDS,
      new Map([
        [ONE, null],
        [TWO, "019e"],
      ]),
    ),
  ).toEqual({
    job_order: "photo: of nothing",
    defects: [{ quantity: "1" }, { quantity: "2" }],
    photos: ["019e", "019f"],
    reason: null,
  });
});
