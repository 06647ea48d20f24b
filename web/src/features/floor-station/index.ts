export { useStation } from "./plant";
export { StationPage } from "./StationPage";
