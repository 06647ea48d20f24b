/** Rows of the queries of administration. */

import type { Queries } from "@/shared/api/generated";

export type User = Queries["platform.users"]["row"];
export type Role = Queries["platform.roles"]["row"];
export type Assignment = Queries["platform.role_assignments"]["row"];
export type Device = Queries["platform.devices"]["row"];
export type ApiKey = Queries["platform.api_keys"]["row"];
export type Logged = Queries["platform.audit_log"]["row"];
export type Denied = Queries["platform.security_log"]["row"];
export type SignatureRule = Queries["platform.signature_rules"]["row"];
