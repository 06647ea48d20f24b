/** A routing drawn: each step a box, what waits for what a line. */

import { useTranslation } from "react-i18next";
import { shortDuration } from "@/shared/format";
import { BOX, curves, extent, placed, type Step } from "./flow";

export interface DrawnStep extends Step {
  readonly key: string;
  readonly name: string;
  readonly center: string;
  readonly run_s: number;
  readonly is_outside: boolean;
  readonly components: number;
}

interface Props {
  readonly steps: readonly DrawnStep[];
  readonly onChoose: (key: string) => void;
}

const WIDE_MAX = 22;

/** A text cut to what a box holds; Chinese letters take twice the room. */
function short(text: string): string {
  let width = 0;
  const kept = [...text].filter((letter) => {
    width += letter > "\u2e80" ? 2 : 1.05;
    return width <= WIDE_MAX;
  });
  return kept.length < [...text].length ? `${kept.join("")}…` : text;
}

export function RoutingFlow({ steps, onChoose }: Props) {
  const { t } = useTranslation();
  const boxes = placed(steps);
  const { width, height } = extent(boxes);
  const length = (seconds: number) => (seconds < 60 ? `${seconds} s` : shortDuration(seconds));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="routing-flow" aria-label={t("routing.flow")} tabIndex={0}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        <title>{t("routing.flow")}</title>
        <defs>
          <marker
            id="routing-end"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" className="routing-arrow" />
          </marker>
        </defs>
        {curves(boxes).map((path) => (
          <path key={path} d={path} className="routing-line" markerEnd="url(#routing-end)" />
        ))}
        {boxes.map(({ step, x, y }) => (
          // biome-ignore lint/a11y/useSemanticElements: a box of a drawing is no HTML button
          <g
            key={step.key}
            role="button"
            tabIndex={0}
            className={step.is_outside ? "routing-box outside" : "routing-box"}
            onClick={() => onChoose(step.key)}
            onKeyDown={(event) => {
              if (event.key === "Enter" || event.key === " ") {
                event.preventDefault();
                onChoose(step.key);
              }
            }}
          >
            <rect x={x} y={y} width={BOX.width} height={BOX.height} rx="8" />
            <text x={x + 12} y={y + 24} className="routing-name">
              {short(`${step.sequence} ${step.name}`)}
            </text>
            <text x={x + 12} y={y + 44}>
              {step.is_outside ? `⇄ ${t("routing.outside")}` : short(step.center || "–")}
            </text>
            <text x={x + 12} y={y + 63}>
              {step.run_s > 0 ? length(step.run_s) : ""}
              {step.components > 0 && `  ·  ${t("routing.materials", { count: step.components })}`}
            </text>
          </g>
        ))}
      </svg>
    </section>
  );
}
