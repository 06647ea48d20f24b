import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { CodePage } from "./CodePage";
export { CommandMenu } from "./CommandMenu";
export type { Place } from "./found";
export { hereIs } from "./here";
export { SearchPage } from "./SearchPage";
