export { CockpitPage } from "./CockpitPage";
export { FigurePage } from "./FigurePage";
