/** One's last report at this station. */

import { ownUnder } from "@/shared/floor/own";

export const OWN = ownUnder("taktline.last-report");
