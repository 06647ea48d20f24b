import { describe, expect, it } from "vitest";
import { byEntity, without } from "./permissions";

const scoped = { needs: "lot:read", scope: "lot.site = user.site", fields: [] };

describe("permissions", () => {
  it("are read by kind of record", () => {
    const held = [{ needs: "lot:read" }, { needs: "lot:hold" }, { needs: "*" }];
    expect(byEntity(held)).toEqual([
      ["*", ["*"]],
      ["lot", ["hold", "read"]],
    ]);
  });

  it("keep scope and field rules when others are added or taken away", () => {
    const chosen = without([scoped, { needs: "lot:hold" }], ["lot:read", "lot:release"]);
    expect(chosen).toEqual([scoped, { needs: "lot:release" }]);
  });
});
