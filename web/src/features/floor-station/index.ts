import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { askQueue } from "./plant";
export { StationPage } from "./StationPage";
