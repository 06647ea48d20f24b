/** The frame's own words: the names of the screens. */

import { addWords } from "@/shared/i18n";
import en from "./en.json";
import zh from "./zh.json";

addWords({ en, zh });
