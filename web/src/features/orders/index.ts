export { JobPage } from "./JobPage";
export { OrderPage } from "./OrderPage";
export { OrdersPage } from "./OrdersPage";
