/** One's last booking in the warehouse. */

import { ownUnder } from "@/shared/floor/own";

export const OWN = ownUnder("taktline.last-booking");
