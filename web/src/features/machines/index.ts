import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { CallsPage } from "./CallsPage";
export { OeePage } from "./OeePage";
export { StopsPage } from "./StopsPage";
export { TimelinePage } from "./TimelinePage";
export { WallPage } from "./WallPage";
