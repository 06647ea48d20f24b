import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { type Asked, WORDS } from "./asked";
export { CapabilityPage } from "./CapabilityPage";
export { ChartPage } from "./ChartPage";
export { DefectsPage } from "./DefectsPage";
export { InspectionPage } from "./InspectionPage";
export { NonconformitiesPage } from "./NonconformitiesPage";
export { NonconformityPage } from "./NonconformityPage";
export { PlanPage } from "./PlanPage";
export { PlansPage } from "./PlansPage";
export { TasksPage } from "./TasksPage";
export { ValuesPage } from "./ValuesPage";
export { YieldsPage } from "./YieldsPage";
