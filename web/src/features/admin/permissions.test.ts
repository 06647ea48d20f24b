import { describe, expect, it } from "vitest";
import { byEntity, limited, ruleOf, said, wordOf } from "./permissions";

const scoped = { needs: "lot:read", scope: "lot.site = user.site", fields: [] };

describe("permissions", () => {
  it("are read by kind of record", () => {
    const held = [{ needs: "lot:read" }, { needs: "lot:hold" }, { needs: "*" }];
    expect(byEntity(held)).toEqual([
      ["*", ["*"]],
      ["lot", ["hold", "read"]],
    ]);
  });

  it("tell which of them do not reach everything", () => {
    expect(limited([scoped, { needs: "lot:hold" }], "lot")).toEqual([scoped]);
  });

  it("go to the server without empty lines and empty limits", () => {
    expect(said([{ needs: " lot:hold ", scope: null, fields: [] }, { needs: "" }, scoped])).toEqual(
      [{ needs: "lot:hold" }, { needs: "lot:read", scope: scoped.scope }],
    );
  });

  it("name a field's rule by one word and back", () => {
    const rule = { field: "price", level: "masked" } as const;
    expect(ruleOf(wordOf(rule))).toEqual(rule);
  });
});
