/** Who is signed in where, and the end of it. */

import { queryOptions } from "@tanstack/react-query";
import type { Sessions } from "@/shared/api/generated";
import { request } from "@/shared/api/http";

export type Session = Sessions["sessions"][number];

/** One's own sessions, or everybody's. */
export const sessionsQuery = (everybody: boolean) =>
  queryOptions({
    queryKey: ["sessions", everybody],
    queryFn: () =>
      request<Sessions>("GET", `/api/v1/sessions${everybody ? "?everybody=true" : ""}`),
  });

/** End one session, or all of a user; of oneself where no user is named. */
export const endSessions = (which: { readonly user?: string; readonly session?: string }) =>
  request<{ readonly ended: number }>("POST", "/api/v1/sessions/end", which);
