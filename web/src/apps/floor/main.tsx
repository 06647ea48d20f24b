/** The shop floor: composition root, no logic. */

import "@/shared/older";
import "@/shared/ui/floor.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { onAnswered } from "@/shared/api/http";
import { followAddress } from "@/shared/floor/address";
import { prepareWords } from "@/shared/i18n";
import { hearClock } from "@/shared/offline/clock";
import { noteOnline, openOutbox } from "@/shared/offline/outbox";
import { installWorker } from "@/shared/offline/worker";
import { Floor } from "./Floor";
import "./words";

async function start(): Promise<void> {
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
