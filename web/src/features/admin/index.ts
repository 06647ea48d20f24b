import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { DevicesPage } from "./DevicesPage";
export { KeysPage } from "./KeysPage";
export { LogPage } from "./LogPage";
export { RolesPage } from "./RolesPage";
export { SignaturesPage } from "./SignaturesPage";
export { UsersPage } from "./UsersPage";
