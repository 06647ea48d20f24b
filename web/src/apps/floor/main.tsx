/** The shop floor: composition root, no logic. */

import "@/shared/older";
import "@/shared/ui/floor.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onAnswered } from "@/shared/api/http";
import { terminalKey } from "@/shared/api/terminal";
import { addressOf, followAddress } from "@/shared/floor/address";
import { later } from "@/shared/floor/later";
import { prepareWords } from "@/shared/i18n";
import { hearClock } from "@/shared/offline/clock";
import { noteOnline, openOutbox, tidyOutbox } from "@/shared/offline/outbox";
import { installWorker } from "@/shared/offline/worker";
import { Floor } from "./Floor";
import { askWho } from "./who";
import "./words";

/** What most terminals open with is on its way before anything is drawn: code, people, queue. */
function bringStation(): void {
  const { screen } = addressOf(location.pathname);
  const key = terminalKey();
  const isFirst = screen === "" || screen === "station";
  const code = isFirst ? import("@/features/floor-station") : null;
  if (key !== null) {
    askWho(key, (station) => void code?.then(({ askQueue }) => askQueue(station)));
  }
}

async function start(): Promise<void> {
  bringStation();
  const opened = openOutbox();
  await prepareWords();
  onAnswered((date) => {
    hearClock(date);
    noteOnline(true);
  });
  followAddress();
  await opened;
  later(() => {
    void installWorker();
    void tidyOutbox();
  });
  const root = document.getElementById("root");
  if (root === null) throw new Error("floor.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <Floor />
    </StrictMode>,
  );
}

void start();
