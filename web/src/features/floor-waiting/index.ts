export { WaitingBadge } from "./WaitingBadge";
export { WaitingPage } from "./WaitingPage";
