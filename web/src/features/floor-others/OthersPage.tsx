/** Report for others: a grid as in Excel, each line checked, saved as ordinary reports. */

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Refusal, Refused, request } from "@/shared/api/http";
import { giveSigned } from "@/shared/floor/say";
import type { ScreenProps } from "@/shared/floor/screen";
import { showFlash } from "@/shared/ui/flash";
import { Sign } from "@/shared/ui/Sign";
import { emptyLine, flawOf, type GridLine, isBlank, pasted, personOf, reportOf } from "./grid";
import { LineRow, type Verdict } from "./LineRow";
import { lastJobs, rememberJobs } from "./last";
import { usePlant } from "./plant";
import "./others.css";

const BLANKS = 3;

interface Answered {
  readonly problem?: Refusal;
}

export function OthersPage({ station, isKnown, active, onDraft }: ScreenProps) {
  const { t } = useTranslation();
  const plant = usePlant(station, isKnown, active);
  const [lines, setLines] = useState<readonly GridLine[] | null>(null);
  const [verdicts, setVerdicts] = useState<Readonly<Record<string, Verdict>>>({});
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (plant === null || lines !== null) return;
    const last = lastJobs();
    const first = plant.jobs[0]?.code ?? "";
    const roster = plant.roster.map((person) => emptyLine({ person, job: last[person] ?? first }));
    setLines(roster.length > 0 ? roster : Array.from({ length: BLANKS }, () => emptyLine()));
  }, [plant, lines]);
  if (plant === null || lines === null) {
    return <main className="others" aria-busy="true" aria-label={t("floor.loading")} />;
  }
  const change = (next: readonly GridLine[]) => {
    setLines(next);
    setVerdicts({});
    onDraft(next.some((line) => !isBlank(line)));
  };
  const filled = lines.filter((line) => !isBlank(line));
  const flaws = new Map(filled.map((line) => [line.key, flawOf(line, plant)]));
  const isClean = filled.length > 0 && filled.every((line) => flaws.get(line.key) === null);
  const check = async () => {
    setBusy(true);
    const commands = filled.map((line) => ({
      command: "kernel.report_operation",
      id: crypto.randomUUID(),
      ...reportOf(line, plant),
    }));
    try {
      const { answers } = await request<{ readonly answers: readonly Answered[] }>(
        "POST",
        "/api/v1/commands",
        { commands, dry_run: true },
      );
      setVerdicts(verdictsOf(filled, answers));
    } catch (failure) {
      const detail = failure instanceof Refused ? failure.refusal.title : t("state.away");
      showFlash({ tone: "bad", word: t("floor.refused"), detail });
    }
    setBusy(false);
  };
  const save = async () => {
    setBusy(true);
    const told: Record<string, Verdict> = {};
    let saved = 0;
    for (const line of filled) {
      const fields = reportOf(line, plant);
      const said = `${line.person} · ${line.job} · ${line.good || 0}`;
      const given = await giveSigned({ command: "kernel.report_operation", fields, said });
      if (given.kind === "refused") told[line.key] = { isGood: false, word: given.refusal.title };
      else saved += 1;
    }
    rememberJobs(
      Object.fromEntries(
        filled.map((line) => [personOf(line.person, plant.people)?.code ?? "", line.job]),
      ),
    );
    setBusy(false);
    const left = lines.filter((line) => isBlank(line) || told[line.key]);
    setLines(left.length > 0 ? left : [emptyLine()]);
    setVerdicts(told);
    onDraft(Object.keys(told).length > 0);
    const tone = saved === filled.length ? "good" : "bad";
    const word = t("floor.others.saved", { rows: saved });
    showFlash({ tone, word, detail: tone === "good" ? "" : t("floor.others.someLeft") });
  };
  return (
    <main className="others">
      <header>
        <p>{t("floor.others.how")}</p>
      </header>
      <div className="grid-scroll">
        <table
          onPaste={(event) => {
            const text = event.clipboardData.getData("text");
            if (!text.includes("\t") && !text.includes("\n")) return;
            event.preventDefault();
            change([...filled, ...pasted(text)]);
          }}
        >
          <thead>
            <tr>
              {(["person", "job", "good", "bad", "defect", "hours"] as const).map((name) => (
                <th scope="col" key={name}>
                  {t(`floor.others.${name}`)}
                </th>
              ))}
              <th scope="col">{t("floor.others.check")}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <LineRow
                key={line.key}
                line={line}
                flaw={flaws.get(line.key) ?? null}
                verdict={verdicts[line.key]}
                onChange={(next) => change(lines.map((one) => (one.key === line.key ? next : one)))}
                onRemove={() => change(lines.filter((one) => one.key !== line.key))}
              />
            ))}
          </tbody>
        </table>
        <datalist id="others-people">
          {plant.people.map((one) => (
            <option key={one.id} value={one.code}>
              {one.name}
            </option>
          ))}
        </datalist>
        <datalist id="others-jobs">
          {plant.jobs.map((one) => (
            <option key={one.code} value={one.code}>
              {one.operation}
            </option>
          ))}
        </datalist>
        <datalist id="others-defects">
          {[...plant.defects].map((code) => (
            <option key={code} value={code} />
          ))}
        </datalist>
      </div>
      <footer>
        <button type="button" className="key" onClick={() => change([...lines, emptyLine()])}>
          <Sign name="plus" /> {t("floor.others.add")}
        </button>
        <button type="button" className="key" disabled={!isClean || busy} onClick={check}>
          {t("floor.others.checkAll")}
        </button>
        <button type="button" className="key primary" disabled={!isClean || busy} onClick={save}>
          <Sign name="check" /> {t("floor.others.save", { rows: filled.length })}
        </button>
      </footer>
    </main>
  );
}

function verdictsOf(
  lines: readonly GridLine[],
  answers: readonly Answered[],
): Readonly<Record<string, Verdict>> {
  return Object.fromEntries(
    lines.map((line, at) => {
      const problem = answers[at]?.problem;
      return [line.key, { isGood: problem === undefined, word: problem?.title ?? "" }];
    }),
  );
}
