/** From a lot or serial up and down its genealogy: as a picture, as tables, as a file to hand on. */

import { Link } from "@tanstack/react-router";
import { Button, Flex, Segmented, Tabs, Typography } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { words } from "@/shared/api/words";
import { Drawer } from "@/shared/ui/layers";
import { Graph } from "./Graph";
import { Known } from "./Known";
import { type Direction, type TraceRow, VIEWS, type View } from "./rows";
import { Lots, Recall, Results, Work } from "./Tables";
import "./trace.css";

export interface TraceAsked {
  readonly direction?: string;
  readonly view?: string;
}

interface Props {
  readonly material: string;
  readonly lot: string;
  readonly asked: TraceAsked;
  readonly onAsk: (asked: TraceAsked) => void;
}

export function TracePage({ material, lot, asked, onAsk }: Props) {
  const { t } = useTranslation();
  const direction: Direction = asked.direction === "forward" ? "forward" : "backward";
  const view: View = VIEWS.find((one) => one === asked.view) ?? "graph";
  const params = { material, lot, direction };
  const [open, setOpen] = useState<TraceRow | null>(null);
  const file = `/api/v1/workbooks/trace?${words(params)}`;
  return (
    <div className="trace-page">
      <Flex gap={12} align="center" wrap className="trace-head">
        <Typography.Title level={2}>
          {t("menu.trace")} {material} · {lot}
        </Typography.Title>
        <Segmented<Direction>
          aria-label={t("trace.direction")}
          value={direction}
          onChange={(next) => onAsk({ view, direction: next })}
          options={[
            { value: "backward", label: `← ${t("trace.backward")}` },
            { value: "forward", label: `${t("trace.forward")} →` },
          ]}
        />
        <Link to="/lots/$material/$lot" params={{ material, lot }}>
          {t("trace.lot")}
        </Link>
        <Flex gap={8} className="trace-file">
          <Button href={file} download>
            {t("trace.file")}
          </Button>
          <Button href={`${file}&format=pdf`} download>
            {t("trace.pdf")}
          </Button>
        </Flex>
      </Flex>
      <Tabs
        activeKey={view}
        onChange={(next) => onAsk({ direction, view: next })}
        destroyOnHidden
        items={VIEWS.map((one) => ({ key: one, label: t(`traceView.${one}`) }))}
      />
      {view === "graph" && (
        <Graph
          key={`${material} ${lot} ${direction}`}
          params={params}
          forward={direction === "forward"}
          onLot={setOpen}
          onTurn={() =>
            onAsk({ view, direction: direction === "forward" ? "backward" : "forward" })
          }
        />
      )}
      {view === "lots" && <Lots params={params} direction={direction} />}
      {view === "recall" && <Recall params={params} direction={direction} />}
      {view === "work" && <Work params={params} direction={direction} />}
      {view === "results" && <Results params={params} direction={direction} />}
      <Drawer
        open={open !== null}
        onClose={() => setOpen(null)}
        title={open ? `${open.material} · ${open.lot}` : ""}
        size={420}
        mask={false}
      >
        {open && <Known row={open} direction={direction} onLeave={() => setOpen(null)} />}
      </Drawer>
    </div>
  );
}
