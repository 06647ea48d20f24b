export { PairingPage } from "./PairingPage";
