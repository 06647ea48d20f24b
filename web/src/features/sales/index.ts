import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { ProgressPage } from "./ProgressPage";
export { SalesOrderPage } from "./SalesOrderPage";
