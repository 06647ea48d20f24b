export { FindLot } from "./FindLot";
export { TracePage } from "./TracePage";
