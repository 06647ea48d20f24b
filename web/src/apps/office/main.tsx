/** The office: composition root, no logic. */

import "@/shared/older";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { prepareWords } from "@/shared/i18n";
import { readAgainAfter } from "@/shared/live";
import { signStyles } from "@/shared/ui/nonce";
import { keepTrail } from "@/shared/ui/trail";
import { Look } from "./Look";
import { officeRouter } from "./router";
import "./office.css";
import "./print.css";

async function start(): Promise<void> {
  signStyles();
  await prepareWords();
  const asked = { retry: 1, staleTime: 5_000, refetchInterval: readAgainAfter };
  const queries = new QueryClient({ defaultOptions: { queries: asked } });
  const root = document.getElementById("root");
  if (root === null) throw new Error("office.html has no #root");
  keepTrail(root);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Look>
          <RouterProvider router={officeRouter(queries)} />
        </Look>
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
