export { SignInTiles } from "./SignInTiles";
