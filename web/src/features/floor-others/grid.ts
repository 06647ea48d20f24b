/** A grid as in Excel: one line for each person and job; pasted blocks, checks, commands. */

export interface GridLine {
  readonly key: string;
  readonly person: string;
  readonly job: string;
  readonly good: string;
  readonly bad: string;
  readonly defect: string;
  readonly hours: string;
}

export interface Person {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
}

export interface JobChoice {
  readonly code: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly unit: string | null;
}

/** What is wrong with a line before anybody is asked; empty = nothing. */
export type Flaw = "person" | "job" | "number" | "nothing" | "defect";

const HOUR_S = 3600;
const NUMBER = /^\d{1,9}([.,]\d{1,6})?$/;

let made = 0;

export function emptyLine(more: Partial<GridLine> = {}): GridLine {
  made += 1;
  const blank = { person: "", job: "", good: "", bad: "", defect: "", hours: "" };
  return { key: `line-${made}`, ...blank, ...more };
}

export const isBlank = (line: GridLine): boolean =>
  line.good === "" && line.bad === "" && line.hours === "";

/** A number as people type it: a decimal comma is a point, blanks are nothing. */
export const plainNumber = (text: string): string =>
  text.trim().replace(/\s/g, "").replace(",", ".");

const COLUMNS = ["person", "job", "good", "bad", "defect", "hours"] as const;

/** Lines of a block from Excel: person, job, good, bad, defect, hours; a heading is left out. */
export function pasted(text: string): readonly GridLine[] {
  const rows = text
    .split(/\r?\n/)
    .map((row) => row.split("\t").map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => cell !== ""));
  const isHeading = (cells: readonly string[]) =>
    cells.slice(2).every((cell) => cell === "" || !NUMBER.test(cell)) &&
    cells.slice(2).some((cell) => cell !== "");
  const [first = []] = rows;
  return (isHeading(first) ? rows.slice(1) : rows).map((cells) =>
    emptyLine(Object.fromEntries(COLUMNS.map((name, at) => [name, cells[at] ?? ""]))),
  );
}

/** The person a cell means: by number, or by a name that only one has. */
export function personOf(text: string, people: readonly Person[]): Person | undefined {
  const wanted = text.trim().toLowerCase();
  const byCode = people.find((one) => one.code.toLowerCase() === wanted);
  if (byCode || wanted === "") return byCode;
  const names = (one: Person) => [one.name, one.name_en ?? ""].map((name) => name.toLowerCase());
  const named = people.filter((one) => names(one).includes(wanted));
  return named.length === 1 ? named[0] : undefined;
}

/** The job a cell means: its code, or an order that has only one open here. */
export function jobOf(text: string, jobs: readonly JobChoice[]): JobChoice | undefined {
  const wanted = text.trim().toLowerCase();
  const byCode = jobs.find((one) => one.code.toLowerCase() === wanted);
  if (byCode || wanted === "") return byCode;
  const ofOrder = jobs.filter((one) => one.work_order?.toLowerCase() === wanted);
  return ofOrder.length === 1 ? ofOrder[0] : undefined;
}

export interface Plant {
  readonly people: readonly Person[];
  readonly jobs: readonly JobChoice[];
  readonly defects: ReadonlySet<string>;
}

export function flawOf(line: GridLine, plant: Plant): Flaw | null {
  if (personOf(line.person, plant.people) === undefined) return "person";
  if (jobOf(line.job, plant.jobs) === undefined) return "job";
  const numbers = [line.good, line.bad, line.hours].filter((one) => one.trim() !== "");
  if (numbers.some((one) => !NUMBER.test(plainNumber(one)))) return "number";
  if (numbers.every((one) => Number(plainNumber(one)) === 0)) return "nothing";
  if (Number(plainNumber(line.bad)) > 0 && !plant.defects.has(line.defect.trim())) return "defect";
  return null;
}

/** A line as an ordinary report for that person; only lines without a flaw have one. */
export function reportOf(line: GridLine, plant: Plant): Readonly<Record<string, unknown>> {
  const person = personOf(line.person, plant.people);
  const job = jobOf(line.job, plant.jobs);
  if (person === undefined || job === undefined) throw new Error("the line has a flaw");
  const bad = plainNumber(line.bad);
  const hours = Number(plainNumber(line.hours));
  const labor_s = String(Math.round(hours * HOUR_S));
  return {
    job_order: job.code,
    source: "office",
    good: plainNumber(line.good) || "0",
    ...(Number(bad) > 0
      ? { defects: [{ quantity: bad, defect_code: line.defect.trim(), outcome: "to_judge" }] }
      : {}),
    ...(hours > 0 ? { labor_s } : {}),
    persons: [hours > 0 ? { person: person.id, labor_s } : { person: person.id }],
  };
}
