/** What hints made stale: read anew, each question as soon as it is not just being asked. */

import type { Query, QueryClient } from "@tanstack/react-query";
import { Unreachable } from "../api/http";

/** Keys of everything that is read from records, so that a hint makes it read again. */
export const FOLLOWED: ReadonlySet<unknown> = new Set(["query", "records", "record"]);

/** What could not be read for want of an answer is asked again so often, by itself. */
const AGAIN_MS = 10_000;

const isFollowed = ({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean =>
  FOLLOWED.has(queryKey[0]);

/** When a question that failed is asked again; never where the server itself refused it. */
export function readAgainAfter(query: {
  readonly state: { readonly error: unknown };
}): number | false {
  return query.state.error instanceof Unreachable ? AGAIN_MS : false;
}

/**
 * The questions that a hint owes an answer. One that is on its way may have been answered before
 * the hint, so it is asked once more afterwards; one that never ends keeps no other from being
 * asked.
 */
export class Owed {
  private readonly queries: QueryClient;
  private readonly hashes = new Set<string>();

  constructor(queries: QueryClient) {
    this.queries = queries;
  }

  /** Everything that is shown may be stale now; what is not shown is read when it is. */
  note(): void {
    void this.queries.invalidateQueries({ predicate: isFollowed, refetchType: "none" });
    for (const query of this.queries.getQueryCache().findAll({ type: "active" })) {
      if (isFollowed(query)) this.hashes.add(query.queryHash);
    }
  }

  /** Ask what may be asked now; whether something is still owed. */
  ask(): boolean {
    const idle = new Set<Query>();
    for (const hash of this.hashes) {
      const query = this.queries.getQueryCache().get(hash);
      if (query?.isActive() && query.state.fetchStatus === "fetching") continue;
      this.hashes.delete(hash);
      if (query?.isActive()) idle.add(query);
    }
    if (idle.size > 0) {
      void this.queries.refetchQueries({ predicate: (query) => idle.has(query) });
    }
    return this.hashes.size > 0;
  }
}
