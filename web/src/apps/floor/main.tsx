/** The shop floor: composition root, no logic. */

import "@/shared/older";
import "@/shared/ui/floor.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onAnswered } from "@/shared/api/http";
import { addressOf, followAddress } from "@/shared/floor/address";
import { prepareWords } from "@/shared/i18n";
import { hearClock } from "@/shared/offline/clock";
import { noteOnline, openOutbox } from "@/shared/offline/outbox";
import { installWorker } from "@/shared/offline/worker";
import { Floor } from "./Floor";
import "./words";

/** The screen that most terminals open with is on its way while we ask who works here. */
function bringStation(): void {
  const { screen } = addressOf(location.pathname);
  if (screen === "" || screen === "station") void import("@/features/floor-station");
}

async function start(): Promise<void> {
  bringStation();
  await prepareWords();
  onAnswered((date) => {
    hearClock(date);
    noteOnline(true);
  });
  followAddress();
  await openOutbox();
  void installWorker();
  const root = document.getElementById("root");
  if (root === null) throw new Error("floor.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <Floor />
    </StrictMode>,
  );
}

void start();
