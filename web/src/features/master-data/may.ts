/** What the person at the screen may do; the server decides, this only leaves out what it refuses. */

import { useQuery } from "@tanstack/react-query";
import { holds, whoAmI } from "@/shared/api/session";

export function useMay(): (permission: string) => boolean {
  const me = useQuery({ queryKey: ["me"], queryFn: whoAmI, staleTime: 60_000 }).data;
  return (permission) => holds(me?.permissions ?? [], permission);
}
