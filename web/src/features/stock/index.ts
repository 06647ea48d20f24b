export { LotPage } from "./LotPage";
export { StockPage } from "./StockPage";
