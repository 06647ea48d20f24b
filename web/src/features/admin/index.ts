import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });

export { AccountPage } from "./AccountPage";
export { DevicesPage } from "./DevicesPage";
export { KeysPage } from "./KeysPage";
export { LogPage } from "./LogPage";
export { RolesPage } from "./RolesPage";
export { SessionsPage } from "./SessionsPage";
export { SettingsPage } from "./SettingsPage";
export { SignaturesPage } from "./SignaturesPage";
export { UsersPage } from "./UsersPage";
