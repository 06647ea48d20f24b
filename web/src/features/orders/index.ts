import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { JobPage } from "./JobPage";
export { JobsPage } from "./JobsPage";
export { OrderPage } from "./OrderPage";
export { OrdersPage } from "./OrdersPage";
