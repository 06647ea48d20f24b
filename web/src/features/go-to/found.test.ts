import { describe, expect, it } from "vitest";
import {
  type Actions,
  addressOf,
  type Choice,
  choicesOf,
  commanding,
  commandsIn,
  type FoundKind,
  type FoundRecord,
  matching,
  onlyExact,
  ranked,
} from "./found";
import { hereIs } from "./here";

const record = (code: string, more: Partial<FoundRecord> = {}): FoundRecord => ({
  id: `id-${code}`,
  code,
  title: "",
  of: "",
  fit: "begins",
  ...more,
});
const kind = (entity: string, ...records: FoundRecord[]): FoundKind => ({
  entity,
  label: { en: entity, zh: entity },
  records,
  has_more: false,
  by_beginning: false,
});
const titles = (choices: readonly Choice[]) =>
  choices.map((one) => (one.kind === "command" ? one.command.verb : one.title));

describe("what the command menu finds", () => {
  it("leads to a lot of its material, whatever stands in their codes", () => {
    const lot = record("L/1", { of: "轴 A" });
    expect(addressOf("lot", lot)).toBe("/lots/%E8%BD%B4%20A/L%2F1");
    expect(addressOf("work_order", record("W-1"))).toBe("/orders/W-1");
    expect(addressOf("person", record("P-1"))).toBe("/records/person?record=id-P-1");
  });

  it("shows an exact code first, then the kinds people look for first", () => {
    const found = [
      kind("calendar", record("W-10")),
      kind("work_order", record("W-1", { fit: "exact" }), record("W-12")),
      kind("lot", record("XW-1", { fit: "contains" })),
    ];
    const choices = choicesOf(found);
    expect(titles(choices)).toEqual(["W-1", "W-12", "W-10", "XW-1"]);
    expect(onlyExact(choices)).toMatchObject({ address: "/orders/W-1" });
    const twice = choicesOf([...found, kind("lot", record("W-1", { fit: "exact" }))]);
    expect(onlyExact(twice)).toBeNull();
  });

  it("lists pages by name", () => {
    const pages = [
      { kind: "page", title: "Stock", address: "/stock" },
      { kind: "page", title: "Orders", address: "/orders" },
    ] as const;
    expect(matching(pages, "sto")).toHaveLength(1);
    expect(matching(pages, "")).toHaveLength(2);
  });
});

describe("the commands of the command menu", () => {
  const actions: Actions = [
    {
      entity: "work_order",
      label: { en: "Work order", zh: "工单" },
      has_code: true,
      may_create: false,
      may_change: false,
      actions: [{ verb: "release", label: { en: "Release", zh: "下达" } }],
    },
    {
      entity: "stop",
      label: { en: "Stop", zh: "停机" },
      has_code: false,
      may_create: false,
      may_change: false,
      actions: [{ verb: "label", label: { en: "Label", zh: "标注" } }],
    },
  ];

  it("are found by their name and kind in both languages", () => {
    const commands = commandsIn(actions);
    expect(commands.map(({ verb }) => verb)).toEqual(["release"]);
    expect(commandsIn(actions, "stop")).toHaveLength(1);
    expect(commanding(commands, "工单 下达")).toHaveLength(1);
    expect(commanding(commands, "rel order")).toHaveLength(1);
    expect(commanding(commands, "close")).toHaveLength(0);
  });

  it("stand behind exact codes, and before other records where their page is open", () => {
    const [command] = commandsIn(actions);
    if (!command) throw new Error("no command");
    const on = { entity: "work_order", filter: "", title: "W-1" };
    const all: Choice[] = [
      { kind: "command", command, on: null },
      ...choicesOf([kind("lot", record("rel-1"), record("rel", { fit: "exact" }))]),
      { kind: "command", command: { ...command, verb: "here" }, on },
    ];
    expect(titles(ranked(all, "rel"))).toEqual(["rel", "here", "rel-1", "release"]);
  });

  it("know the record whose page is open by its address", () => {
    expect(hereIs("/orders/W%221", "")).toEqual({
      entity: "work_order",
      filter: 'code = "W\\"1"',
      title: 'W"1',
    });
    expect(hereIs("/lots/M/L", "")?.filter).toBe('code = "L" and material.code = "M"');
    expect(hereIs("/records/person", "?record=abc")?.filter).toBe('id = "abc"');
    expect(hereIs("/records/person", "?record=new")).toBeNull();
    expect(hereIs("/orders", "")).toBeNull();
  });
});
