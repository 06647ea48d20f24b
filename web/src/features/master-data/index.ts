import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { BillPage } from "./BillPage";
export { BillsPage } from "./BillsPage";
export { CalendarsPage } from "./CalendarsPage";
export { EquipmentPage } from "./EquipmentPage";
export { KindsPage } from "./KindsPage";
export { RoutingPage } from "./RoutingPage";
export { RoutingsPage } from "./RoutingsPage";
export { SkillsPage } from "./SkillsPage";
export { WhereUsedPage } from "./WhereUsedPage";
