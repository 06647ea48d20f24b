/** Who is signed in: read before any page of the office is shown. */

import { useSuspenseQuery } from "@tanstack/react-query";
import { type Me, whoAmI } from "@/shared/api/session";

export const useMe = (): Me => useSuspenseQuery({ queryKey: ["me"], queryFn: whoAmI }).data;
