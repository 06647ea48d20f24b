import { describe, expect, it } from "vitest";
import { amountOf, type PadKey, press, proposal } from "./typed";

const keyed = (start: string, ...keys: PadKey[]) => keys.reduce(press, proposal(start));

describe("a number made with fingers", () => {
  it("begins anew over what was proposed", () => {
    expect(keyed("10", "7").text).toBe("7");
    expect(keyed("10", "7", "5").text).toBe("75");
  });

  it("has one point, no leading zeros and an end", () => {
    expect(keyed("", "0", "0", "5").text).toBe("5");
    expect(keyed("", ".", "5", ".").text).toBe("0.5");
    expect(keyed("", ..."1234567890123".split("").map((one) => one as PadKey)).text).toBe(
      "123456789",
    );
  });

  it("is sent only when it is above nothing", () => {
    expect(amountOf(proposal("10"))).toBe("10");
    expect(amountOf(keyed("10", "erase"))).toBeNull();
    expect(amountOf(keyed("", "0"))).toBeNull();
    expect(amountOf(keyed("", "2", "."))).toBe("2");
  });
});
