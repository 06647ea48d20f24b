/** What a scan does at a station: pick work, mount a lot, or show what can be done with it. */

import i18next from "i18next";
import { holds, type Me } from "@/shared/api/session";
import { number } from "@/shared/format";
import { showFlash } from "@/shared/ui/flash";
import type { Shown } from "./FoundSheet";
import type { Job } from "./jobs";
import { jobOf, meant } from "./meaning";
import { mount } from "./mounted";
import { cardStep, contentOf, type Fit, fitOf, whatIs } from "./plant";

/** Who may bring what the bill does not say. */
const INSTEAD = "override:not-on-bill";

interface Lot {
  readonly lot: string;
  readonly material: string;
}

/** What a scan asks the screen to show. */
export interface Screen {
  readonly me: Me;
  readonly jobs: readonly Job[];
  /** The job on top: what goods are scanned for. */
  readonly next: Job | undefined;
  readonly onJob: (code: string) => void;
  readonly onCard: (job: string, card: string, quantity: string | undefined) => void;
  readonly onFound: (found: Shown, scanned: string) => void;
  readonly onUse: (fit: Fit) => void;
  readonly onUnknown: (code: string) => void;
}

const bad = (word: string, detail: string, other?: { word: string; act: () => void }) =>
  showFlash({ tone: "bad", word, detail, ...(other ? { other } : {}) });

export async function scanned(code: string, screen: Screen): Promise<void> {
  const t = i18next.t;
  const own = jobOf(code, screen.jobs);
  if (own) return screen.onJob(own.code);
  const answers = await whatIs(code);
  if (answers === null) return bad(t("floor.scan.cannotTell"), t("floor.scan.offline", { code }));
  const found = meant(screen.jobs, answers.known, answers.goods);
  if (found.what === "job") return screen.onJob(found.job.code);
  if (found.what === "card") return card(found.card, screen);
  if (found.what === "lot") return lot(found, screen);
  if (found.what === "box") return box(found.code, screen);
  if (found.what === "nothing") return screen.onUnknown(code);
  if (found.what === "elsewhere") {
    return bad(t("floor.scan.notHere"), t("floor.scan.elsewhere", { code, job: found.job }));
  }
  screen.onFound(found, code);
}

async function card(code: string, { jobs, onCard }: Screen): Promise<void> {
  const t = i18next.t;
  const step = await cardStep(code);
  if (step?.status === "void") {
    const detail = t("floor.scan.void", { by: step.voided_by ?? "", card: step.replaced_by ?? "" });
    return bad(t("floor.scan.voided"), detail);
  }
  const job = jobs.find((one) => one.code === step?.job_order);
  if (step && job) {
    const waiting = Number(step.waiting);
    return onCard(job.code, step.flow_card, waiting > 0 ? String(waiting) : undefined);
  }
  bad(t("floor.scan.notHere"), t("floor.scan.elsewhere", { code, job: step?.job_order ?? "–" }));
}

/** A box is what is in it, where that is one lot. */
async function box(code: string, screen: Screen): Promise<void> {
  const t = i18next.t;
  const content = await contentOf(code);
  const lots = new Map(content.map((one) => [`${one.material}/${one.lot}`, one]));
  const [only] = lots.values();
  if (only && lots.size === 1) return lot(only, screen);
  const detail = content.map((one) => `${one.material} ${one.lot}`).join(", ");
  bad(lots.size === 0 ? t("floor.scan.empty") : t("floor.scan.several"), `${code} ${detail}`);
}

/** A lot is mounted where it fits; else the whole screen says why not. */
async function lot(one: Lot, { me, next, onUse }: Screen): Promise<void> {
  const t = i18next.t;
  if (next === undefined) return bad(t("floor.lot.noJob"), one.lot);
  const fit = await fitOf(next.code, one.lot, one.material);
  if (fit === null) return bad(t("floor.scan.cannotTell"), one.lot);
  if (fit.verdict === "fits") {
    mount(next.code, { material: fit.material, lot: fit.lot });
    const detail = `${fit.material} · ${fit.lot} · ${number(fit.here)} ${fit.unit}`;
    return showFlash({ tone: "good", word: t("floor.lot.mounted"), detail });
  }
  const brings = fit.elsewhere.length > 0 && mayBring(fit, me);
  const word = fit.verdict === "not_here" ? t("floor.use.bring") : t("floor.use.instead");
  bad(
    t(`floor.lot.verdict.${fit.verdict}`),
    why(fit, next),
    brings ? { word, act: () => onUse(fit) } : undefined,
  );
}

/** Held, expired and unreleased goods are nobody's to bring; the server would refuse it anyway. */
function mayBring(fit: Fit, { permissions }: Me): boolean {
  if (fit.verdict === "not_on_bill") {
    return holds(permissions, INSTEAD) && holds(permissions, "material:issue");
  }
  if (fit.verdict !== "not_here") return false;
  const isOwn = fit.place?.startsWith("wip:") ?? true;
  return holds(permissions, isOwn ? "material:issue" : "material:move");
}

function why(fit: Fit, job: Job): string {
  const t = i18next.t;
  return t(`floor.lot.why.${fit.verdict}`, {
    lot: fit.lot,
    material: fit.material,
    job: job.code,
    uses: fit.uses.join(", ") || "–",
    holds: fit.held_by.join(", "),
    date: fit.expires_on ?? "",
    places: fit.elsewhere.join(", ") || "–",
  });
}
