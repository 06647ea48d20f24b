/** The shop floor: composition root, no logic. */

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { prepareWords } from "@/shared/i18n";
import { Floor } from "./Floor";

async function start(): Promise<void> {
  await prepareWords();
  const root = document.getElementById("root");
  if (root === null) throw new Error("floor.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <Floor />
    </StrictMode>,
  );
}

void start();
