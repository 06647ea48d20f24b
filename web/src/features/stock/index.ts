import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { CountPage } from "./CountPage";
export { CountsPage } from "./CountsPage";
export { LotPage } from "./LotPage";
export { MovesPage } from "./Moves";
export { StockPage } from "./StockPage";
export { TaskPage } from "./TaskForm";
export { UnitPage, UnitsPage } from "./UnitPage";
