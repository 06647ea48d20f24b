export { EntitiesPage } from "./EntitiesPage";
export { RecordsPage } from "./RecordsPage";
