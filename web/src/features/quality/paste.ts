/** A table copied from a sheet becomes the characteristics of an inspection plan. */

export interface Planned {
  readonly code: string;
  readonly name: string;
  readonly kind: "variable" | "attribute";
  readonly unit: string;
  readonly target?: string;
  readonly lsl?: string;
  readonly usl?: string;
  readonly severity: "critical" | "major" | "minor";
}

export interface Pasted {
  readonly characteristics: readonly Planned[];
  /** Lines that say nothing that can be checked, by number from 1. */
  readonly unread: readonly number[];
}

type Column =
  | "code"
  | "name"
  | "kind"
  | "unit"
  | "target"
  | "lsl"
  | "usl"
  | "severity"
  | "tolerance";

/** Headings as people write them, in both languages. */
const HEADINGS: Readonly<Record<Column, readonly string[]>> = {
  code: ["code", "no", "no.", "balloon", "item", "编码", "序号", "编号", "项目号", "气泡号"],
  name: ["name", "characteristic", "description", "名称", "检验项目", "特性", "项目"],
  kind: ["kind", "type", "类型"],
  unit: ["unit", "单位"],
  target: ["target", "nominal", "目标值", "标准值", "基本尺寸", "公称值"],
  lsl: ["lsl", "lower limit", "lower", "min", "下限", "最小值"],
  usl: ["usl", "upper limit", "upper", "max", "上限", "最大值"],
  severity: ["class", "severity", "类别", "等级", "重要度"],
  tolerance: ["tolerance", "tol", "+/-", "±", "公差"],
};
const SEVERITIES: Readonly<Record<string, Planned["severity"]>> = {
  critical: "critical",
  cr: "critical",
  致命: "critical",
  major: "major",
  ma: "major",
  严重: "major",
  minor: "minor",
  mi: "minor",
  轻微: "minor",
};
const ATTRIBUTES = new Set(["attribute", "sight", "visual", "ok/nok", "计数", "目视", "外观"]);

const decimal = (text: string | undefined): string | undefined => {
  const plain = text?.trim().replace(",", ".") ?? "";
  return /^[+-]?\d+(\.\d+)?$/.test(plain) ? plain.replace(/^\+/, "") : undefined;
};

const added = (a: string, b: number): string => String(Number((Number(a) + b).toFixed(9)));

/** Which column is what, by its heading; null where the first line is no heading. */
function columnsOf(cells: readonly string[]): ReadonlyMap<Column, number> | null {
  const found = new Map<Column, number>();
  cells.forEach((cell, index) => {
    const said = cell.trim().toLowerCase();
    for (const [column, names] of Object.entries(HEADINGS) as [Column, readonly string[]][]) {
      if (names.includes(said) && !found.has(column)) found.set(column, index);
    }
  });
  return found.has("name") || found.has("code") ? found : null;
}

/** Without headings: code, name, target, lower limit, upper limit, unit, class. */
const PLAIN: ReadonlyMap<Column, number> = new Map<Column, number>([
  ["code", 0],
  ["name", 1],
  ["target", 2],
  ["lsl", 3],
  ["usl", 4],
  ["unit", 5],
  ["severity", 6],
]);

/** Read a block of cells, tabs between them. A line without limits is a sight check. */
export function pasted(text: string): Pasted {
  const lines = text.split(/\r?\n/);
  const headings = columnsOf((lines[0] ?? "").split("\t"));
  const columns = headings ?? PLAIN;
  const characteristics: Planned[] = [];
  const unread: number[] = [];
  lines.forEach((line, index) => {
    if (line.trim() === "" || (index === 0 && headings)) return;
    const read = planned(line.split("\t"), columns, characteristics.length + 1);
    if (read) characteristics.push(read);
    else unread.push(index + 1);
  });
  return { characteristics, unread };
}

function planned(
  cells: readonly string[],
  columns: ReadonlyMap<Column, number>,
  number: number,
): Planned | null {
  const cell = (column: Column) => cells[columns.get(column) ?? -1]?.trim() ?? "";
  const name = cell("name") || cell("code");
  if (name === "") return null;
  const target = decimal(cell("target"));
  const around = decimal(cell("tolerance").replace("±", ""));
  const spread = target !== undefined && around !== undefined ? Math.abs(Number(around)) : null;
  const lsl = decimal(cell("lsl")) ?? (spread === null ? undefined : added(target ?? "0", -spread));
  const usl = decimal(cell("usl")) ?? (spread === null ? undefined : added(target ?? "0", spread));
  const isSight =
    ATTRIBUTES.has(cell("kind").toLowerCase()) ||
    (lsl === undefined && usl === undefined && target === undefined);
  return {
    code: cell("code") || `C${number}`,
    name,
    kind: isSight ? "attribute" : "variable",
    unit: cell("unit"),
    severity: SEVERITIES[cell("severity").toLowerCase()] ?? "major",
    ...(isSight || target === undefined ? {} : { target }),
    ...(isSight || lsl === undefined ? {} : { lsl }),
    ...(isSight || usl === undefined ? {} : { usl }),
  };
}
