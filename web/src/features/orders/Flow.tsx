/** The operations of an order drawn as a flow: what lies at each, and which follows which. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Card, Skeleton, Typography } from "antd";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Nothing } from "@/engine/nothing/Nothing";
import { asked } from "@/shared/api/query";
import { sentence } from "@/shared/api/sentence";
import { number } from "@/shared/format";
import { bar, counts, type Edge, type Placed, placed } from "./flow";
import { JobSteps } from "./JobSteps";
import type { JobRow, Order } from "./rows";
import { StatusTag } from "./StatusTag";

const COUNTS = ["available", "in_process", "good", "to_judge", "rework", "scrap"] as const;

export function Flow({ order }: { readonly order: Order }) {
  const { t } = useTranslation();
  const named = { work_order: order.code };
  const jobs = useQuery(asked("kernel.work_order_progress", named));
  const edges = useQuery(asked("kernel.work_order_flow", named));
  const failure = jobs.error ?? edges.error;
  if (failure) return <Alert type="error" showIcon title={sentence(failure, t("state.away"))} />;
  if (!jobs.data || !edges.data) return <Skeleton active paragraph={{ rows: 4 }} />;
  const rows = jobs.data.rows.filter((row) => row.work_type !== "quality");
  if (rows.length === 0)
    return (
      <Nothing says={order.status === "draft" ? t("order.draftHelp") : t("order.noOperation")} />
    );
  return <Drawn steps={placed(rows, edges.data.rows)} edges={edges.data.rows} />;
}

interface DrawnProps {
  readonly steps: readonly Placed[];
  readonly edges: readonly Edge[];
}

function Drawn({ steps, edges }: DrawnProps) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const lines = useLines(place, edges);
  return (
    <section className="flow" ref={place} aria-label={t("order.flowArea")}>
      <svg className="flow-lines" aria-hidden="true" width={lines.width} height={lines.height}>
        <defs>
          <marker
            id="flow-end"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" />
          </marker>
        </defs>
        {lines.paths.map((path) => (
          <path key={path} d={path} markerEnd="url(#flow-end)" className="flow-line" />
        ))}
      </svg>
      <ol className="flow-steps" aria-label={t("order.flow")}>
        {steps.map(({ row, layer, line, isFirst }) => (
          <li
            key={row.id}
            className={`flow-step flow-layer-${Math.min(layer, 30)} flow-row-${Math.min(line, 12)}`}
            data-job={row.code}
          >
            <Operation row={row} isFirst={isFirst} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface Lines {
  readonly width: number;
  readonly height: number;
  readonly paths: readonly string[];
}

/** Curves from the right edge of one step to the left edge of the next, as they stand now. */
function useLines(place: React.RefObject<HTMLDivElement | null>, edges: readonly Edge[]): Lines {
  const [lines, setLines] = useState<Lines>({ width: 0, height: 0, paths: [] });
  useLayoutEffect(() => {
    const area = place.current;
    const list = area?.querySelector("ol");
    if (!area || !list) return;
    const measure = () => {
      const stepOf = (code: string) =>
        list.querySelector<HTMLElement>(`[data-job="${CSS.escape(code)}"]`);
      const paths = edges.flatMap(({ before, after }) => {
        const [from, to] = [stepOf(before), stepOf(after)];
        if (!from || !to || to.offsetLeft <= from.offsetLeft) return [];
        const [x1, y1] = [from.offsetLeft + from.offsetWidth, from.offsetTop + 20];
        const [x2, y2] = [to.offsetLeft - 2, to.offsetTop + 20];
        const middle = (x1 + x2) / 2;
        return [`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`];
      });
      setLines({ width: list.scrollWidth, height: list.scrollHeight, paths });
    };
    measure();
    const watch = new ResizeObserver(measure);
    for (const one of [list, ...list.children]) watch.observe(one);
    return () => watch.disconnect();
  }, [place, edges]);
  return lines;
}

function Operation({ row, isFirst }: { readonly row: JobRow; readonly isFirst: boolean }) {
  const { t } = useTranslation();
  const lying = counts(row, isFirst);
  const shares = bar(row, lying);
  const said = shares.map(([name, share]) => `${t(`count.${name}`)} ${share.toFixed(0)}%`);
  return (
    <Card
      size="small"
      title={
        <Link to="/jobs/$code" params={{ code: row.code }} title={row.operation}>
          {row.sequence} {row.operation}
        </Link>
      }
      extra={<StatusTag status={row.status} />}
    >
      <svg
        className="flow-bar"
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        role="img"
        aria-label={said.join(", ") || t("count.nothing")}
      >
        <rect className="flow-rest" width="100" height="6" />
        {shares.map(([name, share], at) => (
          <rect
            key={name}
            className={`flow-part-${name}`}
            x={shares.slice(0, at).reduce((sum, [, one]) => sum + one, 0)}
            width={share}
            height="6"
          />
        ))}
      </svg>
      <dl className="flow-counts">
        {COUNTS.map((count) => (
          <div key={count} className={lying[count] > 0 ? `flow-${count}` : "flow-none"}>
            <dt>
              <span className={`flow-dot flow-part-${count}`} aria-hidden="true" />
              {t(`count.${count}`)}
            </dt>
            <dd>{number(lying[count])}</dd>
          </div>
        ))}
      </dl>
      {Number(row.unreported) > 0 && (
        <Typography.Text type="warning">
          {t("order.unreported", { count: number(row.unreported) })}
        </Typography.Text>
      )}
      <JobSteps row={row} />
    </Card>
  );
}
