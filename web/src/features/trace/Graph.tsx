/** The genealogy as a picture: touch a lot to see its kin and what is known of it. */

import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Flex, Skeleton, Typography } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { readQuery } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import type { Params } from "@/shared/api/words";
import { number } from "@/shared/format";
import { BOX, type Box, drawn, foldKey, kin, type Line } from "./graph";
import { type EdgeRow, type TraceRow, type Where, whereOf } from "./rows";

const MARGIN = 8;
const PAGE = 1000;
/** More lines than this no picture shows; the table has them all. */
const EDGES_MAX = 5000;

const SIGNS: Readonly<Record<Where, string>> = {
  held: "✖",
  shipped: "➜",
  in_process: "⚙",
  in_stock: "■",
  elsewhere: "◇",
  scrapped: "⌫",
  gone: "·",
};

async function readEdges(params: Params): Promise<readonly EdgeRow[]> {
  const found: EdgeRow[] = [];
  let after: string | null = null;
  do {
    const page: { rows: readonly EdgeRow[]; after: string | null } = await readQuery(
      "inventory.trace_edges",
      { ...params, limit: PAGE, ...(after ? { after } : {}) },
    );
    found.push(...page.rows);
    after = page.after;
  } while (after !== null && found.length < EDGES_MAX);
  return found;
}

interface Props {
  readonly params: Params;
  readonly forward: boolean;
  readonly onLot: (row: TraceRow) => void;
  /** Look the other way. */
  readonly onTurn: () => void;
}

export function Graph({ params, forward, onLot, onTurn }: Props) {
  const { t } = useTranslation();
  const lots = useQuery({
    queryKey: ["query", "kernel.trace", params, "graph"],
    queryFn: () => readQuery("kernel.trace", { ...params, limit: PAGE }),
  });
  const edges = useQuery({
    queryKey: ["query", "inventory.trace_edges", params],
    queryFn: () => readEdges(params),
  });
  const failure = lots.error ?? edges.error;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!lots.data || !edges.data) return <Skeleton active paragraph={{ rows: 8 }} />;
  const rows = lots.data.rows;
  if (rows.length === 0) return <Nothing says={t("trace.unknown")} first={["stock"]} />;
  return (
    <>
      {lots.data.after !== null && (
        <Alert type="info" showIcon title={t("trace.nearest", { count: rows.length })} />
      )}
      {rows.length === 1 && (
        <Alert
          type="info"
          showIcon
          title={forward ? t("trace.goesNowhere") : t("trace.comesAsIs")}
          action={
            <Button onClick={onTurn}>{forward ? t("trace.backward") : t("trace.forward")}</Button>
          }
        />
      )}
      <Drawing rows={rows} edges={edges.data} forward={forward} onLot={onLot} />
    </>
  );
}

interface DrawingProps {
  readonly rows: readonly TraceRow[];
  readonly edges: readonly EdgeRow[];
  readonly forward: boolean;
  readonly onLot: (row: TraceRow) => void;
}

function Drawing({ rows, edges, forward, onLot }: DrawingProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const picture = useMemo(
    () => drawn(rows, edges, { forward, opened }),
    [rows, edges, forward, opened],
  );
  const near = useMemo(() => (chosen ? kin(picture, chosen) : null), [picture, chosen]);
  const open = (box: Box) => {
    const [row] = box.rows;
    if (!row) return;
    if (box.rows.length > 1) setOpened(new Set(opened).add(foldKey(row)));
    else {
      setChosen(box.key);
      onLot(row);
    }
  };
  const far = (key: string) => (near && !near.has(key) ? " far" : "");
  return (
    <>
      <Flex gap={12} align="baseline" wrap>
        <Legend rows={rows} />
        {opened.size > 0 && (
          <Button size="small" onClick={() => setOpened(new Set())}>
            {t("trace.fold")}
          </Button>
        )}
      </Flex>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by key where it is wide */}
      <section className="graph" aria-label={t("trace.tree")} tabIndex={0}>
        <svg
          width={picture.width + 2 * MARGIN}
          height={picture.height + 2 * MARGIN}
          viewBox={`${-MARGIN} ${-MARGIN} ${picture.width + 2 * MARGIN} ${picture.height + 2 * MARGIN}`}
        >
          <title>{t("trace.tree")}</title>
          {picture.lines.map((line) => (
            <Edge key={line.key} line={line} look={far(line.key)} />
          ))}
          {picture.boxes.map((box) => (
            <Node
              key={box.key}
              box={box}
              look={far(box.key) + (box.key === chosen ? " chosen" : "")}
              onOpen={() => open(box)}
            />
          ))}
        </svg>
      </section>
    </>
  );
}

function Edge({ line, look }: { readonly line: Line; readonly look: string }) {
  return (
    <path className={`graph-line${look}`} d={line.path}>
      <title>{line.at.slice(0, 12).join("\n")}</title>
    </path>
  );
}

interface NodeProps {
  readonly box: Box;
  readonly look: string;
  readonly onOpen: () => void;
}

const LONGEST = 24;
const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

function Node({ box, look, onOpen }: NodeProps) {
  const { t } = useTranslation();
  const [row] = box.rows;
  if (!row) return null;
  const folded = box.rows.length > 1;
  const lot = row.lot === "-" ? t("trace.untraced") : row.lot;
  const name = folded ? t("trace.folded", { count: box.rows.length }) : lot;
  const where = t(`traceWhere.${box.where}`);
  const amount = folded ? where : held(row) || where;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand in a drawing
    <g
      className={`graph-box is-${box.where}${folded ? " folded" : ""}${look}`}
      transform={`translate(${box.x} ${box.y})`}
      role="button"
      tabIndex={0}
      onClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        onOpen();
      }}
    >
      <title>{`${box.material} ${name}, ${where} ${amount}`}</title>
      <rect width={BOX.width} height={BOX.height} rx={6} />
      <text x={10} y={20} className="graph-name">
        {short(name)}
      </text>
      <text x={10} y={38} className="graph-quiet">
        {short(`${box.material} · ${SIGNS[box.where]} ${amount}`)}
      </text>
    </g>
  );
}

/** How much of a lot is where it matters most. */
function held(row: TraceRow): string {
  const where = whereOf(row);
  const of = where === "held" ? "in_stock" : where;
  return of === "gone" ? "" : `${number(row[of])} ${row.unit}`;
}

function Legend({ rows }: { readonly rows: readonly TraceRow[] }) {
  const { t } = useTranslation();
  const wheres = [...new Set(rows.map(whereOf))];
  return (
    <Typography.Paragraph type="secondary" className="graph-legend">
      {wheres.map((one) => (
        <span key={one} className={`graph-key is-${one}`}>
          {SIGNS[one]} {t(`traceWhere.${one}`)}
        </span>
      ))}
    </Typography.Paragraph>
  );
}
