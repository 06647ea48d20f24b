/** The engine's own words: said by its screens in every feature. */

import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });
