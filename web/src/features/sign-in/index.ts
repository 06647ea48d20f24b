import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { SignInAgain } from "./SignInAgain";
export { SignInPage } from "./SignInPage";
