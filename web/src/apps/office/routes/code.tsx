/** Where a printed QR code leads: a short address that any camera opens. */

import { createRoute, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { CodePage } from "@/features/go-to";
import { inside } from "../inside";

const code = createRoute({
  getParentRoute: () => inside,
  path: "/c/$code",
  staticData: { title: ["$code", "goTo.open"] },
  component: () => {
    const { history } = useRouter();
    const go = useCallback((address: string) => history.replace(address), [history]);
    return <CodePage code={code.useParams().code} onGo={go} />;
  },
});

export const codeRoutes = [code] as const;
