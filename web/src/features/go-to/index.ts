export { CommandMenu } from "./CommandMenu";
