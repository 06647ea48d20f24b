/** Types of the API, written by tools/api_client.py from docs/reference/openapi.json. */

export type ProblemDetails = {
  readonly type: string;
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: string | null;
  readonly retry: boolean;
  readonly confirm: string | null;
  readonly problems: readonly (ProblemDetails)[];
};

export type Answer = {
  readonly id: string;
  readonly recorded_at: string;
  readonly events: readonly (EventNamed)[];
  readonly records: readonly (Touched)[];
  readonly clock_uncertain: boolean;
  readonly parked: Parked | null;
  readonly facts: readonly (FactShown)[] | null;
  readonly repeated: boolean;
};

export type EventNamed = {
  readonly name: string;
  readonly entity: string;
  readonly record: string;
  readonly code: string;
};

export type Touched = {
  readonly entity: string;
  readonly id: string;
  readonly code: string;
};

export type Parked = {
  readonly parked_fact: string;
  readonly code: string;
  readonly args: Readonly<Record<string, unknown>>;
};

export type FactShown = {
  readonly kind: string;
  readonly content: unknown;
};

export type Answers = {
  readonly answers: readonly (Answered)[];
};

export type Answered = {
  readonly answer: Answer | null;
  readonly problem: ProblemDetails | null;
};

export type Mixed = {
  readonly commands: readonly (MixedItem)[];
  readonly atomic: boolean;
  readonly dry_run: boolean;
};

export type MixedItem = {
  readonly command: string;
  readonly id: string;
};

export type RetryParkedFact = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly parked_fact: string;
  readonly reason?: string;
};

export type VoidParkedFact = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly parked_fact: string;
  readonly reason: string;
};

export type RequireSecondSignature = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly topic: string;
  readonly required?: boolean;
};

export type CreateUser = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly name: string;
  readonly number?: string | null;
  readonly badge?: string | null;
  readonly person?: string | null;
  readonly language?: "en" | "zh";
  readonly user?: string | null;
};

export type ChangeUser = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly user: string;
  readonly expected_version: number;
  readonly name?: string;
  readonly number?: string | null;
  readonly badge?: string | null;
  readonly person?: string | null;
  readonly language?: "en" | "zh";
};

export type DisableUser = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly user: string;
};

export type EnableUser = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly user: string;
};

export type SetPin = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly user: string;
  readonly secret: string;
};

export type CreateRole = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly label: Text;
  readonly permissions: readonly (Permission)[];
};

export type Text = {
  readonly en: string;
  readonly zh: string;
};

export type Permission = {
  readonly needs: string;
  readonly scope?: string | null;
  readonly fields?: readonly (FieldRule)[];
};

export type FieldRule = {
  readonly field: string;
  readonly level: "edit" | "hidden" | "masked" | "read";
};

export type ChangeRole = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly role: string;
  readonly expected_version: number;
  readonly label?: Text | null;
  readonly permissions?: readonly (Permission)[] | null;
};

export type AssignRole = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly user: string;
  readonly role: string;
  readonly node?: string | null;
  readonly valid_from?: string | null;
  readonly valid_until?: string | null;
};

export type RevokeRole = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly assignment: string;
};

export type CreateApiKey = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly secret: string;
  readonly name: string;
  readonly user: string;
  readonly allowed: readonly (string)[];
  readonly ends_at: string;
  readonly roles?: readonly (string)[];
};

export type RevokeApiKey = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly api_key: string;
};

export type PairDevice = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly pairing_code: string;
  readonly code: string;
  readonly name: string;
  readonly node?: string | null;
  readonly roles?: readonly (string)[];
};

export type RevokeDevice = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly device: string;
};

export type CreateWebhook = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly secret: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly (string)[];
  readonly user?: string | null;
};

export type ChangeWebhook = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly webhook: string;
  readonly expected_version: number;
  readonly name?: string;
  readonly url?: string;
  readonly events?: readonly (string)[];
  readonly paused?: boolean;
  readonly secret?: string;
};

export type ArchiveWebhook = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly webhook: string;
};

export type RedeliverWebhook = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly delivery: string;
};

export type WriteMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly material: string;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly quantity?: string | null;
  readonly new_revision?: boolean;
  readonly expected_version?: number | null;
  readonly lines: readonly (WrittenLine)[];
};

export type WrittenLine = {
  readonly material: string;
  readonly line?: number | null;
  readonly use?: "by_product" | "co_product" | "consume" | "produce" | "sample" | "tool";
  readonly quantity_per: string;
  readonly is_fixed?: boolean;
  readonly scrap_share?: string;
  readonly operation?: string | null;
  readonly issue_method?: "backflush" | "floor_stock" | "issue" | "kanban";
  readonly substitute_group?: string | null;
  readonly cost_share?: string | null;
};

export type ReleaseMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly material_bill: string;
  readonly expected_version: number;
  readonly effective_on?: string | null;
};

export type RetireMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly material_bill: string;
  readonly expected_version: number;
};

export type OpenPlace = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code: string;
  readonly kind?: "customer_site" | "line_side" | "store" | "supplier_site" | "transit";
  readonly name?: string;
  readonly equipment?: string | null;
  readonly partner?: string | null;
  readonly parent?: string | null;
  readonly may_go_below?: boolean;
};

export type OpenBalance = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly lines: readonly (OpeningLine)[];
};

export type OpeningLine = {
  readonly place: string;
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly value?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly expires_on?: string | null;
};

export type ClosePeriod = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly ends_on: string;
};

export type ReopenPeriod = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly ends_on: string;
  readonly reason: string;
};

export type ReleaseHold = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly reason: string;
  readonly lots?: readonly (NamedLot)[];
};

export type NamedLot = {
  readonly material: string;
  readonly lot: string;
};

export type KeepLedgerProof = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly proof: LedgerProof;
};

export type LedgerProof = {
  readonly ok: boolean;
  readonly moves: number;
  readonly balances: number;
  readonly edges: number;
  readonly findings: readonly (Finding)[];
  readonly laws?: readonly (ProvedLaw)[];
  readonly took_s?: number;
};

export type Finding = {
  readonly law: string;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
};

export type ProvedLaw = {
  readonly law: string;
  readonly title: Text;
  readonly took_s: number;
  readonly findings: readonly (Finding)[];
};

export type CreateAssetAssignment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly physical_asset: string;
  readonly equipment: string;
  readonly started_at: string;
  readonly ended_at?: string | null;
};

export type ChangeAssetAssignment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly physical_asset?: string | null;
  readonly equipment?: string | null;
  readonly started_at?: string | null;
  readonly ended_at?: string | null;
};

export type ArchiveAssetAssignment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreAssetAssignment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateCalendar = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
};

export type ChangeCalendar = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
};

export type ArchiveCalendar = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreCalendar = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateCalendarException = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly calendar: string;
  readonly day: string;
  readonly works_as?: "fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed" | null;
  readonly note?: string | null;
};

export type ChangeCalendarException = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly calendar?: string | null;
  readonly day?: string | null;
  readonly works_as?: "fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed" | null;
  readonly note?: string | null;
};

export type ArchiveCalendarException = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreCalendarException = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateCrew = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly site: string;
  readonly lead?: string | null;
};

export type ChangeCrew = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly site?: string | null;
  readonly lead?: string | null;
};

export type ArchiveCrew = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreCrew = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateCrewMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly crew: string;
  readonly person: string;
  readonly valid_from: string;
  readonly valid_to?: string | null;
};

export type ChangeCrewMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly crew?: string | null;
  readonly person?: string | null;
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
};

export type ArchiveCrewMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreCrewMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateDefectCode = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly class?: "material" | "process" | "set_up" | null;
  readonly parent?: string | null;
};

export type ChangeDefectCode = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly class?: "material" | "process" | "set_up" | null;
  readonly parent?: string | null;
};

export type ArchiveDefectCode = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreDefectCode = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateDowntimeReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly parent?: string | null;
  readonly time_class?: "delay" | "down" | "planned" | "setup" | null;
};

export type ChangeDowntimeReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly parent?: string | null;
  readonly time_class?: "delay" | "down" | "planned" | "setup" | null;
};

export type ArchiveDowntimeReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreDowntimeReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateEquipment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly site: string;
  readonly level: "area" | "control_module" | "equipment_module" | "process_cell" | "production_line" | "production_unit" | "storage_unit" | "storage_zone" | "unit" | "work_cell";
  readonly parent?: string | null;
  readonly dispatch_mode?: "machine" | "none" | "person" | "team" | null;
  readonly labor_rate_per_h?: string | null;
  readonly machine_rate_per_h?: string | null;
  readonly overhead_rate_per_h?: string | null;
  readonly calendar?: string | null;
};

export type ChangeEquipment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly site?: string | null;
  readonly level?: "area" | "control_module" | "equipment_module" | "process_cell" | "production_line" | "production_unit" | "storage_unit" | "storage_zone" | "unit" | "work_cell" | null;
  readonly parent?: string | null;
  readonly dispatch_mode?: "machine" | "none" | "person" | "team" | null;
  readonly labor_rate_per_h?: string | null;
  readonly machine_rate_per_h?: string | null;
  readonly overhead_rate_per_h?: string | null;
  readonly calendar?: string | null;
};

export type ArchiveEquipment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreEquipment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateHoldReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly applies_to?: "both" | "job_order" | "lot" | null;
};

export type ChangeHoldReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly applies_to?: "both" | "job_order" | "lot" | null;
};

export type ArchiveHoldReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreHoldReason = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly specification?: string | null;
  readonly unit: string;
  readonly material_class?: string | null;
  readonly lot_traced?: "lot" | "none" | "serial" | null;
  readonly costing?: "actual" | "fifo" | "moving_average" | "standard" | null;
  readonly standard_cost?: string | null;
  readonly shelf_life_days?: string | null;
  readonly shelf_life_min_days?: string | null;
  readonly over_receipt?: string | null;
  readonly inspected?: boolean | null;
  readonly may_go_below?: boolean | null;
  readonly catch_weight_unit?: string | null;
  readonly catch_weight_tolerance?: string | null;
  readonly gtin?: string | null;
  readonly drawing?: string | null;
  readonly stages?: readonly ("s1" | "s2" | "s3" | "s4" | "s5" | "s6")[] | null;
};

export type ChangeMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly specification?: string | null;
  readonly unit?: string | null;
  readonly material_class?: string | null;
  readonly lot_traced?: "lot" | "none" | "serial" | null;
  readonly costing?: "actual" | "fifo" | "moving_average" | "standard" | null;
  readonly standard_cost?: string | null;
  readonly shelf_life_days?: string | null;
  readonly shelf_life_min_days?: string | null;
  readonly over_receipt?: string | null;
  readonly inspected?: boolean | null;
  readonly may_go_below?: boolean | null;
  readonly catch_weight_unit?: string | null;
  readonly catch_weight_tolerance?: string | null;
  readonly gtin?: string | null;
  readonly drawing?: string | null;
  readonly stages?: readonly ("s1" | "s2" | "s3" | "s4" | "s5" | "s6")[] | null;
};

export type ArchiveMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly material: string;
  readonly revision?: string | null;
  readonly status?: "draft" | "obsolete" | "released" | null;
  readonly effective_on?: string | null;
  readonly quantity?: string | null;
};

export type ChangeMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly material?: string | null;
  readonly revision?: string | null;
  readonly status?: "draft" | "obsolete" | "released" | null;
  readonly effective_on?: string | null;
  readonly quantity?: string | null;
};

export type ArchiveMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreMaterialBill = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateMaterialBillLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly material_bill: string;
  readonly line: string;
  readonly material: string;
  readonly use?: "by_product" | "co_product" | "consume" | "produce" | "sample" | "tool" | null;
  readonly quantity_per: string;
  readonly is_fixed?: boolean | null;
  readonly scrap_share?: string | null;
  readonly operation?: string | null;
  readonly issue_method?: "backflush" | "floor_stock" | "issue" | "kanban" | null;
  readonly substitute_group?: string | null;
  readonly cost_share?: string | null;
};

export type ChangeMaterialBillLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly material_bill?: string | null;
  readonly line?: string | null;
  readonly material?: string | null;
  readonly use?: "by_product" | "co_product" | "consume" | "produce" | "sample" | "tool" | null;
  readonly quantity_per?: string | null;
  readonly is_fixed?: boolean | null;
  readonly scrap_share?: string | null;
  readonly operation?: string | null;
  readonly issue_method?: "backflush" | "floor_stock" | "issue" | "kanban" | null;
  readonly substitute_group?: string | null;
  readonly cost_share?: string | null;
};

export type ArchiveMaterialBillLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreMaterialBillLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateMaterialClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly parent?: string | null;
  readonly report_policy?: "flagged" | "strict" | null;
};

export type ChangeMaterialClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly parent?: string | null;
  readonly report_policy?: "flagged" | "strict" | null;
};

export type ArchiveMaterialClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreMaterialClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePartner = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly is_supplier?: boolean | null;
  readonly is_customer?: boolean | null;
  readonly is_carrier?: boolean | null;
  readonly phone?: string | null;
  readonly address?: string | null;
  readonly gln?: string | null;
};

export type ChangePartner = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly is_supplier?: boolean | null;
  readonly is_customer?: boolean | null;
  readonly is_carrier?: boolean | null;
  readonly phone?: string | null;
  readonly address?: string | null;
  readonly gln?: string | null;
};

export type ArchivePartner = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestorePartner = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePerson = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly badge?: string | null;
  readonly site?: string | null;
  readonly principal?: string | null;
  readonly joined_on?: string | null;
  readonly left_on?: string | null;
};

export type ChangePerson = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly badge?: string | null;
  readonly site?: string | null;
  readonly principal?: string | null;
  readonly joined_on?: string | null;
  readonly left_on?: string | null;
};

export type ArchivePerson = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestorePerson = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePersonnelClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
};

export type ChangePersonnelClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
};

export type ArchivePersonnelClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestorePersonnelClass = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePersonnelClassMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly person: string;
  readonly personnel_class: string;
  readonly valid_from: string;
  readonly valid_to?: string | null;
};

export type ChangePersonnelClassMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly person?: string | null;
  readonly personnel_class?: string | null;
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
};

export type ArchivePersonnelClassMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestorePersonnelClassMember = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePhysicalAsset = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly kind?: "gauge" | "machine" | "mold" | "other" | "tool" | null;
  readonly site?: string | null;
  readonly serial_no?: string | null;
  readonly maker?: string | null;
  readonly model?: string | null;
  readonly cavities?: string | null;
};

export type ChangePhysicalAsset = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly kind?: "gauge" | "machine" | "mold" | "other" | "tool" | null;
  readonly site?: string | null;
  readonly serial_no?: string | null;
  readonly maker?: string | null;
  readonly model?: string | null;
  readonly cavities?: string | null;
};

export type ArchivePhysicalAsset = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestorePhysicalAsset = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateQualification = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly person: string;
  readonly personnel_class: string;
  readonly level?: string | null;
  readonly valid_from: string;
  readonly valid_to?: string | null;
  readonly evidence?: string | null;
};

export type ChangeQualification = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly person?: string | null;
  readonly personnel_class?: string | null;
  readonly level?: string | null;
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
  readonly evidence?: string | null;
};

export type ArchiveQualification = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreQualification = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateShift = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly calendar: string;
  readonly work_center?: string | null;
  readonly crew?: string | null;
  readonly weekdays?: readonly ("fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed")[] | null;
  readonly starts_s: string;
  readonly ends_s: string;
  readonly break_s?: string | null;
};

export type ChangeShift = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly calendar?: string | null;
  readonly work_center?: string | null;
  readonly crew?: string | null;
  readonly weekdays?: readonly ("fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed")[] | null;
  readonly starts_s?: string | null;
  readonly ends_s?: string | null;
  readonly break_s?: string | null;
};

export type ArchiveShift = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreShift = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateSite = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly zone?: string | null;
  readonly day_starts_s?: string | null;
  readonly currency?: string | null;
  readonly calendar?: string | null;
  readonly report_policy?: "flagged" | "strict" | null;
  readonly late_entry_h?: string | null;
};

export type ChangeSite = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly zone?: string | null;
  readonly day_starts_s?: string | null;
  readonly currency?: string | null;
  readonly calendar?: string | null;
  readonly report_policy?: "flagged" | "strict" | null;
  readonly late_entry_h?: string | null;
};

export type ArchiveSite = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreSite = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateUnit = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly name: string;
  readonly name_en?: string | null;
  readonly places?: string | null;
};

export type ChangeUnit = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly places?: string | null;
};

export type ArchiveUnit = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreUnit = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateUnitConversion = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly material?: string | null;
  readonly source_unit: string;
  readonly target_unit: string;
  readonly num: string;
  readonly den: string;
};

export type ChangeUnitConversion = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly material?: string | null;
  readonly source_unit?: string | null;
  readonly target_unit?: string | null;
  readonly num?: string | null;
  readonly den?: string | null;
};

export type ArchiveUnitConversion = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreUnitConversion = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateWorkInstruction = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly operation: string;
  readonly material?: string | null;
  readonly step?: string | null;
  readonly text: string;
  readonly text_en?: string | null;
  readonly picture?: string | null;
};

export type ChangeWorkInstruction = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly operation?: string | null;
  readonly material?: string | null;
  readonly step?: string | null;
  readonly text?: string | null;
  readonly text_en?: string | null;
  readonly picture?: string | null;
};

export type ArchiveWorkInstruction = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreWorkInstruction = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePayRate = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly kind: "hour" | "piece";
  readonly operation?: string | null;
  readonly material?: string | null;
  readonly person?: string | null;
  readonly rate: string;
  readonly valid_from: string;
  readonly valid_to?: string | null;
};

export type ChangePayRate = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly kind?: "hour" | "piece" | null;
  readonly operation?: string | null;
  readonly material?: string | null;
  readonly person?: string | null;
  readonly rate?: string | null;
  readonly valid_from?: string | null;
  readonly valid_to?: string | null;
};

export type ArchivePayRate = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestorePayRate = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreateNonconformity = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly code: string;
  readonly title: string;
  readonly job_order?: string | null;
  readonly material?: string | null;
  readonly quantity?: string | null;
  readonly reason?: string | null;
  readonly disposition?: "repair" | "return" | "rework" | "scrap" | "sort" | "use_as_is" | null;
  readonly status?: "closed" | "contained" | "open" | null;
};

export type ChangeNonconformity = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly code?: string | null;
  readonly title?: string | null;
  readonly job_order?: string | null;
  readonly material?: string | null;
  readonly quantity?: string | null;
  readonly reason?: string | null;
  readonly disposition?: "repair" | "return" | "rework" | "scrap" | "sort" | "use_as_is" | null;
  readonly status?: "closed" | "contained" | "open" | null;
};

export type ArchiveNonconformity = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreNonconformity = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type CreatePrintRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly template: string;
  readonly entity: string;
  readonly code?: string | null;
  readonly copies: string;
};

export type CreateSheetHeading = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record?: string;
  readonly sender: string;
  readonly target: string;
  readonly heading: string;
  readonly field: string;
};

export type ChangeSheetHeading = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
  readonly sender?: string | null;
  readonly target?: string | null;
  readonly heading?: string | null;
  readonly field?: string | null;
};

export type ArchiveSheetHeading = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type RestoreSheetHeading = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly record: string;
  readonly expected_version: number;
};

export type PublishApp = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly app: string;
  readonly documents: readonly (DocumentText)[];
};

export type DocumentText = {
  readonly kind: "app" | "entity" | "flow" | "form" | "import_mapping" | "option_set" | "overlay" | "print_template" | "report" | "role" | "rule" | "story" | "view";
  readonly name: string;
  readonly text: string;
};

export type RollBackApp = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly app: string;
  readonly publication: string;
};

export type TakeStep = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly again?: boolean;
};

export type ReadMentions = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly comments: readonly (string)[];
};

export type WriteComment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly entity: string;
  readonly record: string;
  readonly text: string;
  readonly mentions?: readonly (string)[];
  readonly comment?: string | null;
};

export type WithdrawComment = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly entity: string;
  readonly record: string;
  readonly comment: string;
};

export type AttachFile = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly entity: string;
  readonly record: string;
  readonly file: string;
};

export type DetachFile = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly entity: string;
  readonly record: string;
  readonly file: string;
};

export type SaveView = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly view?: string | null;
  readonly expected_version?: number | null;
  readonly entity: string;
  readonly name: string;
  readonly content: ViewContent;
  readonly shared_with?: "everybody" | "nobody" | "role";
  readonly role?: string | null;
  readonly is_default?: boolean;
};

export type ViewContent = {
  readonly kind?: "calendar" | "gallery" | "kanban" | "list" | "tree";
  readonly search?: string | null;
  readonly filter?: string | null;
  readonly order?: string | null;
  readonly archived?: boolean;
  readonly columns?: readonly (string)[];
  readonly group?: readonly (string)[];
  readonly measures?: readonly (string)[];
  readonly colours?: readonly (ColourRule)[];
  readonly by?: string | null;
  readonly words?: Readonly<Record<string, string>>;
};

export type ColourRule = {
  readonly when: string;
  readonly colour: "blue" | "green" | "grey" | "orange" | "red";
  readonly icon?: "alarm" | "done" | "running" | "waiting" | "warning";
};

export type RemoveView = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly view: string;
  readonly expected_version: number;
};

export type RecordStates = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_unit: string;
  readonly connection: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly intervals?: readonly (StateLine)[];
  readonly counters?: readonly (CounterLine)[];
};

export type StateLine = {
  readonly state: "executing" | "fault" | "idle_no_order" | "maintenance" | "minor_stop" | "offline" | "planned_off" | "setup" | "waiting";
  readonly starts_at: string;
  readonly ends_at: string;
  readonly said?: string;
  readonly job_order?: string | null;
  readonly provisional?: boolean;
};

export type CounterLine = {
  readonly at: string;
  readonly delta: number;
  readonly value: number;
  readonly epoch: number;
  readonly kind: "counted" | "first" | "rejected" | "reset" | "rollover";
  readonly estimated?: boolean;
};

export type LabelStop = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly stop: string;
  readonly reason: string | null;
  readonly note?: string;
};

export type SplitStop = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly stop: string;
  readonly split_at: string;
};

export type MergeStops = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly stop: string;
  readonly other: string;
};

export type CreateConnection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly name: string;
  readonly work_unit: string;
  readonly protocol: "mtconnect_agent" | "mtconnect_shdr";
  readonly address: string;
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly device?: string | null;
  readonly zone?: string;
  readonly counting?: "display" | "report";
  readonly enabled?: boolean;
};

export type ChangeConnection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly connection: string;
  readonly expected_version: number;
  readonly name?: string;
  readonly protocol?: "mtconnect_agent" | "mtconnect_shdr";
  readonly address?: string;
  readonly device?: string | null;
  readonly zone?: string;
  readonly mapping?: Readonly<Record<string, unknown>>;
  readonly counting?: "display" | "report";
  readonly enabled?: boolean;
};

export type ArchiveConnection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly connection: string;
};

export type TryConnection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly connection: string;
};

export type CreateWorkMaster = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly kind?: "inspection_plan" | "maintenance_plan" | "move_template" | "recipe" | "routing";
  readonly name?: string;
  readonly name_en?: string | null;
  readonly material?: string | null;
  readonly operations?: readonly (Operation)[];
  readonly route?: string | null;
  readonly note?: string;
};

export type Operation = {
  readonly sequence: number;
  readonly name: string;
  readonly process_segment?: string;
  readonly work_center?: string | null;
  readonly planned_setup_s?: string;
  readonly planned_run_s?: string;
  readonly planned_labor_s?: string;
  readonly planned_machine_s?: string;
  readonly labor_rate?: string;
  readonly machine_rate?: string;
  readonly overhead_rate?: string;
  readonly transfer_batch?: string;
  readonly report_point?: boolean;
  readonly paid_with_next?: boolean;
  readonly report_policy?: "flagged" | "strict" | null;
  readonly start_by_report?: boolean;
  readonly first_article?: string;
  readonly first_article_absence?: FirstArticleAbsence | null;
  readonly count_tolerance?: string;
  readonly count_tolerance_share?: string;
  readonly needs_confirmation?: boolean;
  readonly confirmation?: ConfirmRule | null;
  readonly dispatch?: "at_release" | "manual";
  readonly backflush?: "none" | "on_complete" | "on_report";
  readonly supplier?: string | null;
  readonly is_outside?: boolean;
  readonly materials?: readonly (OperationMaterial)[];
  readonly resources?: readonly (OperationResource)[];
  readonly dependencies?: readonly (OperationDependency)[] | null;
  readonly material?: string | null;
  readonly pieces_per?: string;
  readonly is_activity?: boolean;
  readonly parameters?: readonly (OperationParameter)[];
};

export type FirstArticleAbsence = {
  readonly policy?: "at_risk" | "lead" | "wait";
  readonly confirm_within_h?: string;
  readonly at_risk?: string;
};

export type ConfirmRule = {
  readonly by?: "inspector" | "lead";
  readonly above?: string;
  readonly sample?: string;
};

export type OperationMaterial = {
  readonly material: string;
  readonly use?: "by_product" | "co_product" | "consume" | "produce" | "sample" | "tool";
  readonly quantity_per?: string;
  readonly fixed?: string;
  readonly scrap_share?: string;
  readonly issue_method?: "backflush" | "floor_stock" | "issue" | "kanban";
  readonly place?: string | null;
  readonly cost_share?: string;
  readonly planned_price?: string | null;
  readonly substitute_group?: string;
  readonly lot_rule?: "fefo" | "fifo" | "lifo" | "pinned";
};

export type OperationResource = {
  readonly kind: "equipment" | "person" | "physical_asset";
  readonly resource: string;
  readonly quantity?: string;
  readonly crew_size?: number;
  readonly skill_level_min?: number;
};

export type OperationDependency = {
  readonly predecessor: number;
  readonly type?: "alternative" | "finish_start" | "overlap" | "start_start";
  readonly lag_s?: string;
};

export type OperationParameter = {
  readonly code: string;
  readonly name?: string;
  readonly name_en?: string | null;
  readonly kind?: "choice" | "number" | "text" | "yes_no";
  readonly unit?: string;
  readonly lower?: string | null;
  readonly upper?: string | null;
  readonly choices?: readonly (string)[];
  readonly required?: boolean;
  readonly beyond?: "alert" | "refuse";
};

export type ChangeWorkMaster = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_master: string;
  readonly expected_version: number;
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly operations?: readonly (Operation)[] | null;
  readonly route?: string | null;
  readonly note?: string | null;
};

export type ReleaseWorkMaster = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_master: string;
  readonly expected_version: number;
  readonly effective_on?: string | null;
};

export type ReviseWorkMaster = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_master: string;
};

export type CreateWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly site: string;
  readonly material: string;
  readonly ordered: string;
  readonly kind?: "disassembly" | "maintenance" | "movement" | "normal" | "outside" | "quality" | "rework" | "sample" | "trial";
  readonly started_quantity?: string | null;
  readonly work_master?: string | null;
  readonly route?: string | null;
  readonly operations?: readonly (Operation)[];
  readonly over_limit?: string;
  readonly under_limit?: string;
  readonly lot_policy?: "one_lot" | "per_component_lot" | "per_transfer_batch" | "serial";
  readonly costing?: "actual" | "none" | "standard";
  readonly receipt_place?: string | null;
  readonly priority?: number;
  readonly due_at?: string | null;
  readonly planned_start_at?: string | null;
  readonly planned_end_at?: string | null;
  readonly project?: string | null;
  readonly customer_ref?: string | null;
  readonly source_system?: string | null;
  readonly source_ref?: string | null;
};

export type ChangeWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly expected_version: number;
  readonly ordered?: string | null;
  readonly started_quantity?: string | null;
  readonly over_limit?: string | null;
  readonly under_limit?: string | null;
  readonly priority?: number | null;
  readonly due_at?: string | null;
  readonly planned_start_at?: string | null;
  readonly planned_end_at?: string | null;
  readonly work_master?: string | null;
  readonly route?: string | null;
  readonly customer_ref?: string | null;
};

export type ReleaseWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly expected_version?: number | null;
  readonly job_codes?: Readonly<Record<string, string>>;
};

export type OpenWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly operations: readonly (OpenedOperation)[];
};

export type OpenedOperation = {
  readonly sequence?: number | null;
  readonly operation?: string | null;
  readonly waiting?: string;
  readonly finished?: string;
  readonly scrapped?: string;
  readonly outside?: string;
  readonly supplier?: string | null;
  readonly lot?: string | null;
  readonly value?: string;
};

export type CloseWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly expected_version?: number | null;
  readonly reason?: string | null;
  readonly actual_labor_rate?: string | null;
  readonly expense_account?: string | null;
};

export type CancelWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly reason: string;
  readonly expected_version?: number | null;
};

export type DispatchJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly work_center?: string | null;
  readonly work_unit?: string | null;
  readonly crew?: string | null;
  readonly person?: string | null;
  readonly any_unit?: boolean;
  readonly priority?: number | null;
  readonly planned_start_at?: string | null;
  readonly planned_end_at?: string | null;
};

export type RevokeJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason: string;
};

export type StartJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly work_unit?: string | null;
  readonly first_article_key?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type RequireFirstArticle = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly quantity: string;
};

export type PauseJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason: string;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type ResumeJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly first_article_key?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type HoldJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason: string;
  readonly alert: "machine" | "material" | "method" | "people" | "quality" | "safety" | "tool";
  readonly severity?: number;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type ReleaseHeldJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason: string;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type ReportOperation = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly good?: string;
  readonly sample?: string;
  readonly defects?: readonly (DefectLine)[];
  readonly missing?: string;
  readonly missing_reason?: string | null;
  readonly found?: string;
  readonly found_reason?: string | null;
  readonly lot?: string | null;
  readonly components?: readonly (Mounted)[];
  readonly labor_s?: string;
  readonly machine_s?: string;
  readonly persons?: readonly (PersonLine)[];
  readonly share_rule?: "coefficient" | "equal" | "given" | "hours";
  readonly parameters?: Readonly<Record<string, string | number | boolean | null>>;
  readonly crew?: string | null;
  readonly shift?: string | null;
  readonly work_unit?: string | null;
  readonly handling_unit?: string | null;
  readonly flow_card?: string | null;
  readonly inspection?: string | null;
  readonly reason?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type DefectLine = {
  readonly quantity: string;
  readonly defect_code: string;
  readonly outcome?: "repaired" | "rework" | "scrap" | "to_judge";
  readonly defect_class?: "material" | "process" | "set_up";
  readonly found_at?: string | null;
  readonly caused_at_job?: string | null;
  readonly caused_at_operation?: string | null;
  readonly caused_by_person?: string | null;
  readonly caused_by_supplier?: string | null;
  readonly rework_job?: string | null;
  readonly photo?: string | null;
};

export type Mounted = {
  readonly material: string;
  readonly lot: string;
  readonly quantity?: string | null;
};

export type PersonLine = {
  readonly person: string;
  readonly labor_s?: string | null;
  readonly coefficient?: string;
  readonly quantity?: string;
};

export type JudgeDefective = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly quantity: string;
  readonly verdict: "concession" | "repaired" | "rework" | "scrap" | "to_supplier";
  readonly defect_code: string;
  readonly defect_class?: "material" | "process" | "set_up";
  readonly lot?: string | null;
  readonly caused_at_job?: string | null;
  readonly rework_job?: string | null;
  readonly supplier?: string | null;
  readonly reason?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type CorrectReport = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly report: string;
  readonly reason: string;
  readonly good?: string | null;
  readonly sample?: string | null;
  readonly defects?: readonly (DefectLine)[] | null;
  readonly missing?: string | null;
  readonly missing_reason?: string | null;
  readonly found?: string | null;
  readonly found_reason?: string | null;
  readonly lot?: string | null;
  readonly components?: readonly (Mounted)[];
  readonly labor_s?: string | null;
  readonly machine_s?: string | null;
  readonly persons?: readonly (PersonLine)[] | null;
  readonly share_rule?: "coefficient" | "equal" | "given" | "hours";
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type ReverseCommand = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly command: string;
  readonly reason: string;
};

export type CompleteJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason?: string | null;
  readonly missing?: string;
  readonly missing_reason?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type ReopenJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason: string;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type AbortJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly reason: string;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type SplitJobOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly quantity: string;
  readonly code?: string | null;
  readonly work_unit?: string | null;
};

export type MergeJobOrders = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly into: string;
};

export type RaiseWorkAlert = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly work_unit?: string | null;
  readonly kind: "machine" | "material" | "method" | "people" | "quality" | "safety" | "tool";
  readonly severity?: number;
  readonly text?: string;
};

export type AcknowledgeWorkAlert = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_alert: string;
};

export type ResolveWorkAlert = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_alert: string;
};

export type CreateFlowCards = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly quantity: string;
};

export type ReprintFlowCard = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly flow_card: string;
  readonly reason?: string | null;
};

export type OpenRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly work_unit: string;
  readonly rule?: "area" | "cavity" | "equal" | "quantity" | "weight";
  readonly physical_asset?: string | null;
  readonly note?: string;
};

export type LoadRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
  readonly job_order?: string | null;
  readonly flow_card?: string | null;
  readonly quantity?: string | null;
  readonly measure?: string | null;
  readonly cavities?: readonly (number)[];
};

export type UnloadRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
  readonly job_order?: string | null;
  readonly flow_card?: string | null;
};

export type StartRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
};

export type ReportRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
  readonly lines?: readonly (RunLine)[];
  readonly strokes?: string | null;
  readonly labor_s?: string;
  readonly machine_s?: string | null;
  readonly persons?: readonly (PersonLine)[];
  readonly materials?: readonly (RunMaterial)[];
  readonly by_products?: readonly (RunByProduct)[];
  readonly parameters?: Readonly<Record<string, string | number | boolean | null>>;
  readonly crew?: string | null;
  readonly shift?: string | null;
  readonly reason?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type RunLine = {
  readonly job_order?: string | null;
  readonly flow_card?: string | null;
  readonly good?: string | null;
  readonly defects?: readonly (DefectLine)[];
  readonly lot?: string | null;
};

export type RunMaterial = {
  readonly material: string;
  readonly lot?: string | null;
  readonly quantity: string;
  readonly place: string;
  readonly offcuts?: readonly (Offcut)[];
};

export type Offcut = {
  readonly lot: string;
  readonly quantity: string;
  readonly place: string;
  readonly length_mm?: string | null;
  readonly width_mm?: string | null;
};

export type RunByProduct = {
  readonly material: string;
  readonly lot?: string | null;
  readonly quantity: string;
  readonly place: string;
  readonly price?: string;
};

export type CorrectRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
  readonly reason: string;
  readonly lines?: readonly (RunLine)[];
  readonly strokes?: string | null;
  readonly labor_s?: string | null;
  readonly machine_s?: string | null;
  readonly persons?: readonly (PersonLine)[] | null;
  readonly materials?: readonly (RunMaterial)[] | null;
  readonly by_products?: readonly (RunByProduct)[] | null;
};

export type StopRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
};

export type CancelRun = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly run: string;
  readonly reason: string;
};

export type BlockCavity = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly physical_asset: string;
  readonly cavity: number;
  readonly site: string;
  readonly reason: string;
  readonly blocked_on?: string | null;
};

export type FreeCavity = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly physical_asset: string;
  readonly cavity: number;
  readonly site: string;
  readonly freed_on?: string | null;
};

export type ReviseRunningOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_order: string;
  readonly reason: string;
  readonly expected_version?: number | null;
  readonly ordered?: string | null;
  readonly started_quantity?: string | null;
  readonly due_at?: string | null;
  readonly priority?: number | null;
  readonly from_sequence?: number | null;
  readonly from_card?: number | null;
  readonly operations?: readonly (OperationChange)[];
  readonly work_master?: string | null;
};

export type OperationChange = {
  readonly kind: "add" | "inside" | "move" | "outside" | "replace" | "skip";
  readonly sequence: number;
  readonly operation?: Operation | null;
  readonly to?: number | null;
  readonly supplier?: string | null;
  readonly work_center?: string | null;
};

export type AcknowledgeChange = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
};

export type ReleaseChange = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly kind: "drawing" | "inspection_plan" | "instruction" | "material_bill" | "routing";
  readonly material: string;
  readonly text: string;
  readonly document?: string;
  readonly work_master?: string | null;
  readonly orders?: readonly (OrderEffect)[];
};

export type OrderEffect = {
  readonly work_order: string;
  readonly effect: "finish_old" | "rework" | "stop" | "switch";
  readonly from_card?: number | null;
  readonly from_sequence?: number | null;
};

export type SendOut = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly quantity?: string | null;
  readonly supplier?: string | null;
  readonly lot?: string | null;
  readonly document?: string;
  readonly flow_card?: string | null;
  readonly weight_kg?: string | null;
  readonly piece_weight_kg?: string | null;
  readonly through?: string | null;
  readonly due_at?: string | null;
  readonly price?: string | null;
  readonly price_per?: "kg" | "lot" | "piece";
  readonly allowed_loss?: string;
  readonly is_inspected?: boolean;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type TakeIn = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly good?: string;
  readonly defective?: string;
  readonly spoiled?: string;
  readonly price?: string | null;
  readonly price_per?: "kg" | "lot" | "piece" | null;
  readonly weight_kg?: string | null;
  readonly supplier?: string | null;
  readonly lot?: string | null;
  readonly document?: string;
  readonly defect_code?: string;
  readonly forward_to?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type ReworkDefective = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly quantity: string;
  readonly defect_code: string;
  readonly defect_class?: "material" | "process" | "set_up";
  readonly lot?: string | null;
  readonly route?: string | null;
  readonly operations?: readonly (Operation)[];
  readonly sequences?: readonly (number)[];
  readonly from_sequence?: number | null;
  readonly caused_at_job?: string | null;
  readonly caused_by_person?: string | null;
  readonly caused_by_supplier?: string | null;
  readonly reason?: string | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type CreateReworkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly defect_code: string;
  readonly defect_class?: "material" | "process" | "set_up";
  readonly caused_at_job?: string | null;
  readonly caused_by_person?: string | null;
  readonly caused_by_supplier?: string | null;
  readonly code: string;
  readonly quantity: string;
  readonly job_order?: string | null;
  readonly site?: string | null;
  readonly place?: string | null;
  readonly material?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly lot?: string | null;
  readonly route?: string | null;
  readonly operations?: readonly (Operation)[];
  readonly receipt_place?: string | null;
  readonly due_at?: string | null;
  readonly reason?: string | null;
};

export type OpenCarton = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly site: string;
  readonly place: string;
  readonly lots_max?: number;
  readonly same_version?: boolean;
  readonly same_customer?: boolean;
  readonly capacity?: string | null;
};

export type PackCarton = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly carton: string;
  readonly lines: readonly (CartonLine)[];
};

export type CartonLine = {
  readonly material: string;
  readonly lot?: string;
  readonly quantity: string;
  readonly place?: string | null;
  readonly from_carton?: string | null;
};

export type CloseCarton = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly carton: string;
};

export type WriteWorkMaster = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly kind?: "inspection_plan" | "maintenance_plan" | "move_template" | "recipe" | "routing";
  readonly name?: string | null;
  readonly name_en?: string | null;
  readonly material?: string | null;
  readonly operations: readonly (Operation)[];
  readonly note?: string | null;
  readonly expected_version?: number | null;
};

export type RetireWorkMaster = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_master: string;
  readonly expected_version: number;
};

export type taktline_kernel_orders_people_SignIn = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly resource: string;
  readonly kind?: "equipment" | "person" | "physical_asset";
};

export type SignOut = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly resource: string;
  readonly kind?: "equipment" | "person" | "physical_asset";
};

export type ConfirmReports = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly reports: readonly (string)[];
  readonly verdict?: "confirmed" | "refused";
  readonly reason?: string | null;
};

export type CorrectChain = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly report: string;
  readonly good: string;
  readonly reason: string;
  readonly defects?: readonly (DefectLine)[] | null;
  readonly source?: "api" | "erp" | "machine" | "office" | "pda" | "terminal";
};

export type SwitchStages = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly material_class?: string | null;
  readonly switch_on?: readonly ("s1" | "s2" | "s3" | "s4" | "s5" | "s6")[];
  readonly switch_off?: readonly ("s1" | "s2" | "s3" | "s4" | "s5" | "s6")[];
  readonly reason?: string | null;
};

export type ClosePayPeriod = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly ends_on: string;
  readonly starts_on?: string | null;
};

export type OpenWorkOrders = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site: string;
  readonly orders: readonly (OpenedOrder)[];
};

export type OpenedOrder = {
  readonly code: string;
  readonly material: string;
  readonly ordered: string;
  readonly started_quantity?: string | null;
  readonly route?: string | null;
  readonly work_master?: string | null;
  readonly receipt_place?: string | null;
  readonly due_at?: string | null;
  readonly customer_ref?: string | null;
  readonly operations: readonly (OpenedOperation)[];
};

export type CloseOpening = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site: string;
  readonly reason?: string | null;
};

export type HandOverShift = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_center: string;
  readonly business_date: string;
  readonly shift?: string | null;
  readonly counted?: readonly (CountedLine)[];
  readonly notes?: string;
  readonly tools?: string;
  readonly photos?: readonly (string)[];
  readonly staying?: readonly (string)[];
};

export type CountedLine = {
  readonly job_order: string;
  readonly quantity: string;
  readonly explanation?: string;
};

export type TakeOverShift = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly shift_handover: string;
  readonly remark?: string;
};

export type JudgeFirstArticle = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly verdict: "failed" | "passed";
  readonly reason?: string | null;
};

export type SequenceQueue = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly work_unit: string;
  readonly job_orders: readonly (string)[];
};

export type PlaceHold = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly lots: readonly (NamedLot)[];
  readonly reason: string;
  readonly note?: string;
  readonly with_made_from?: boolean;
};

export type ReceiveMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly supplier: string;
  readonly reference?: string;
  readonly inspection?: string | null;
  readonly lines: readonly (ReceiptLine)[];
};

export type ReceiptLine = {
  readonly material: string;
  readonly place: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly price?: string | null;
  readonly amount?: string | null;
  readonly ordered?: string | null;
  readonly lot?: string | null;
  readonly supplier_lot?: string;
  readonly produced_on?: string | null;
  readonly expires_on?: string | null;
  readonly second_quantity?: string | null;
  readonly handling_unit?: string | null;
  readonly free_of_charge?: boolean;
  readonly theirs?: boolean;
  readonly order_line?: string;
  readonly replacement_for?: string;
};

export type ReturnToSupplier = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly supplier: string;
  readonly code: string;
  readonly reason: string;
  readonly lines: readonly (SupplierReturnLine)[];
  readonly replacement?: boolean;
};

export type SupplierReturnLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly source: string;
  readonly order_line?: string;
};

export type Weighing = {
  readonly gross: string;
  readonly tare?: string;
  readonly sample_pieces: number;
  readonly sample_weight: string;
  readonly tolerance?: string | null;
};

export type ScrapMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly defect_code: string;
  readonly reason: string;
  readonly lines: readonly (ScrapLine)[];
};

export type ScrapLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly source: string;
};

export type RemakeGoods = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly kind: "disassembly" | "mixing" | "repacking";
  readonly of: readonly (RemadeLine)[];
  readonly into: readonly (RemadeLine)[];
  readonly reason?: string;
};

export type RemadeLine = {
  readonly material: string;
  readonly place: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly share?: string | null;
};

export type MoveMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly lines: readonly (MoveLine)[];
  readonly demand?: string | null;
};

export type MoveLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly source: string;
  readonly target: string;
  readonly to_handling_unit?: string | null;
};

export type ChangeStatus = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly line: GoodsLine;
  readonly to: "available" | "blocked" | "quarantine" | "rejected";
  readonly reason: string;
};

export type GoodsLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
};

export type ChangeOwner = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly line: GoodsLine;
  readonly amount: string;
};

export type ShipMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code: string;
  readonly customer: string;
  readonly lines: readonly (ShipLine)[];
  readonly demand?: string | null;
  readonly part_of?: string | null;
};

export type ShipLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly source: string;
};

export type TakeBackMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code: string;
  readonly customer: string;
  readonly reason: string;
  readonly lines: readonly (TakeBackLine)[];
};

export type TakeBackLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly target: string;
};

export type IssueMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order?: string | null;
  readonly lines: readonly (IssueLine)[];
  readonly demand?: string | null;
  readonly reason?: string;
};

export type IssueLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly source: string;
  readonly job_order?: string | null;
};

export type ReturnMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly job_order: string;
  readonly lines: readonly (ReturnLine)[];
};

export type ReturnLine = {
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly weighed?: Weighing | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo";
  readonly target: string;
  readonly fault?: "material" | "process" | null;
};

export type TransferMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly source: string;
  readonly target: string;
  readonly lines: readonly (GoodsLine)[];
  readonly reason?: string;
};

export type PostInvoice = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly supplier: string;
  readonly reference?: string;
  readonly lines: readonly (InvoiceLine)[];
};

export type InvoiceLine = {
  readonly amount: string;
  readonly material?: string | null;
  readonly lot?: string | null;
  readonly quantity?: string;
  readonly unit?: string | null;
  readonly job_order?: string | null;
};

export type CountMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly lines: readonly (CountLine)[];
};

export type CountLine = {
  readonly material: string;
  readonly counted?: string | null;
  readonly weighed?: Weighing | null;
  readonly second_quantity?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly owner?: string | null;
  readonly handling_unit?: string | null;
};

export type SplitLot = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly material: string;
  readonly lot: string;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly parts: readonly (NewLot)[];
};

export type NewLot = {
  readonly lot: string;
  readonly quantity: string;
};

export type MergeLots = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly material: string;
  readonly lots: readonly (OldLot)[];
  readonly into: string;
};

export type OldLot = {
  readonly lot: string;
  readonly quantity: string;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
};

export type RegradeLot = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly material: string;
  readonly lot: string;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly quantity: string;
  readonly to_material: string;
  readonly to_lot: string;
  readonly to_quantity?: string | null;
  readonly reason: string;
};

export type Pack = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly place: string;
  readonly handling_unit: string;
  readonly kind?: "box" | "cart" | "container" | "pallet" | "roll";
  readonly lines: readonly (GoodsLine)[];
  readonly take_out?: boolean;
};

export type MoveHandlingUnit = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly handling_unit: string;
  readonly target: string;
  readonly onto?: string | null;
};

export type MakeReservation = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly demand: string;
  readonly material: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly place?: string | null;
  readonly lot?: string | null;
  readonly needed_on?: string | null;
  readonly expires_at?: string | null;
  readonly rule?: "fefo" | "fewest_units" | "fifo" | "lifo" | null;
};

export type ReleaseReservation = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly demand: string;
};

export type ExpireReservations = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
};

export type ClassifyMaterials = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly until?: string | null;
};

export type PlanCount = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code: string;
  readonly place: string;
  readonly materials?: readonly (string)[];
};

export type EnterCount = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly count: string;
  readonly lines: readonly (CountLine)[];
};

export type ApproveCount = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly count: string;
  readonly reason: string;
  readonly accept?: boolean;
};

export type LendMaterial = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code?: string | null;
  readonly lender: Party;
  readonly borrower: Party;
  readonly due_on: string;
  readonly reason?: string;
  readonly lines: readonly (GoodsLine)[];
};

export type Party = {
  readonly job_order?: string | null;
  readonly place?: string | null;
};

export type RepayLoan = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly loan: string;
  readonly lines: readonly (RepaidLine)[];
};

export type RepaidLine = {
  readonly line?: number;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly source?: Party | null;
  readonly target?: Party | null;
};

export type KeepLoan = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly loan: string;
  readonly reason: string;
  readonly line?: number | null;
};

export type CreatePurchaseOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code: string;
  readonly supplier: string;
  readonly note?: string;
  readonly lines: readonly (OrderedLine)[];
};

export type OrderedLine = {
  readonly material: string;
  readonly quantity: string;
  readonly promised_on: string;
  readonly line?: number | null;
  readonly unit?: string | null;
  readonly price?: string | null;
  readonly invoice_unit?: string | null;
  readonly weight_basis?: "theoretical" | "weighed";
};

export type ChangePurchaseLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly order_line: string;
  readonly promised_on?: string | null;
  readonly quantity?: string | null;
  readonly price?: string | null;
  readonly reason?: string;
};

export type ClosePurchaseLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly order_line: string;
  readonly reason: string;
};

export type AcceptExcess = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly order_line: string;
  readonly way: "accept" | "free_of_charge";
  readonly place: string;
  readonly quantity: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
  readonly status?: "available" | "blocked" | "quarantine" | "rejected";
  readonly handling_unit?: string | null;
  readonly second_quantity?: string | null;
  readonly reason?: string;
};

export type UndoBooking = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly booking: string;
};

export type DecideInspection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly inspection: string;
  readonly decision: "accept" | "conditional" | "reject";
  readonly parts?: readonly (DecidedPart)[];
  readonly retained_at?: string | null;
  readonly reason?: string | null;
};

export type DecidedPart = {
  readonly lot: string;
  readonly accepted?: string;
  readonly rejected?: string;
  readonly destroyed?: string;
  readonly retained?: string;
};

export type RequestInspection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly site: string;
  readonly material: string;
  readonly quantity: string;
  readonly operation?: string;
};

export type TakeInspection = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly inspection: string;
};

export type PlanSample = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly inspection: string;
  readonly plan: string;
  readonly supplier?: string | null;
  readonly is_steady?: boolean;
  readonly reduced_approved?: boolean;
  readonly resumes?: boolean;
};

export type RecordResults = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly inspection: string;
  readonly plan: string;
  readonly results: readonly (Result)[];
  readonly laboratory?: string;
};

export type Result = {
  readonly characteristic: string;
  readonly piece?: number;
  readonly lot?: string | null;
  readonly feature?: string;
  readonly value?: string | null;
  readonly ok?: boolean | null;
  readonly stated?: boolean | null;
  readonly measured_at?: string | null;
  readonly gauge?: string;
  readonly photo?: string | null;
};

export type ImportInspectionPlan = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly code: string;
  readonly name?: string;
  readonly material?: string | null;
  readonly characteristics: readonly (PlannedCharacteristic)[];
  readonly sampling?: readonly (ClassSampling)[];
  readonly source?: string;
};

export type PlannedCharacteristic = {
  readonly code: string;
  readonly name?: string;
  readonly kind?: "attribute" | "variable";
  readonly unit?: string;
  readonly target?: string | null;
  readonly lsl?: string | null;
  readonly usl?: string | null;
  readonly natural_limit?: string | null;
  readonly severity?: "critical" | "major" | "minor";
  readonly tolerance_type?: string;
};

export type ClassSampling = {
  readonly severity: "critical" | "major" | "minor";
  readonly level?: "I" | "II" | "III" | "S-1" | "S-2" | "S-3" | "S-4";
  readonly aql: string;
};

export type CreateSalesOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly site?: string | null;
  readonly code?: string | null;
  readonly customer: string;
  readonly customer_number?: string;
  readonly salesperson?: string | null;
  readonly note?: string;
  readonly ordered_on?: string | null;
  readonly lines: readonly (WantedLine)[];
};

export type WantedLine = {
  readonly material: string;
  readonly quantity: string;
  readonly promised_on: string;
  readonly line?: number | null;
  readonly unit?: string | null;
  readonly wanted_on?: string | null;
  readonly customer_material?: string;
  readonly priority?: number;
};

export type ChangeSalesOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly customer_number?: string | null;
  readonly salesperson?: string | null;
  readonly note?: string | null;
};

export type ChangeOrderLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly line: number;
  readonly quantity?: string | null;
  readonly promised_on?: string | null;
  readonly priority?: number | null;
  readonly reason?: string;
};

export type CloseOrderLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly line: number;
  readonly reason?: string;
};

export type CancelOrderLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly line: number;
  readonly reason?: string;
};

export type PlanOrderLine = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly line: number;
  readonly quantity?: string | null;
  readonly parts?: boolean;
};

export type LinkWorkOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly line: number;
  readonly work_order: string;
  readonly quantity?: string | null;
};

export type ShipSalesOrder = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly code: string;
  readonly lines: readonly (ShippedGoods)[];
};

export type ShippedGoods = {
  readonly line: number;
  readonly quantity: string;
  readonly source: string;
  readonly unit?: string | null;
  readonly lot?: string | null;
};

export type CreateCustomerLink = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly sales_order: string;
  readonly secret: string;
  readonly name: string;
  readonly ends_at: string;
};

export type RevokeCustomerLink = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly customer_link: string;
};

export type OpenCustomerLink = {
  readonly id: string;
  readonly occurred_at?: string;
  readonly offline?: boolean;
  readonly confirm?: readonly (string)[];
  readonly dry_run?: boolean;
  readonly extra?: Readonly<Record<string, string | number | boolean | readonly (string)[] | null>>;
  readonly customer_link: string;
  readonly address: string;
};

export type Page_ParkedFact_ = {
  readonly rows: readonly (ParkedFact)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ParkedFact = {
  readonly id: string;
  readonly command: string;
  readonly verb: string;
  readonly principal: string;
  readonly principal_name: string;
  readonly client: string | null;
  readonly body: string;
  readonly code: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly outcome: string | null;
  readonly settled_at: string | null;
  readonly places: readonly (string)[];
};

export type Page_DeadLetter_ = {
  readonly rows: readonly (DeadLetter)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DeadLetter = {
  readonly subscriber: string;
  readonly cause: string;
  readonly ordinal: number;
  readonly position: number;
  readonly code: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly failed_at: string;
};

export type Page_RuleRow_ = {
  readonly rows: readonly (RuleRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type RuleRow = {
  readonly topic: "concession" | "count_difference" | "engineering_change" | "order_change" | "outside_work" | "over_issue" | "over_receipt" | "overtime" | "rework" | "scrap" | "skip_inspection" | "supplier_return";
  readonly title: Text;
  readonly needs: string;
  readonly required: boolean;
};

export type Page_SignedRow_ = {
  readonly rows: readonly (SignedRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SignedRow = {
  readonly id: string;
  readonly command: string;
  readonly verb: string;
  readonly topic: "concession" | "count_difference" | "engineering_change" | "order_change" | "outside_work" | "over_issue" | "over_receipt" | "overtime" | "rework" | "scrap" | "skip_inspection" | "supplier_return";
  readonly asked_by: string;
  readonly asked_by_name: string | null;
  readonly signer: string;
  readonly signer_name: string;
  readonly signed_at: string;
};

export type Page_UserListed_ = {
  readonly rows: readonly (UserListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type UserListed = {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly badge: string | null;
  readonly person: string | null;
  readonly language: "en" | "zh";
  readonly state: "active" | "disabled";
  readonly version: number;
  readonly has_pin: boolean;
  readonly roles: readonly (string)[];
  readonly pin_locked_until: string | null;
};

export type Page_RoleListed_ = {
  readonly rows: readonly (RoleListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type RoleListed = {
  readonly id: string | null;
  readonly code: string;
  readonly label: Text;
  readonly permissions: readonly (Permission)[];
  readonly version: number;
  readonly built_in: boolean;
};

export type Page_AssignmentListed_ = {
  readonly rows: readonly (AssignmentListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type AssignmentListed = {
  readonly id: string;
  readonly user: string;
  readonly user_name: string;
  readonly role: string;
  readonly node: string | null;
  readonly valid_from: string | null;
  readonly valid_until: string | null;
  readonly created_at: string;
  readonly created_by: string;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
};

export type Page_ApiKeyListed_ = {
  readonly rows: readonly (ApiKeyListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ApiKeyListed = {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  readonly user_name: string;
  readonly roles: readonly (string)[];
  readonly allowed: readonly (string)[];
  readonly ends_at: string;
  readonly seen_on: string | null;
  readonly created_at: string;
  readonly revoked_at: string | null;
};

export type Page_DeviceListed_ = {
  readonly rows: readonly (DeviceListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DeviceListed = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly roles: readonly (string)[];
  readonly node: string | null;
  readonly seen_on: string | null;
  readonly created_at: string;
  readonly revoked_at: string | null;
};

export type Page_WebhookListed_ = {
  readonly rows: readonly (WebhookListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type WebhookListed = {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly events: readonly (string)[];
  readonly user: string;
  readonly state: "active" | "archived" | "paused";
  readonly version: number;
  readonly waiting: number;
  readonly dead: number;
};

export type Page_DeliveryListed_ = {
  readonly rows: readonly (DeliveryListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DeliveryListed = {
  readonly id: string;
  readonly webhook: string;
  readonly event_name: string;
  readonly state: "dead" | "delivered" | "waiting";
  readonly tries: number;
  readonly next_at: string | null;
  readonly answer_status: number | null;
  readonly answer: string;
  readonly created_at: string;
  readonly tried_at: string | null;
};

export type Page_DeniedListed_ = {
  readonly rows: readonly (DeniedListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DeniedListed = {
  readonly id: string;
  readonly at: string;
  readonly kind: string;
  readonly principal: string | null;
  readonly subject: string;
  readonly address: string;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type Page_Logged_ = {
  readonly rows: readonly (Logged)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Logged = {
  readonly position: number;
  readonly cause: string;
  readonly ordinal: number;
  readonly name: string;
  readonly version: number;
  readonly entity: string;
  readonly record: string;
  readonly code: string;
  readonly site: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly depth: number;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly verb: string;
  readonly principal: string;
  readonly principal_name: string | null;
  readonly on_behalf_of: string | null;
  readonly client: string | null;
};

export type Page_SignerShown_ = {
  readonly rows: readonly (SignerShown)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SignerShown = {
  readonly user: string;
  readonly name: string;
  readonly number: string | null;
};

export type Page_BillTreeRow_ = {
  readonly rows: readonly (BillTreeRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type BillTreeRow = {
  readonly path: string;
  readonly level: number;
  readonly parent: string;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly quantity_per: string;
  readonly unit: string;
  readonly scrap_share: string;
  readonly is_fixed: boolean;
  readonly use: string;
  readonly operation: string | null;
  readonly issue_method: string;
  readonly substitute_group: string | null;
  readonly quantity: string;
  readonly bill: string | null;
  readonly revision: number | null;
  readonly status: string | null;
  readonly bill_id: string | null;
  readonly is_circle: boolean;
};

export type Page_WhereUsedRow_ = {
  readonly rows: readonly (WhereUsedRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type WhereUsedRow = {
  readonly path: string;
  readonly level: number;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly bill: string;
  readonly revision: number;
  readonly status: string;
  readonly quantity_per: string;
  readonly scrap_share: string;
  readonly operation: string | null;
  readonly quantity: string;
  readonly is_top: boolean;
  readonly is_circle: boolean;
  readonly bill_id: string;
};

export type Page_CompareBillsRow_ = {
  readonly rows: readonly (CompareBillsRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CompareBillsRow = {
  readonly change: "added" | "changed" | "removed" | "same";
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string;
  readonly operation: string | null;
  readonly left_line: number | null;
  readonly left_quantity_per: string | null;
  readonly left_scrap_share: string | null;
  readonly left_use: string | null;
  readonly left_issue_method: string | null;
  readonly right_line: number | null;
  readonly right_quantity_per: string | null;
  readonly right_scrap_share: string | null;
  readonly right_use: string | null;
  readonly right_issue_method: string | null;
  readonly fields: readonly (string)[];
};

export type Page_OnHandRow_ = {
  readonly rows: readonly (OnHandRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OnHandRow = {
  readonly id: string;
  readonly site: string;
  readonly place: string;
  readonly kind: string;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly owner: string | null;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly value: string | null;
  readonly currency: string;
  readonly expires_on: string | null;
  readonly held_by: readonly (string)[];
  readonly reserved: string;
  readonly last_occurred_at: string | null;
};

export type Page_MoveRow_ = {
  readonly rows: readonly (MoveRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type MoveRow = {
  readonly id: string;
  readonly cause: string;
  readonly line: number;
  readonly source: string;
  readonly source_status: string;
  readonly target: string;
  readonly target_status: string;
  readonly material: string | null;
  readonly lot: string | null;
  readonly quantity: string;
  readonly unit: string | null;
  readonly value: string | null;
  readonly currency: string | null;
  readonly entered_quantity: string | null;
  readonly entered_unit: string | null;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly posted_on: string;
  readonly reverses: string | null;
  readonly verb: string | null;
  readonly by: string | null;
};

export type Page_TraceRow_ = {
  readonly rows: readonly (TraceRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type TraceRow = {
  readonly id: string;
  readonly depth: number;
  readonly material: string;
  readonly lot: string;
  readonly unit: string;
  readonly in_stock: string;
  readonly in_process: string;
  readonly shipped: string;
  readonly scrapped: string;
  readonly elsewhere: string;
  readonly partners: readonly (string)[];
  readonly job_orders: readonly (string)[];
  readonly held_by: readonly (string)[];
  readonly co_processed: readonly (string)[];
};

export type Page_MassBalanceRow_ = {
  readonly rows: readonly (MassBalanceRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type MassBalanceRow = {
  readonly unit: string;
  readonly received: string;
  readonly opening: string;
  readonly found: string;
  readonly unreported: string;
  readonly created: string;
  readonly in_stock: string;
  readonly in_process: string;
  readonly consumed: string;
  readonly shipped: string;
  readonly scrapped: string;
  readonly missing: string;
  readonly adjusted: string;
  readonly located_share: string | null;
};

export type Page_LotRow_ = {
  readonly rows: readonly (LotRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LotRow = {
  readonly id: string;
  readonly material: string;
  readonly lot: string;
  readonly unit: string;
  readonly is_serial: boolean;
  readonly produced_at: string | null;
  readonly received_at: string | null;
  readonly expires_on: string | null;
  readonly supplier: string | null;
  readonly supplier_lot: string;
  readonly stands: readonly (LotStand)[];
  readonly holds: readonly (LotHold)[];
  readonly made_from: readonly (LotNeighbor)[];
  readonly made_into: readonly (LotNeighbor)[];
};

export type LotStand = {
  readonly place: string;
  readonly kind: string;
  readonly status: string;
  readonly owner: string | null;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly value: string | null;
  readonly reserved: string;
};

export type LotHold = {
  readonly code: string;
  readonly reason: string;
  readonly note: string;
  readonly placed_at: string;
  readonly released_at: string | null;
};

export type LotNeighbor = {
  readonly material: string;
  readonly lot: string;
  readonly at: string;
  readonly quantity_in: string;
  readonly quantity_out: string;
};

export type Page_LedgerProofRow_ = {
  readonly rows: readonly (LedgerProofRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LedgerProofRow = {
  readonly law: string;
  readonly title: Text;
  readonly holds: boolean;
  readonly findings: readonly (Readonly<Record<string, string>>)[];
  readonly took_s: string;
  readonly proved_at: string;
  readonly moves: number;
  readonly balances: number;
  readonly edges: number;
};

export type Page_PeriodCheckRow_ = {
  readonly rows: readonly (PeriodCheckRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PeriodCheckRow = {
  readonly check: string;
  readonly title: Text;
  readonly blocks: boolean;
  readonly found: number;
  readonly examples: readonly (string)[];
  readonly amount: string | null;
};

export type Page_ViewShown_ = {
  readonly rows: readonly (ViewShown)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ViewShown = {
  readonly id: string;
  readonly entity: string;
  readonly name: string;
  readonly content: ViewContent;
  readonly shared_with: "everybody" | "nobody" | "role";
  readonly role: string | null;
  readonly is_default: boolean;
  readonly is_own: boolean;
  readonly version: number;
  readonly changed_at: string;
};

export type Page_StateListed_ = {
  readonly rows: readonly (StateListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StateListed = {
  readonly id: string;
  readonly work_unit: string;
  readonly state: "executing" | "fault" | "idle_no_order" | "maintenance" | "minor_stop" | "offline" | "planned_off" | "setup" | "waiting";
  readonly said: string;
  readonly job_order: string | null;
  readonly started_at: string;
  readonly ended_at: string;
  readonly length_s: number;
  readonly is_provisional: boolean;
};

export type Page_StopListed_ = {
  readonly rows: readonly (StopListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StopListed = {
  readonly id: string;
  readonly work_unit: string;
  readonly state: "executing" | "fault" | "idle_no_order" | "maintenance" | "minor_stop" | "offline" | "planned_off" | "setup" | "waiting";
  readonly said: string;
  readonly job_order: string | null;
  readonly started_at: string;
  readonly ended_at: string;
  readonly length_s: number;
  readonly is_provisional: boolean;
  readonly reason: string | null;
  readonly note: string;
  readonly labelled_at: string | null;
  readonly version: number;
};

export type Page_Utilisation_ = {
  readonly rows: readonly (Utilisation)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Utilisation = {
  readonly work_unit: string;
  readonly seconds: Readonly<Record<string, number>>;
  readonly heard_s: number;
  readonly planned_busy_s: number;
  readonly production_s: number;
  readonly setup_s: number;
  readonly delay_s: number;
  readonly down_s: number;
  readonly unknown_s: number;
  readonly availability: number | null;
  readonly utilisation: number | null;
  readonly produced: number;
};

export type Page_ConnectionListed_ = {
  readonly rows: readonly (ConnectionListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ConnectionListed = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly work_unit: string;
  readonly protocol: "mtconnect_agent" | "mtconnect_shdr";
  readonly address: string;
  readonly device: string | null;
  readonly zone: string;
  readonly counting: "display" | "report";
  readonly enabled: boolean;
  readonly version: number;
  readonly process: string | null;
  readonly connected_at: string | null;
  readonly heard_at: string | null;
  readonly said_at: string | null;
  readonly item: string | null;
  readonly value: string | null;
  readonly lag_s: number | null;
  readonly received: number;
  readonly booked_at: string | null;
  readonly known_until: string | null;
  readonly late: number;
  readonly ahead: number;
  readonly gaps: number;
  readonly drops: number;
  readonly problem: string | null;
  readonly problem_args: Readonly<Record<string, unknown>> | null;
  readonly problem_at: string | null;
  readonly trial_asked_at: string | null;
  readonly tried_at: string | null;
  readonly trial: TrialShown | null;
  readonly said: string;
};

export type TrialShown = {
  readonly works: boolean;
  readonly problem: string | null;
  readonly problem_args: Readonly<Record<string, unknown>>;
  readonly said: string;
  readonly items: Readonly<Record<string, string>>;
  readonly unheard: readonly (string)[];
  readonly devices: readonly (string)[];
};

export type Page_QueueRow_ = {
  readonly rows: readonly (QueueRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type QueueRow = {
  readonly id: string;
  readonly code: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly status: string;
  readonly priority: number;
  readonly material: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly good: string;
  readonly waiting: string;
  readonly work_center: string | null;
  readonly work_unit: string | null;
  readonly planned_start_at: string | null;
  readonly due_at: string | null;
  readonly first_article: string;
  readonly has_predecessor: boolean;
  readonly queue_rank: number | null;
  readonly left_s: number;
  readonly crew: string | null;
  readonly person: string | null;
  readonly material_name: string | null;
  readonly material_name_en: string | null;
};

export type Page_ProgressRow_ = {
  readonly rows: readonly (ProgressRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ProgressRow = {
  readonly id: string;
  readonly code: string;
  readonly sequence: number;
  readonly operation: string;
  readonly work_type: string;
  readonly status: string;
  readonly ordered: string;
  readonly good: string;
  readonly repaired: string;
  readonly scrap: string;
  readonly rework: string;
  readonly sample: string;
  readonly missing: string;
  readonly found: string;
  readonly in_process: string;
  readonly to_judge: string;
  readonly unreported: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
};

export type Page_CostRow_ = {
  readonly rows: readonly (CostRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CostRow = {
  readonly account: string;
  readonly amount: string;
};

export type Page_AlertRow_ = {
  readonly rows: readonly (AlertRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type AlertRow = {
  readonly id: string;
  readonly code: string;
  readonly job_order: string | null;
  readonly kind: string;
  readonly severity: number;
  readonly text: string;
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
};

export type Page_WipRow_ = {
  readonly rows: readonly (WipRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type WipRow = {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly kind: string;
  readonly lot: string;
  readonly quantity: string;
  readonly unit: string | null;
  readonly planned_value: string | null;
};

export type Page_ResponseRow_ = {
  readonly rows: readonly (ResponseRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ResponseRow = {
  readonly report: string;
  readonly kind: string;
  readonly occurred_at: string;
  readonly good: string;
  readonly sample: string;
  readonly scrap: string;
  readonly rework: string;
  readonly defective: string;
  readonly repaired: string;
  readonly missing: string;
  readonly found: string;
  readonly sign: number;
  readonly labor_s: string;
  readonly machine_s: string;
  readonly lot: string | null;
  readonly reason: string | null;
  readonly source: string;
  readonly confirmation: string;
  readonly is_reversed: boolean;
  readonly parameters: Readonly<Record<string, unknown>>;
};

export type Page_JobDetail_ = {
  readonly rows: readonly (JobDetail)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type JobDetail = {
  readonly id: string;
  readonly code: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly sequence: number;
  readonly work_type: string;
  readonly status: string;
  readonly hold_reason: string | null;
  readonly material: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly started_quantity: string;
  readonly planned_cost: string | null;
  readonly work_center: string | null;
  readonly work_unit: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly good: string;
  readonly scrap: string;
  readonly rework: string;
  readonly sample: string;
  readonly defective: string;
  readonly repaired: string;
  readonly missing: string;
  readonly found: string;
  readonly materials: readonly (PlannedMaterial)[];
  readonly resources: readonly (PresentResource)[];
  readonly responses: readonly (ResponseRow)[];
  readonly moves: readonly (MoveSum)[];
  readonly inspections: readonly (InspectionOfJob)[];
};

export type PlannedMaterial = {
  readonly material: string;
  readonly use: string;
  readonly quantity_per: string;
  readonly fixed: string;
  readonly planned: string;
  readonly unit: string;
};

export type PresentResource = {
  readonly kind: string;
  readonly code: string;
  readonly signed_in_at: string;
  readonly signed_out_at: string | null;
};

export type MoveSum = {
  readonly place: string;
  readonly other: string;
  readonly material: string | null;
  readonly came: string;
  readonly went: string;
  readonly value: string;
};

export type InspectionOfJob = {
  readonly code: string;
  readonly status: string;
  readonly ordered: string;
};

export type Page_CardLine_ = {
  readonly rows: readonly (CardLine)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CardLine = {
  readonly flow_card: string;
  readonly number: number;
  readonly of: number;
  readonly status: string;
  readonly voided_by: string | null;
  readonly replaced_by: string | null;
  readonly quantity: string;
  readonly work_order: string;
  readonly job_order: string;
  readonly operation: string;
  readonly job_status: string;
  readonly good: string;
  readonly bad: string;
  readonly waiting: string;
  readonly last_at: string | null;
};

export type Page_ToConfirmRow_ = {
  readonly rows: readonly (ToConfirmRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ToConfirmRow = {
  readonly report: string;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly day: string | null;
  readonly occurred_at: string;
  readonly persons: readonly (string)[];
  readonly good: string;
  readonly defective: string;
  readonly labor_s: string;
  readonly of_standard: string | null;
  readonly card: string | null;
  readonly above_card: boolean;
  readonly is_outlier: boolean;
};

export type Page_ImbalanceRow_ = {
  readonly rows: readonly (ImbalanceRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ImbalanceRow = {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly quantity: string;
  readonly unit: string | null;
  readonly since: string | null;
  readonly work_center: string | null;
  readonly crew: string | null;
  readonly person: string | null;
  readonly last_reported_by: readonly (string)[];
  readonly taken_by: readonly (string)[];
};

export type Page_Link_ = {
  readonly rows: readonly (Link)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Link = {
  readonly report: string;
  readonly job_order: string;
  readonly operation: string;
  readonly good: string;
  readonly becomes: string;
  readonly bad: string;
  readonly bad_becomes: string;
};

export type Page_PayRow_ = {
  readonly rows: readonly (PayRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PayRow = {
  readonly person: string;
  readonly name: string;
  readonly day: string;
  readonly is_difference: boolean;
  readonly pieces: string;
  readonly labor_s: string;
  readonly amount: string;
  readonly currency: string;
};

export type Page_MyWorkRow_ = {
  readonly rows: readonly (MyWorkRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type MyWorkRow = {
  readonly report: string;
  readonly what: string;
  readonly job_order: string | null;
  readonly work_order: string | null;
  readonly operation: string | null;
  readonly day: string;
  readonly occurred_at: string;
  readonly state: "corrected" | "counted" | "parked" | "refused" | "taken_back" | "voided" | "waiting";
  readonly pieces: string;
  readonly labor_s: string;
  readonly defective: string;
  readonly amount: string;
  readonly currency: string;
  readonly is_clock_uncertain: boolean;
  readonly by: string;
  readonly reason: string;
  readonly reported_by: string;
  readonly refusal: string;
};

export type Page_DraftRow_ = {
  readonly rows: readonly (DraftRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DraftRow = {
  readonly code: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly produced: string;
  readonly scrapped: string;
  readonly lines: readonly (Line)[];
  readonly stops: readonly (StopLine)[];
  readonly alerts: readonly (AlertLine)[];
  readonly material: readonly (MaterialLine)[];
  readonly present: readonly (string)[];
};

export type Line = {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly status: string;
  readonly material: string | null;
  readonly unit: string | null;
  readonly booked: string;
  readonly to_judge: string;
  readonly counted: string | null;
  readonly explanation: string;
  readonly is_flagged: boolean;
};

export type StopLine = {
  readonly work_unit: string;
  readonly started_at: string;
  readonly ended_at: string;
  readonly reason: string | null;
  readonly said: string;
};

export type AlertLine = {
  readonly code: string;
  readonly kind: string;
  readonly severity: number;
  readonly text: string;
  readonly raised_at: string;
  readonly job_order: string | null;
};

export type MaterialLine = {
  readonly place: string;
  readonly material: string;
  readonly lot: string | null;
  readonly quantity: string;
  readonly unit: string;
};

export type Page_Marks_ = {
  readonly rows: readonly (Marks)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Marks = {
  readonly job_order: string;
  readonly kit: "complete" | "missing" | "none" | "partial";
  readonly kit_pieces: string | null;
  readonly hold_reason: string | null;
  readonly change: string | null;
  readonly count_tolerance: string;
  readonly parameters: readonly (OperationParameter)[];
  readonly components: readonly (Component)[];
  readonly present: readonly (taktline_kernel_orders_station_marks_Person)[];
  readonly calls: readonly (Call)[];
  readonly checks: readonly (Check)[];
};

export type Component = {
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string;
  readonly per_piece: string;
  readonly needed: string;
  readonly here: string;
  readonly place: string;
  readonly traced: string;
};

export type taktline_kernel_orders_station_marks_Person = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly since: string;
};

export type Call = {
  readonly code: string;
  readonly kind: string;
  readonly severity: number;
  readonly text: string;
  readonly raised_at: string;
  readonly acknowledged_at: string | null;
  readonly acknowledged_by: string | null;
};

export type Check = {
  readonly code: string;
  readonly status: string;
  readonly ordered: string;
};

export type Page_Fit_ = {
  readonly rows: readonly (Fit)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Fit = {
  readonly verdict: "expired" | "fits" | "held" | "not_here" | "not_on_bill" | "not_released";
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly lot: string;
  readonly unit: string;
  readonly expires_on: string | null;
  readonly held_by: readonly (string)[];
  readonly uses: readonly (string)[];
  readonly place: string | null;
  readonly here: string;
  readonly elsewhere: readonly (string)[];
};

export type Page_Meaning_ = {
  readonly rows: readonly (Meaning)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Meaning = {
  readonly kind: "carton" | "equipment" | "flow_card" | "job_order" | "person" | "physical_asset";
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly status: string;
  readonly job_order: string | null;
};

export type Page_Step_ = {
  readonly rows: readonly (Step)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type Step = {
  readonly code: string;
  readonly step: string;
  readonly text: string;
  readonly text_en: string | null;
  readonly picture: string | null;
  readonly changed_at: string;
};

export type Page_BoardStation_ = {
  readonly rows: readonly (BoardStation)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type BoardStation = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly work_center: string | null;
  readonly center_name: string | null;
  readonly center_name_en: string | null;
  readonly is_unit: boolean;
  readonly dispatch_mode: string | null;
  readonly site: string;
  readonly jobs: number;
  readonly left_s: number;
  readonly running: number;
};

export type Page_StationLoad_ = {
  readonly rows: readonly (StationLoad)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StationLoad = {
  readonly station: string;
  readonly shift: string;
  readonly day: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly capacity_s: number;
  readonly load_s: number;
};

export type Page_OrderMaterialRow_ = {
  readonly rows: readonly (OrderMaterialRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OrderMaterialRow = {
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly planned: string;
  readonly issued: string;
  readonly used: string;
  readonly missing: string;
};

export type Page_StoryRow_ = {
  readonly rows: readonly (StoryRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StoryRow = {
  readonly at: string;
  readonly what: string;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly good: string;
  readonly bad: string;
  readonly reason: string | null;
  readonly is_back: boolean;
  readonly by: string | null;
};

export type Page_FlowRow_ = {
  readonly rows: readonly (FlowRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type FlowRow = {
  readonly before: string;
  readonly after: string;
  readonly type: string;
};

export type Page_RunLineRow_ = {
  readonly rows: readonly (RunLineRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type RunLineRow = {
  readonly run: string;
  readonly status: string;
  readonly rule: string;
  readonly work_unit: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly job_order: string;
  readonly flow_card: string | null;
  readonly operation: string;
  readonly quantity: string;
  readonly unloaded_at: string | null;
  readonly made: string | null;
  readonly share: string | null;
  readonly labor_s: string | null;
  readonly machine_s: string | null;
};

export type Page_TogetherRow_ = {
  readonly rows: readonly (TogetherRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type TogetherRow = {
  readonly run: string;
  readonly work_unit: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly material: string | null;
  readonly lot: string | null;
  readonly quantity: string;
};

export type Page_OffcutRow_ = {
  readonly rows: readonly (OffcutRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OffcutRow = {
  readonly id: string;
  readonly material: string;
  readonly lot: string;
  readonly parent_lot: string;
  readonly place: string;
  readonly quantity: string;
  readonly length_mm: string | null;
  readonly width_mm: string | null;
  readonly run: string;
  readonly unit: string;
};

export type Page_RevisionRow_ = {
  readonly rows: readonly (RevisionRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type RevisionRow = {
  readonly revision: number;
  readonly reason: string;
  readonly ordered: string;
  readonly due_at: string | null;
  readonly from_sequence: number | null;
  readonly from_card: number | null;
  readonly effect: Readonly<Record<string, unknown>>;
  readonly said_at: string;
  readonly unread: number;
};

export type Page_NoticeRow_ = {
  readonly rows: readonly (NoticeRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type NoticeRow = {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly work_center: string | null;
  readonly text: string;
  readonly told_at: string;
};

export type Page_OldVersionRow_ = {
  readonly rows: readonly (OldVersionRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OldVersionRow = {
  readonly place: string;
  readonly kind: string;
  readonly work_order: string | null;
  readonly job_order: string | null;
  readonly effect: string | null;
  readonly material: string;
  readonly lot: string;
  readonly quantity: string;
  readonly value: string | null;
};

export type Page_StatementRow_ = {
  readonly rows: readonly (StatementRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StatementRow = {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly material: string | null;
  readonly unit: string | null;
  readonly opening: string;
  readonly sent: string;
  readonly returned: string;
  readonly defective: string;
  readonly spoiled: string;
  readonly outside: string;
  readonly charge: string;
  readonly claim: string;
  readonly loss: string;
  readonly amount: string;
};

export type Page_OverdueRow_ = {
  readonly rows: readonly (OverdueRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OverdueRow = {
  readonly id: string;
  readonly supplier: string;
  readonly document: string;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly material: string | null;
  readonly unit: string | null;
  readonly sent_at: string;
  readonly due_at: string | null;
  readonly quantity: string;
  readonly outside: string;
};

export type Page_ReworkRow_ = {
  readonly rows: readonly (ReworkRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ReworkRow = {
  readonly work_order: string;
  readonly found_at: string;
  readonly defect_code: string;
  readonly quantity: string;
  readonly caused_at: string | null;
  readonly caused_by_person: string | null;
  readonly caused_by_supplier: string | null;
  readonly rework: string;
  readonly good: string;
  readonly scrap: string;
  readonly cost: string;
};

export type Page_CartonRow_ = {
  readonly rows: readonly (CartonRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CartonRow = {
  readonly carton: string;
  readonly status: string;
  readonly place: string;
  readonly material: string;
  readonly lot: string;
  readonly quantity: string;
  readonly unit: string;
  readonly customer: string | null;
};

export type Page_HistoryRow_ = {
  readonly rows: readonly (HistoryRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type HistoryRow = {
  readonly id: string;
  readonly occurred_at: string;
  readonly went_in: boolean;
  readonly lot: string;
  readonly quantity: string;
  readonly place: string;
  readonly other: string | null;
  readonly unit: string | null;
};

export type Page_OperationRow_ = {
  readonly rows: readonly (OperationRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OperationRow = {
  readonly code: string;
  readonly revision: number;
  readonly status: string;
  readonly name: string;
  readonly material: string | null;
  readonly sequence: number;
  readonly operation: string;
  readonly work_center: string | null;
  readonly work_center_name: string | null;
  readonly work_center_name_en: string | null;
  readonly planned_setup_s: string;
  readonly planned_run_s: string;
  readonly planned_labor_s: string;
  readonly planned_machine_s: string;
  readonly is_outside: boolean;
  readonly supplier: string | null;
  readonly report_point: boolean;
  readonly first_article: string;
  readonly transfer_batch: string;
  readonly pieces_per: string;
  readonly predecessors: readonly (number)[] | null;
  readonly is_activity: boolean;
  readonly makes: string | null;
  readonly components: number;
  readonly work_master_id: string;
};

export type Page_ValueAskedRow_ = {
  readonly rows: readonly (ValueAskedRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ValueAskedRow = {
  readonly code: string;
  readonly revision: number;
  readonly status: string;
  readonly sequence: number;
  readonly operation: string;
  readonly parameter: string;
  readonly parameter_name: string | null;
  readonly parameter_name_en: string | null;
  readonly kind: string;
  readonly unit: string | null;
  readonly lower: string | null;
  readonly upper: string | null;
  readonly choices: string | null;
  readonly required: boolean;
  readonly beyond: string;
  readonly work_master_id: string;
};

export type Page_LotReportRow_ = {
  readonly rows: readonly (LotReportRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LotReportRow = {
  readonly id: string;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly work_unit_id: string | null;
  readonly at: string;
  readonly good: string;
  readonly scrap: string;
  readonly defective: string;
  readonly machine_s: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reason: string | null;
  readonly source: string;
};

export type Page_ReadinessRow_ = {
  readonly rows: readonly (ReadinessRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ReadinessRow = {
  readonly work_order: string;
  readonly material: string | null;
  readonly priority: number;
  readonly due_at: string | null;
  readonly open_quantity: string;
  readonly sets_on_hand: string;
  readonly sets_with_inspection: string;
  readonly sets_with_all: string;
  readonly short: readonly (ShortMaterial)[];
};

export type ShortMaterial = {
  readonly material: string;
  readonly unit: string;
  readonly needed: string;
  readonly on_hand: string;
  readonly in_inspection: string;
  readonly on_the_way: string;
  readonly taken_before: string;
  readonly short: string;
  readonly expected_on: string | null;
};

export type Page_SheetRow_ = {
  readonly rows: readonly (SheetRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SheetRow = {
  readonly id: string;
  readonly place: string;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly owner: string | null;
  readonly handling_unit: string | null;
  readonly unit: string;
  readonly abc: string;
  readonly to_count: boolean;
  readonly counted: string | null;
  readonly expected: string | null;
};

export type Page_DueRow_ = {
  readonly rows: readonly (DueRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DueRow = {
  readonly site: string;
  readonly place: string;
  readonly material: string;
  readonly abc: string;
  readonly last_counted_at: string | null;
  readonly due_on: string;
};

export type Page_AccuracyRow_ = {
  readonly rows: readonly (AccuracyRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type AccuracyRow = {
  readonly site: string;
  readonly abc: string;
  readonly counted: number;
  readonly within: number;
  readonly accuracy: string;
};

export type Page_LoanListed_ = {
  readonly rows: readonly (LoanListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LoanListed = {
  readonly id: string;
  readonly site: string;
  readonly code: string;
  readonly line: number;
  readonly material: string;
  readonly unit: string;
  readonly lender: string;
  readonly borrower: string;
  readonly lent: string;
  readonly returned: string;
  readonly kept: string;
  readonly owed: string;
  readonly due_on: string;
  readonly days_overdue: number;
  readonly status: "kept" | "open" | "returned";
  readonly reason: string;
  readonly lent_at: string;
};

export type Page_PurchaseListed_ = {
  readonly rows: readonly (PurchaseListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PurchaseListed = {
  readonly id: string;
  readonly site: string;
  readonly order_line: string;
  readonly supplier: string;
  readonly material: string;
  readonly unit: string;
  readonly quantity: string;
  readonly received: string;
  readonly open: string;
  readonly kept: string;
  readonly free: string;
  readonly returned: string;
  readonly to_replace: string;
  readonly promised_on: string;
  readonly postponed_days: number;
  readonly days_late: number;
  readonly status: "closed" | "open" | "received";
};

export type Page_SupplierListed_ = {
  readonly rows: readonly (SupplierListed)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SupplierListed = {
  readonly supplier: string;
  readonly deliveries: number;
  readonly on_time: number;
  readonly share_on_time: string | null;
  readonly days_late: string | null;
  readonly lines_late: number;
  readonly returned_lines: number;
};

export type Page_SummaryRow_ = {
  readonly rows: readonly (SummaryRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SummaryRow = {
  readonly key: string;
  readonly name: string;
  readonly material: string;
  readonly unit: string;
  readonly rows: number;
  readonly quantity: string;
  readonly blocked: string;
  readonly value: string | null;
  readonly expires_first: string | null;
  readonly held: number;
};

export type Page_OwnedRow_ = {
  readonly rows: readonly (OwnedRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OwnedRow = {
  readonly owner: string;
  readonly owner_name: string;
  readonly material: string;
  readonly material_name: string;
  readonly lot: string;
  readonly unit: string;
  readonly before: string;
  readonly received: string;
  readonly consumed: string;
  readonly scrapped: string;
  readonly returned: string;
  readonly taken_over: string;
  readonly adjusted: string;
  readonly there: string;
};

export type Page_DifferenceRow_ = {
  readonly rows: readonly (DifferenceRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DifferenceRow = {
  readonly id: string;
  readonly place: string;
  readonly material: string;
  readonly name: string;
  readonly lot: string;
  readonly status: string;
  readonly handling_unit: string | null;
  readonly unit: string;
  readonly abc: string;
  readonly tolerance: string;
  readonly expected: string | null;
  readonly first: string | null;
  readonly second: string | null;
  readonly difference: string | null;
  readonly within: boolean | null;
  readonly value: string | null;
  readonly counted_at: string | null;
  readonly counted_by: string | null;
};

export type Page_PickRow_ = {
  readonly rows: readonly (PickRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PickRow = {
  readonly material: string;
  readonly name: string;
  readonly unit: string;
  readonly traced: string;
  readonly needed: string;
  readonly issued: string;
  readonly open: string;
  readonly places: readonly (PickPlace)[];
};

export type PickPlace = {
  readonly place: string;
  readonly lot: string;
  readonly handling_unit: string | null;
  readonly free: string;
  readonly expires_on: string | null;
};

export type Page_ScannedRow_ = {
  readonly rows: readonly (ScannedRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ScannedRow = {
  readonly kind: "handling_unit" | "job_order" | "lot" | "material" | "place" | "stock_count";
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly site: string;
  readonly status: string;
  readonly material: string;
  readonly lot: string;
  readonly traced: string;
  readonly unit: string;
  readonly place: string;
  readonly expires_on: string | null;
  readonly expired: boolean;
  readonly held_by: readonly (string)[];
  readonly quantity: string | null;
};

export type Page_EdgeRow_ = {
  readonly rows: readonly (EdgeRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type EdgeRow = {
  readonly source: string;
  readonly target: string;
  readonly material: string;
  readonly lot: string;
  readonly into_material: string;
  readonly into_lot: string;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly work_unit: string | null;
  readonly quantity_in: string;
  readonly unit_in: string;
  readonly quantity_out: string;
  readonly unit_out: string;
};

export type Page_WorkRow_ = {
  readonly rows: readonly (WorkRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type WorkRow = {
  readonly id: string;
  readonly depth: number;
  readonly material: string;
  readonly lot: string;
  readonly at: string;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly people: readonly (string)[];
  readonly good: string;
  readonly defective: string;
  readonly scrap: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly unit: string | null;
};

export type Page_RecallRow_ = {
  readonly rows: readonly (RecallRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type RecallRow = {
  readonly id: string;
  readonly depth: number;
  readonly where: "elsewhere" | "in_process" | "in_stock" | "scrapped" | "shipped";
  readonly site: string;
  readonly place: string;
  readonly partner: string | null;
  readonly job_order: string | null;
  readonly material: string;
  readonly lot: string;
  readonly status: string;
  readonly handling_unit: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly expires_on: string | null;
  readonly last_at: string | null;
  readonly document: string | null;
  readonly held_by: readonly (string)[];
};

export type Page_MeasuredRow_ = {
  readonly rows: readonly (MeasuredRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type MeasuredRow = {
  readonly id: string;
  readonly depth: number;
  readonly material: string;
  readonly lot: string;
  readonly inspection: string;
  readonly characteristic: string;
  readonly piece: number;
  readonly value: string | null;
  readonly attribute_ok: boolean | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly unit: string;
  readonly passed: boolean | null;
  readonly measured_at: string;
};

export type Page_SamplingRow_ = {
  readonly rows: readonly (SamplingRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SamplingRow = {
  readonly letter: string;
  readonly sample_size: number;
  readonly accept: number;
  readonly reject: number;
};

export type Page_ResultRow_ = {
  readonly rows: readonly (ResultRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ResultRow = {
  readonly id: string;
  readonly characteristic: string;
  readonly feature: string;
  readonly piece: number;
  readonly lot: string | null;
  readonly value: string | null;
  readonly attribute_ok: boolean | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly unit: string;
  readonly passed: boolean | null;
  readonly stated: boolean | null;
  readonly measured_at: string;
  readonly laboratory: string;
};

export type Page_ProposalRow_ = {
  readonly rows: readonly (ProposalRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ProposalRow = {
  readonly severity: string;
  readonly state: string;
  readonly level: string;
  readonly aql: string;
  readonly letter: string;
  readonly sample_size: number;
  readonly accept: number;
  readonly reject: number;
  readonly inspected: number;
  readonly nonconforming: number;
  readonly proposal: string;
  readonly planned_at: string;
};

export type Page_LotResultRow_ = {
  readonly rows: readonly (LotResultRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LotResultRow = {
  readonly id: string;
  readonly inspection: string;
  readonly operation: string;
  readonly laboratory: string;
  readonly characteristic: string;
  readonly name: string;
  readonly feature: string;
  readonly piece: number;
  readonly material: string | null;
  readonly lot: string | null;
  readonly value: string | null;
  readonly attribute_ok: boolean | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly unit: string;
  readonly passed: boolean | null;
  readonly stated: boolean | null;
  readonly measured_at: string;
};

export type Page_TaskRow_ = {
  readonly rows: readonly (TaskRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type TaskRow = {
  readonly id: string;
  readonly code: string;
  readonly kind: "final" | "first_article" | "incoming" | "other" | "patrol";
  readonly operation: string;
  readonly status: string;
  readonly inspects: string | null;
  readonly work_order: string | null;
  readonly work_center: string | null;
  readonly material: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly ordered: string;
  readonly supplier: string | null;
  readonly lots: readonly (string)[];
  readonly sample_size: number | null;
  readonly inspected: number;
  readonly failed: number;
  readonly taken_by: string | null;
  readonly created_at: string;
  readonly due_at: string | null;
  readonly waits_s: number;
  readonly decision: "accept" | "conditional" | "reject" | null;
  readonly reason: string | null;
  readonly decided_at: string | null;
  readonly decided_by: string | null;
};

export type Page_WaitingRow_ = {
  readonly rows: readonly (WaitingRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type WaitingRow = {
  readonly lot: string;
  readonly material: string;
  readonly place: string;
  readonly quantity: string;
  readonly unit: string;
  readonly status: string;
};

export type Page_PlanRow_ = {
  readonly rows: readonly (PlanRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PlanRow = {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly name: string;
  readonly status: string;
  readonly material: string | null;
  readonly material_name: string | null;
  readonly material_name_en: string | null;
  readonly source: string;
  readonly characteristics: number;
  readonly sampling: readonly (string)[];
  readonly is_followed: boolean;
  readonly used_at: string | null;
};

export type Page_CharacteristicRow_ = {
  readonly rows: readonly (CharacteristicRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CharacteristicRow = {
  readonly id: string;
  readonly sequence: number;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly target: string | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly natural_limit: string | null;
  readonly severity: string;
  readonly tolerance_type: string;
};

export type Page_ValueRow_ = {
  readonly rows: readonly (ValueRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ValueRow = {
  readonly id: string;
  readonly measured_at: string;
  readonly inspection: string;
  readonly plan: string;
  readonly characteristic: string;
  readonly name: string;
  readonly feature: string;
  readonly piece: number;
  readonly material: string | null;
  readonly lot: string | null;
  readonly value: string | null;
  readonly attribute_ok: boolean | null;
  readonly lsl: string | null;
  readonly usl: string | null;
  readonly unit: string;
  readonly passed: boolean | null;
  readonly laboratory: string;
  readonly gauge: string;
  readonly measured_by: string | null;
  readonly photo: string | null;
};

export type Page_PointRow_ = {
  readonly rows: readonly (PointRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PointRow = {
  readonly chart: "c" | "i_mr" | "np" | "p" | "u" | "xbar_r" | "xbar_s";
  readonly point: number;
  readonly inspection: string;
  readonly piece: number | null;
  readonly lot: string | null;
  readonly measured_at: string;
  readonly size: number;
  readonly value: number;
  readonly center: number;
  readonly lcl: number;
  readonly ucl: number;
  readonly spread: number | null;
  readonly spread_center: number | null;
  readonly spread_lcl: number | null;
  readonly spread_ucl: number | null;
  readonly signals: readonly (string)[];
  readonly spread_signals: readonly (string)[];
  readonly runs: readonly (string)[];
  readonly frozen: boolean;
  readonly left_out: number;
};

export type Page_CapableRow_ = {
  readonly rows: readonly (CapableRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CapableRow = {
  readonly plan: string;
  readonly plan_name: string;
  readonly characteristic: string;
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly severity: string;
  readonly target: number | null;
  readonly lsl: number | null;
  readonly usl: number | null;
  readonly inspected: number;
  readonly failed: number;
  readonly inspections: number;
  readonly mean: number | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly sigma_within: number | null;
  readonly sigma_overall: number | null;
  readonly cp: number | null;
  readonly cpk: number | null;
  readonly pp: number | null;
  readonly ppk: number | null;
  readonly cpm: number | null;
  readonly signals: number;
};

export type Page_BinRow_ = {
  readonly rows: readonly (BinRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type BinRow = {
  readonly low: number;
  readonly high: number;
  readonly count: number;
  readonly expected: number;
  readonly smallest: number | null;
  readonly largest: number | null;
};

export type Page_ParetoRow_ = {
  readonly rows: readonly (ParetoRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ParetoRow = {
  readonly key: string;
  readonly plan: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly pieces: string;
  readonly reports: number;
  readonly share: number;
  readonly cumulative: number;
  readonly is_vital: boolean;
};

export type Page_JudgedDefectRow_ = {
  readonly rows: readonly (JudgedDefectRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type JudgedDefectRow = {
  readonly id: string;
  readonly occurred_at: string;
  readonly quantity: string;
  readonly defect_code: string;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly defect_class: string;
  readonly outcome: string;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly job_order: string;
  readonly work_order: string | null;
  readonly material: string | null;
  readonly lot: string | null;
  readonly caused_at: string | null;
  readonly caused_by: string | null;
  readonly photo: string | null;
  readonly unit: string | null;
};

export type Page_JudgeRow_ = {
  readonly rows: readonly (JudgeRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type JudgeRow = {
  readonly job_order: string;
  readonly work_order: string | null;
  readonly operation: string;
  readonly work_unit: string | null;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string;
  readonly lot: string;
  readonly quantity: string;
  readonly since: string | null;
  readonly waits_s: number | null;
  readonly defect_codes: readonly (string)[];
};

export type Page_GoodsRow_ = {
  readonly rows: readonly (GoodsRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type GoodsRow = {
  readonly place: string;
  readonly site: string;
  readonly lot: string;
  readonly material: string;
  readonly unit: string;
  readonly quantity: string;
  readonly status: string;
  readonly job_order: string | null;
  readonly supplier: string | null;
};

export type Page_ProgressLine_ = {
  readonly rows: readonly (ProgressLine)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ProgressLine = {
  readonly id: string;
  readonly site: string;
  readonly sales_order: string;
  readonly line: number;
  readonly customer: string;
  readonly customer_name: string;
  readonly customer_name_en: string | null;
  readonly customer_number: string;
  readonly salesperson: string | null;
  readonly salesperson_name: string | null;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly customer_material: string;
  readonly unit: string;
  readonly quantity: string;
  readonly ordered_on: string;
  readonly wanted_on: string | null;
  readonly promised_on: string;
  readonly first_promised_on: string;
  readonly priority: number;
  readonly state: "cancelled" | "closed" | "open" | "shipped";
  readonly reason: string;
  readonly planned: string;
  readonly released: string;
  readonly begun: string;
  readonly finished: string;
  readonly reserved: string;
  readonly free: string;
  readonly shipped: string;
  readonly open: string;
  readonly expected_at: string | null;
  readonly is_late: boolean;
  readonly late_days: number;
  readonly holds: "draft" | "far" | "held" | "judging" | "material" | "nothing" | "outside" | "queue" | "shipping" | "suspended" | "unplanned" | "work";
  readonly holds_at: string | null;
  readonly holds_count: string | null;
};

export type Page_PreviewRow_ = {
  readonly rows: readonly (PreviewRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type PreviewRow = {
  readonly is_after: boolean;
  readonly quantity: string;
  readonly unit: string;
  readonly promised_on: string;
  readonly open: string;
  readonly planned: string;
  readonly surplus: string;
  readonly expected_at: string | null;
  readonly is_late: boolean;
  readonly late_days: number;
  readonly holds: "draft" | "far" | "held" | "judging" | "material" | "nothing" | "outside" | "queue" | "shipping" | "suspended" | "unplanned" | "work";
  readonly holds_at: string | null;
  readonly holds_count: string | null;
};

export type Page_OrderOperation_ = {
  readonly rows: readonly (OrderOperation)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OrderOperation = {
  readonly line: number;
  readonly work_order: string;
  readonly order_status: string;
  readonly ordered: string;
  readonly quantity: string;
  readonly job_order: string;
  readonly sequence: number;
  readonly operation: string;
  readonly status: string;
  readonly is_first: boolean;
  readonly station: string | null;
  readonly in_process: string;
  readonly good: string;
  readonly to_judge: string;
  readonly rework: string;
  readonly scrap: string;
  readonly outside: string;
};

export type Page_OrderWork_ = {
  readonly rows: readonly (OrderWork)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OrderWork = {
  readonly line: number;
  readonly work_order: string;
  readonly status: string;
  readonly material: string;
  readonly ordered: string;
  readonly quantity: string;
  readonly finished: string;
  readonly due_at: string | null;
  readonly expected_at: string | null;
  readonly is_late: boolean;
};

export type Page_OrderShipped_ = {
  readonly rows: readonly (OrderShipped)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OrderShipped = {
  readonly line: number;
  readonly code: string;
  readonly material: string;
  readonly unit: string;
  readonly quantity: string;
  readonly taken_back: string;
  readonly lots: readonly (string)[];
  readonly shipped_at: string;
  readonly by: string | null;
};

export type Page_OrderTold_ = {
  readonly rows: readonly (OrderTold)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OrderTold = {
  readonly at: string;
  readonly of: string;
  readonly what: string;
  readonly code: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly by: string | null;
};

export type Page_CustomerLinkRow_ = {
  readonly rows: readonly (CustomerLinkRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CustomerLinkRow = {
  readonly id: string;
  readonly name: string;
  readonly state: "ended" | "open" | "revoked";
  readonly ends_at: string;
  readonly created_at: string;
  readonly by: string | null;
  readonly opened: number;
  readonly last_opened_at: string | null;
};

export type Page_RushRow_ = {
  readonly rows: readonly (RushRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type RushRow = {
  readonly kind: "material" | "order" | "own" | "queue";
  readonly work_order: string | null;
  readonly sales_orders: readonly (string)[];
  readonly due_at: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly shift_s: number;
  readonly is_late: boolean;
  readonly turns_late: boolean;
  readonly material: string | null;
  readonly unit: string | null;
  readonly quantity: string | null;
  readonly station: string | null;
  readonly jobs: readonly (string)[];
};

export type Page_SiteRow_ = {
  readonly rows: readonly (SiteRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type SiteRow = {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly zone: string;
  readonly day_starts_s: string;
  readonly heard_at: string | null;
};

export type Page_OrderRow_ = {
  readonly rows: readonly (OrderRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OrderRow = {
  readonly code: string;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly status: string;
  readonly ordered: string;
  readonly finished: string;
  readonly in_process: string;
  readonly to_judge: string;
  readonly scrapped: string;
  readonly progress: number;
  readonly running: readonly (string)[];
  readonly is_held: boolean;
  readonly due_at: string | null;
  readonly is_late: boolean;
};

export type Page_OutputRow_ = {
  readonly rows: readonly (OutputRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OutputRow = {
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly planned: string;
  readonly finished: string;
  readonly bad: string;
  readonly scrapped: string;
};

export type Page_DayRow_ = {
  readonly rows: readonly (DayRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DayRow = {
  readonly business_date: string;
  readonly material: string;
  readonly finished: string;
  readonly bad: string;
};

export type Page_ReportRow_ = {
  readonly rows: readonly (ReportRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ReportRow = {
  readonly report: string;
  readonly occurred_at: string;
  readonly work_unit: string | null;
  readonly work_order: string | null;
  readonly job_order: string;
  readonly operation: string;
  readonly material: string | null;
  readonly lot: string | null;
  readonly good: string;
  readonly sample: string;
  readonly defective: string;
  readonly scrap: string;
  readonly sign: number;
};

export type Page_StationRow_ = {
  readonly rows: readonly (StationRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StationRow = {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly work_center: string | null;
  readonly state: string | null;
  readonly said: string | null;
  readonly since: string | null;
  readonly heard_until: string | null;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly good: string;
  readonly bad: string;
  readonly last_report_at: string | null;
};

export type Page_YieldRow_ = {
  readonly rows: readonly (YieldRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type YieldRow = {
  readonly material: string;
  readonly sequence: number | null;
  readonly operation: string;
  readonly inspected: string;
  readonly bad: string;
  readonly first_pass: number | null;
  readonly rolled: number | null;
};

export type Page_DefectRow_ = {
  readonly rows: readonly (DefectRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type DefectRow = {
  readonly defect_code: string;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly pieces: string;
  readonly operations: readonly (string)[];
};

export type Page_OeeRow_ = {
  readonly rows: readonly (OeeRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type OeeRow = {
  readonly part: string;
  readonly since: string;
  readonly until: string;
  readonly work_unit: string | null;
  readonly planned_busy_s: number;
  readonly production_s: number;
  readonly standard_s: number;
  readonly earned_s: number;
  readonly produced: string;
  readonly good: string;
  readonly states_s: Readonly<Record<string, number>>;
  readonly availability: number | null;
  readonly effectiveness: number | null;
  readonly quality_ratio: number | null;
  readonly oee: number | null;
};

export type Page_WallRow_ = {
  readonly rows: readonly (WallRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type WallRow = {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly parent: string | null;
  readonly parent_name: string | null;
  readonly parent_name_en: string | null;
  readonly state: "executing" | "fault" | "idle_no_order" | "maintenance" | "minor_stop" | "offline" | "planned_off" | "setup" | "waiting" | null;
  readonly said: string | null;
  readonly since: string | null;
  readonly heard_until: string | null;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly work_order: string | null;
  readonly material: string | null;
  readonly is_running: boolean;
  readonly ordered: string | null;
  readonly job_good: string | null;
  readonly planned_cycle_s: number | null;
  readonly cycle_s: number | null;
  readonly counted: string | null;
  readonly good: string;
  readonly bad: string;
  readonly stop: string | null;
  readonly unlabelled: number;
  readonly call: string | null;
  readonly call_kind: string | null;
  readonly called_at: string | null;
  readonly is_call_taken: boolean;
};

export type Page_LaneRow_ = {
  readonly rows: readonly (LaneRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LaneRow = {
  readonly work_unit: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly states: readonly ("executing" | "fault" | "idle_no_order" | "maintenance" | "minor_stop" | "offline" | "planned_off" | "setup" | "waiting")[];
  readonly starts_s: readonly (number)[];
  readonly ends_s: readonly (number)[];
};

export type Page_LineRow_ = {
  readonly rows: readonly (LineRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LineRow = {
  readonly code: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly level: string;
  readonly stations: number;
};

export type Page_LineOutputRow_ = {
  readonly rows: readonly (LineOutputRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LineOutputRow = {
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly unit: string | null;
  readonly planned: string;
  readonly good: string;
  readonly bad: string;
};

export type Page_LineHourRow_ = {
  readonly rows: readonly (LineHourRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type LineHourRow = {
  readonly hour: string;
  readonly good: string;
  readonly bad: string;
};

export type Page_CallRow_ = {
  readonly rows: readonly (CallRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type CallRow = {
  readonly id: string;
  readonly code: string;
  readonly kind: string;
  readonly severity: number;
  readonly text: string;
  readonly work_unit: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly job_order: string | null;
  readonly operation: string | null;
  readonly raised_at: string;
  readonly raised_by: string | null;
  readonly acknowledged_at: string | null;
  readonly acknowledged_by: string | null;
  readonly resolved_at: string | null;
  readonly resolved_by: string | null;
  readonly answer_s: number | null;
  readonly settle_s: number | null;
};

export type Page_StopParetoRow_ = {
  readonly rows: readonly (StopParetoRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type StopParetoRow = {
  readonly key: string | null;
  readonly name: string | null;
  readonly name_en: string | null;
  readonly stops: number;
  readonly seconds: number;
  readonly longest_s: number;
  readonly work_units: readonly (string)[];
  readonly share: number;
  readonly running_share: number;
};

export type Page_ShiftRow_ = {
  readonly rows: readonly (ShiftRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type ShiftRow = {
  readonly part: string;
  readonly since: string;
  readonly until: string;
};

export type Page_AlarmRow_ = {
  readonly rows: readonly (AlarmRow)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
};

export type AlarmRow = {
  readonly alarm: "expired" | "expiring" | "owed";
  readonly site: string;
  readonly place: string;
  readonly material: string;
  readonly name: string;
  readonly name_en: string | null;
  readonly lot: string;
  readonly quantity: string;
  readonly unit: string;
  readonly expires_on: string | null;
};

export type ParkedFacts = {
  readonly waiting: boolean;
  readonly after: string | null;
  readonly limit: number;
};

export type DeadLetters = {
  readonly subscriber: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type RuleParams = {
};

export type SignedParams = {
  readonly topic: string | null;
  readonly command: string | null;
  readonly limit: number;
};

export type Users = {
  readonly after: string | null;
  readonly limit: number;
  readonly state: "active" | "disabled" | null;
  readonly search: string | null;
};

export type Listing = {
  readonly after: string | null;
  readonly limit: number;
};

export type Assignments = {
  readonly after: string | null;
  readonly limit: number;
  readonly user: string | null;
  readonly role: string | null;
  readonly revoked: boolean;
};

export type Deliveries = {
  readonly after: string | null;
  readonly limit: number;
  readonly webhook: string | null;
  readonly state: "dead" | "delivered" | "waiting" | null;
};

export type DeniedAttempts = {
  readonly after: string | null;
  readonly limit: number;
  readonly since: string | null;
  readonly principal: string | null;
};

export type AuditAsked = {
  readonly after: string | null;
  readonly limit: number;
  readonly since: string | null;
  readonly until: string | null;
  readonly principal: string | null;
  readonly entity: string | null;
  readonly search: string | null;
};

export type SignersAsked = {
  readonly topic: string;
  readonly limit: number;
};

export type BillTreeParams = {
  readonly material: string | null;
  readonly material_bill: string | null;
  readonly quantity: string;
  readonly depth: number;
  readonly limit: number;
  readonly after: string | null;
};

export type WhereUsedParams = {
  readonly material: string;
  readonly depth: number;
  readonly all_versions: boolean;
  readonly limit: number;
  readonly after: string | null;
};

export type CompareBillsParams = {
  readonly left: string;
  readonly right: string;
};

export type OnHandParams = {
  readonly limit: number;
  readonly after: string | null;
  readonly material: string | null;
  readonly lot: string | null;
  readonly place: string | null;
  readonly status: string | null;
  readonly kind: string | null;
  readonly empty: boolean;
};

export type MovesParams = {
  readonly limit: number;
  readonly after: string | null;
  readonly cause: string | null;
  readonly material: string | null;
  readonly lot: string | null;
  readonly place: string | null;
  readonly posted_from: string | null;
  readonly posted_to: string | null;
};

export type TraceParams = {
  readonly limit: number;
  readonly after: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction: "backward" | "forward";
  readonly depth: number;
};

export type MassBalanceParams = {
  readonly material: string;
  readonly lot: string;
};

export type ContentParams = {
  readonly limit: number;
  readonly after: string | null;
  readonly handling_unit: string;
};

export type LotParams = {
  readonly material: string;
  readonly lot: string;
};

export type LedgerProofParams = {
  readonly live: boolean;
};

export type PeriodCheckParams = {
  readonly ends_on: string;
};

export type ViewsAsked = {
  readonly entity: string;
};

export type MachineWindow = {
  readonly work_unit: string | null;
  readonly since: string;
  readonly until: string;
  readonly unlabelled: boolean;
  readonly after: string | null;
  readonly limit: number;
};

export type ConnectionsAsked = {
  readonly work_unit: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type QueueParams = {
  readonly work_center: string | null;
  readonly work_unit: string | null;
  readonly below: string | null;
  readonly released: boolean;
  readonly crew: string | null;
  readonly person: string | null;
  readonly limit: number;
  readonly after: string | null;
};

export type OrderParams = {
  readonly work_order: string;
};

export type OpenParams = {
  readonly limit: number;
};

export type JobParams = {
  readonly job_order: string;
  readonly limit: number;
};

export type CardParams = {
  readonly flow_card: string;
  readonly limit: number;
};

export type ToConfirmParams = {
  readonly work_center: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly limit: number;
};

export type ChainParams = {
  readonly report: string;
  readonly good: string;
};

export type PayParams = {
  readonly first: string;
  readonly last: string;
  readonly person: string | null;
  readonly by: "day" | "month";
};

export type OwnPayParams = {
  readonly first: string;
  readonly last: string;
  readonly by: "day" | "month";
};

export type MyWorkParams = {
  readonly first: string | null;
  readonly last: string | null;
  readonly limit: number;
};

export type DraftParams = {
  readonly work_center: string;
  readonly business_date: string;
  readonly shift: string | null;
};

export type MarksParams = {
  readonly work_center: string | null;
  readonly work_unit: string | null;
  readonly limit: number;
};

export type FitParams = {
  readonly job_order: string;
  readonly lot: string;
  readonly material: string | null;
  readonly limit: number;
};

export type CodeParams = {
  readonly code: string;
};

export type BoardParams = {
  readonly below: string | null;
};

export type LoadParams = {
  readonly below: string | null;
  readonly since: string;
  readonly shifts: number;
};

export type OrderNamed = {
  readonly work_order: string;
};

export type RunParams = {
  readonly run: string;
  readonly limit: number;
};

export type TogetherParams = {
  readonly material: string | null;
  readonly lot: string | null;
  readonly job_order: string | null;
  readonly limit: number;
};

export type OffcutParams = {
  readonly material: string | null;
  readonly length_mm: string | null;
  readonly width_mm: string | null;
  readonly limit: number;
};

export type RevisionParams = {
  readonly work_order: string;
  readonly limit: number;
};

export type NoticeParams = {
  readonly work_center: string | null;
  readonly limit: number;
};

export type OldVersionParams = {
  readonly engineering_change: string;
  readonly limit: number;
};

export type StatementParams = {
  readonly supplier: string;
  readonly month: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly limit: number;
};

export type OverdueParams = {
  readonly supplier: string | null;
  readonly at: string | null;
  readonly limit: number;
};

export type ReworkParams = {
  readonly work_order: string | null;
  readonly limit: number;
};

export type CartonParams = {
  readonly carton: string;
  readonly limit: number;
};

export type OperationsParams = {
  readonly work_master: string | null;
  readonly limit: number;
  readonly after: string | null;
};

export type LotReportsParams = {
  readonly material: string;
  readonly lot: string;
  readonly after: string | null;
  readonly limit: number;
};

export type ReadinessParams = {
  readonly site: string | null;
  readonly work_order: string | null;
  readonly limit: number;
};

export type SheetParams = {
  readonly count: string;
};

export type DueParams = {
  readonly on: string | null;
  readonly limit: number;
};

export type AccuracyParams = {
  readonly closed_from: string | null;
  readonly closed_to: string | null;
};

export type LoanParams = {
  readonly site: string | null;
  readonly party: string | null;
  readonly material: string | null;
  readonly overdue: boolean;
  readonly settled: boolean;
  readonly on: string | null;
  readonly limit: number;
};

export type PurchaseParams = {
  readonly site: string | null;
  readonly supplier: string | null;
  readonly material: string | null;
  readonly order: string | null;
  readonly late: boolean;
  readonly ended: boolean;
  readonly on: string | null;
  readonly limit: number;
};

export type DeliveryParams = {
  readonly received_from: string | null;
  readonly received_to: string | null;
  readonly supplier: string | null;
};

export type SummaryParams = {
  readonly by: "all" | "handling_unit" | "lot" | "material" | "owner" | "place" | "status";
  readonly material: string | null;
  readonly lot: string | null;
  readonly place: string | null;
  readonly status: string | null;
  readonly kind: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type OwnedParams = {
  readonly owner: string | null;
  readonly material: string | null;
  readonly posted_from: string | null;
  readonly posted_to: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type DifferencesParams = {
  readonly count: string;
};

export type PickParams = {
  readonly job_order: string;
};

export type ScannedParams = {
  readonly code: string;
  readonly site: string | null;
};

export type TreeParams = {
  readonly limit: number;
  readonly after: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction: "backward" | "forward";
  readonly depth: number;
};

export type SamplingParams = {
  readonly lot_size: number;
  readonly aql: string;
  readonly level: "I" | "II" | "III" | "S-1" | "S-2" | "S-3" | "S-4";
  readonly severity: "normal" | "reduced" | "tightened";
};

export type ResultParams = {
  readonly inspection: string;
  readonly limit: number;
};

export type ProposalParams = {
  readonly inspection: string;
};

export type LotResultsParams = {
  readonly material: string | null;
  readonly lot: string | null;
  readonly inspection: string | null;
  readonly failed: boolean;
  readonly after: string | null;
  readonly limit: number;
};

export type TasksParams = {
  readonly stand: "all" | "decided" | "open";
  readonly kind: "final" | "first_article" | "incoming" | "other" | "patrol" | null;
  readonly material: string | null;
  readonly inspection: string | null;
  readonly since: string | null;
  readonly until: string | null;
  readonly mine: boolean;
  readonly after: string | null;
  readonly limit: number;
};

export type OneParams = {
  readonly inspection: string;
  readonly limit: number;
};

export type PlansParams = {
  readonly material: string | null;
  readonly inspection: string | null;
  readonly every: boolean;
  readonly limit: number;
};

export type CharacteristicsParams = {
  readonly plan: string | null;
  readonly revision: number | null;
  readonly inspection: string | null;
  readonly limit: number;
};

export type ValuesParams = {
  readonly since: string | null;
  readonly until: string | null;
  readonly plan: string | null;
  readonly characteristic: string | null;
  readonly material: string | null;
  readonly inspection: string | null;
  readonly lot: string | null;
  readonly failed: boolean;
  readonly low: string | null;
  readonly high: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type ChartParams = {
  readonly since: string | null;
  readonly until: string | null;
  readonly plan: string | null;
  readonly characteristic: string | null;
  readonly material: string | null;
  readonly inspection: string | null;
  readonly lot: string | null;
  readonly failed: boolean;
  readonly low: string | null;
  readonly high: string | null;
  readonly after: string | null;
  readonly limit: number;
  readonly chart: "c" | "i_mr" | "np" | "p" | "u" | "xbar_r" | "xbar_s" | null;
  readonly subgroup: number | null;
  readonly rules: "nelson" | "western_electric";
  readonly limits_until: string | null;
};

export type HistogramParams = {
  readonly since: string | null;
  readonly until: string | null;
  readonly plan: string | null;
  readonly characteristic: string | null;
  readonly material: string | null;
  readonly inspection: string | null;
  readonly lot: string | null;
  readonly failed: boolean;
  readonly low: string | null;
  readonly high: string | null;
  readonly after: string | null;
  readonly limit: number;
  readonly bins: number | null;
};

export type taktline_apps_quality_figures_defects_ParetoParams = {
  readonly since: string | null;
  readonly until: string | null;
  readonly material: string | null;
  readonly work_unit: string | null;
  readonly operation: string | null;
  readonly defect_code: string | null;
  readonly defect_class: string | null;
  readonly caused_at: string | null;
  readonly after: string | null;
  readonly limit: number;
  readonly by: "caused_at" | "characteristic" | "class" | "code" | "material" | "operation" | "work_unit";
  readonly plan: string | null;
};

export type DefectsParams = {
  readonly since: string | null;
  readonly until: string | null;
  readonly material: string | null;
  readonly work_unit: string | null;
  readonly operation: string | null;
  readonly defect_code: string | null;
  readonly defect_class: string | null;
  readonly caused_at: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type JudgeParams = {
  readonly material: string | null;
  readonly job_order: string | null;
  readonly limit: number;
};

export type GoodsParams = {
  readonly nonconformity: string;
  readonly limit: number;
};

export type ProgressParams = {
  readonly site: string | null;
  readonly sales_order: string | null;
  readonly customer: string | null;
  readonly salesperson: string | null;
  readonly material: string | null;
  readonly search: string | null;
  readonly show: "all" | "ended" | "late" | "open";
  readonly at: string | null;
  readonly after: string | null;
  readonly limit: number;
};

export type PreviewParams = {
  readonly sales_order: string;
  readonly line: number;
  readonly quantity: string | null;
  readonly promised_on: string | null;
  readonly at: string | null;
};

export type OfOrder = {
  readonly sales_order: string;
};

export type WorkParams = {
  readonly sales_order: string;
  readonly at: string | null;
};

export type RushParams = {
  readonly sales_order: string;
  readonly line: number;
  readonly at: string | null;
};

export type SitesParams = {
  readonly limit: number;
};

export type OrdersParams = {
  readonly at: string;
  readonly limit: number;
};

export type FigureParams = {
  readonly since: string;
  readonly until: string;
  readonly work_unit: string | null;
  readonly material: string | null;
  readonly work_order: string | null;
  readonly sequence: number | null;
  readonly after: string | null;
  readonly limit: number;
};

export type OeeParams = {
  readonly since: string;
  readonly until: string;
  readonly work_unit: string | null;
  readonly by: "day" | "shift" | "window";
  readonly total: boolean;
};

export type WallParams = {
  readonly since: string;
  readonly until: string;
  readonly within: string | null;
  readonly limit: number;
};

export type TimelineParams = {
  readonly since: string;
  readonly until: string;
  readonly within: string | null;
  readonly limit: number;
};

export type LinesParams = {
  readonly limit: number;
};

export type LineParams = {
  readonly since: string;
  readonly until: string;
  readonly within: string | null;
  readonly limit: number;
};

export type CallsParams = {
  readonly settled_since: string | null;
  readonly within: string | null;
  readonly limit: number;
};

export type taktline_apps_cockpit_stops_ParetoParams = {
  readonly since: string;
  readonly until: string;
  readonly by: "reason" | "said" | "work_unit";
  readonly work_unit: string | null;
  readonly limit: number;
};

export type ShiftsParams = {
  readonly since: string;
  readonly until: string;
};

export type AlarmsParams = {
  readonly at: string;
  readonly soon_days: number;
  readonly limit: number;
};

export type taktline_api_wire_SignIn = {
  readonly login: string;
  readonly password: string;
  readonly tenant?: string | null;
};

export type SignedIn = {
  readonly tenant: string;
  readonly name: string;
  readonly language: string;
  readonly csrf_token: string;
};

export type SetUp = {
  readonly token: string;
  readonly name: string;
  readonly login: string;
  readonly password: string;
};

export type Me = {
  readonly tenant: string;
  readonly user: string;
  readonly name: string;
  readonly language: string;
  readonly roles: readonly (string)[];
  readonly permissions: readonly (string)[];
  readonly zone: string;
  readonly clocks: readonly (ClockPeriod)[];
  readonly person: string | null;
  readonly csrf_token: string | null;
};

export type ClockPeriod = {
  readonly since: string;
  readonly until: string;
  readonly ahead_s: number;
};

export type Window = {
  readonly events: readonly (SealedEvent)[];
  readonly after: number;
  readonly until: number;
  readonly more: boolean;
};

export type SealedEvent = {
  readonly position: number;
  readonly cause: string;
  readonly ordinal: number;
  readonly name: string;
  readonly version: number;
  readonly entity: string;
  readonly record: string;
  readonly code: string;
  readonly site: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly depth: number;
  readonly occurred_at: string;
  readonly recorded_at: string;
};

export type NewPassword = {
  readonly login: string;
  readonly old: string;
  readonly new: string;
};

export type Sessions = {
  readonly sessions: readonly (SessionShown)[];
};

export type SessionShown = {
  readonly id: string;
  readonly kind: string;
  readonly user: string;
  readonly name: string;
  readonly login: string | null;
  readonly is_this: boolean;
  readonly address: string;
  readonly agent: string;
  readonly created_at: string;
  readonly seen_at: string;
  readonly ends_at: string;
};

export type EndSessions = {
  readonly user?: string | null;
  readonly session?: string | null;
};

export type Ended = {
  readonly ended: number;
};

export type NewLogin = {
  readonly user: string;
  readonly login: string;
  readonly password: string;
};

export type LoginGiven = {
  readonly id: string;
};

export type JoinTenant = {
  readonly user: string;
  readonly login: string;
};

export type ResetPassword = {
  readonly user: string;
  readonly password: string;
};

export type PinToStage = {
  readonly pin: string;
};

export type Staged = {
  readonly secret: string;
  readonly shown: string | null;
};

export type AskPairing = {
  readonly tenant?: string | null;
};

export type Paired = {
  readonly code: string;
  readonly key: string;
  readonly ends_at: string;
};

export type Tiles = {
  readonly terminal: string;
  readonly node: string | null;
  readonly tiles: readonly (TileShown)[];
};

export type TileShown = {
  readonly user: string;
  readonly name: string;
  readonly number: string | null;
  readonly has_pin: boolean;
};

export type PinSignIn = {
  readonly pin: string;
  readonly user?: string | null;
  readonly badge?: string | null;
};

export type AskSignature = {
  readonly command: string;
  readonly body: unknown;
  readonly pin: string;
  readonly user?: string | null;
  readonly badge?: string | null;
};

export type SignatureShown = {
  readonly signature: string;
  readonly signer: string;
  readonly ends_at: string;
};

export type FileStaged = {
  readonly id: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly sha256: string;
  readonly staged_until: string | null;
};

export type Entities = {
  readonly entities: readonly (EntityNamed)[];
};

export type EntityNamed = {
  readonly entity: string;
  readonly label: Text;
  readonly note: string;
  readonly commands: readonly (string)[];
};

export type EntityWithActions = {
  readonly entity: string;
  readonly label: Text;
  readonly note: string;
  readonly key: readonly (string)[];
  readonly title: string;
  readonly commands: readonly (string)[];
  readonly per_site: boolean;
  readonly is_tree: boolean;
  readonly fields: readonly (FieldShown)[];
  readonly views: readonly (Offer)[];
  readonly related: readonly (Related)[];
  readonly editable: EditableShown | null;
  readonly actions: readonly (ActionShown)[];
};

export type FieldShown = {
  readonly name: string;
  readonly type: "date" | "duration" | "file" | "files" | "instant" | "json" | "link" | "links" | "long_text" | "lookup" | "money" | "number" | "option" | "options" | "quantity" | "roll_up" | "running_number" | "subform" | "switch" | "text" | "time";
  readonly label: Text;
  readonly level: "edit" | "hidden" | "masked" | "read";
  readonly note: Text | null;
  readonly required: boolean;
  readonly is_entered: boolean;
  readonly to: string | null;
  readonly unit: string | null;
  readonly length: number | null;
  readonly places: number | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly pattern: string | null;
  readonly options: Readonly<Record<string, Option>>;
  readonly fields: readonly (FieldShown)[];
};

export type Option = {
  readonly label: Text;
  readonly color: string | null;
  readonly disabled: boolean;
};

export type Offer = {
  readonly kind: "calendar" | "gallery" | "kanban" | "list" | "tree";
  readonly by: string | null;
};

export type Related = {
  readonly entity: string;
  readonly field: string;
  readonly label: Text;
  readonly link: Text;
};

export type EditableShown = {
  readonly title: Text;
  readonly always: readonly (string)[];
};

export type ActionShown = {
  readonly verb: string;
  readonly label: Text;
  readonly record: string;
  readonly by_code: boolean;
  readonly is_versioned: boolean;
  readonly fields: readonly (FieldShown)[];
};

export type RecordsPage = {
  readonly rows: readonly (Readonly<Record<string, unknown>>)[];
  readonly after: string | null;
  readonly total: number | null;
  readonly total_is_estimate: boolean;
  readonly total_is_least: boolean;
  readonly filling: readonly (Filling)[];
  readonly marks: readonly (number | null)[];
  readonly editable: readonly (boolean)[];
};

export type Filling = {
  readonly entity: string;
  readonly fields: readonly (string)[];
  readonly done: number;
  readonly total: number | null;
};

export type Waypoints = {
  readonly every: number;
  readonly marks: readonly (string)[];
  readonly total: number;
};

export type Mentions = {
  readonly mentions: readonly (MentionShown)[];
};

export type MentionShown = {
  readonly comment: string;
  readonly entity: string;
  readonly record: string;
  readonly text: string;
  readonly by: string | null;
  readonly written_at: string;
  readonly is_read: boolean;
};

export type Comments = {
  readonly comments: readonly (CommentShown)[];
};

export type CommentShown = {
  readonly id: string;
  readonly text: string | null;
  readonly written_by: taktline_catalog_beside_read_Person;
  readonly written_at: string;
  readonly changed_at: string | null;
  readonly mentions: readonly (taktline_catalog_beside_read_Person)[];
};

export type taktline_catalog_beside_read_Person = {
  readonly id: string;
  readonly name: string | null;
};

export type Attachments = {
  readonly files: readonly (AttachmentShown)[];
};

export type AttachmentShown = {
  readonly file: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly attached_by: taktline_catalog_beside_read_Person;
  readonly attached_at: string;
};

export type History = {
  readonly rows: readonly (Happening)[];
  readonly after: string | null;
};

export type Happening = {
  readonly event: string;
  readonly label: Text;
  readonly by: taktline_catalog_beside_read_Person;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly changes: readonly (FieldChanged)[];
  readonly told: Readonly<Record<string, unknown>>;
};

export type FieldChanged = {
  readonly field: string;
  readonly old: unknown;
  readonly new: unknown;
};

export type FoundRecords = {
  readonly kinds: readonly (FoundKind)[];
};

export type FoundKind = {
  readonly entity: string;
  readonly label: Text;
  readonly records: readonly (FoundRecord)[];
  readonly has_more: boolean;
  readonly by_beginning: boolean;
};

export type FoundRecord = {
  readonly id: string;
  readonly code: string;
  readonly title: string;
  readonly of: string;
  readonly fit: "begins" | "contains" | "exact";
};

export type Actions = {
  readonly entities: readonly (EntityActions)[];
};

export type EntityActions = {
  readonly entity: string;
  readonly label: Text;
  readonly has_code: boolean;
  readonly may_create: boolean;
  readonly may_change: boolean;
  readonly actions: readonly (ActionNamed)[];
};

export type ActionNamed = {
  readonly verb: string;
  readonly label: Text;
};

export type SheetLooked = {
  readonly target: string;
  readonly label: Text;
  readonly sheets: readonly (SheetNamed)[];
  readonly sheet: string;
  readonly heading_line: number;
  readonly columns: readonly (ColumnLooked)[];
  readonly fields: readonly (FieldOffered)[];
  readonly rows: number;
  readonly changes: boolean;
  readonly skipped: readonly (RowSkipped)[];
};

export type SheetNamed = {
  readonly name: string;
  readonly rows: number;
};

export type ColumnLooked = {
  readonly column: string;
  readonly heading: string;
  readonly field: string | null;
  readonly by: "label" | "remembered" | null;
  readonly samples: readonly (string)[];
};

export type FieldOffered = {
  readonly name: string;
  readonly label: Text;
  readonly kind: "code" | "date" | "indented" | "instant" | "link" | "links" | "number" | "option" | "options" | "switch" | "text";
  readonly required: boolean;
  readonly needed: boolean;
  readonly to: string | null;
  readonly options: Readonly<Record<string, Text>>;
};

export type RowSkipped = {
  readonly line: number;
  readonly why: "empty" | "signature" | "total";
  readonly text: string;
};

export type SheetBrought = {
  readonly rows: number;
  readonly accepted: number;
  readonly new: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly plan: readonly (RowPlan)[];
  readonly makes: readonly (RecordMade)[];
  readonly seen: string;
  readonly refused_rows: number;
  readonly refused: readonly (RowRefused)[];
  readonly skipped: readonly (RowSkipped)[];
  readonly dry_run: boolean;
};

export type RowPlan = {
  readonly line: number;
  readonly what: "changed" | "new" | "removed" | "unchanged";
  readonly called: string;
  readonly changes: readonly (ValueChange)[];
};

export type ValueChange = {
  readonly field: string;
  readonly before: string;
  readonly after: string;
};

export type RecordMade = {
  readonly entity: string;
  readonly label: Text;
  readonly code: string;
  readonly name: string;
  readonly line: number;
};

export type RowRefused = {
  readonly line: number;
  readonly column: string | null;
  readonly field: string | null;
  readonly code: string;
  readonly title: string;
};

export type TemplatesShown = {
  readonly templates: readonly (TemplateShown)[];
};

export type TemplateShown = {
  readonly template: string;
  readonly label: string;
};

export type PrintAsked = {
  readonly filter?: string | null;
  readonly order?: readonly (string)[];
  readonly copies?: number;
  readonly format?: "pdf" | "png";
};

export interface Commands {
  "asset_assignment.archive": ArchiveAssetAssignment;
  "asset_assignment.change": ChangeAssetAssignment;
  "asset_assignment.create": CreateAssetAssignment;
  "asset_assignment.restore": RestoreAssetAssignment;
  "calendar.archive": ArchiveCalendar;
  "calendar.change": ChangeCalendar;
  "calendar.create": CreateCalendar;
  "calendar.restore": RestoreCalendar;
  "calendar_exception.archive": ArchiveCalendarException;
  "calendar_exception.change": ChangeCalendarException;
  "calendar_exception.create": CreateCalendarException;
  "calendar_exception.restore": RestoreCalendarException;
  "catalog.attach_file": AttachFile;
  "catalog.detach_file": DetachFile;
  "catalog.publish_app": PublishApp;
  "catalog.read_mentions": ReadMentions;
  "catalog.remove_view": RemoveView;
  "catalog.roll_back_app": RollBackApp;
  "catalog.save_view": SaveView;
  "catalog.take_step": TakeStep;
  "catalog.withdraw_comment": WithdrawComment;
  "catalog.write_comment": WriteComment;
  "connect.archive_machine_connection": ArchiveConnection;
  "connect.change_machine_connection": ChangeConnection;
  "connect.create_machine_connection": CreateConnection;
  "connect.try_machine_connection": TryConnection;
  "crew.archive": ArchiveCrew;
  "crew.change": ChangeCrew;
  "crew.create": CreateCrew;
  "crew.restore": RestoreCrew;
  "crew_member.archive": ArchiveCrewMember;
  "crew_member.change": ChangeCrewMember;
  "crew_member.create": CreateCrewMember;
  "crew_member.restore": RestoreCrewMember;
  "defect_code.archive": ArchiveDefectCode;
  "defect_code.change": ChangeDefectCode;
  "defect_code.create": CreateDefectCode;
  "defect_code.restore": RestoreDefectCode;
  "downtime_reason.archive": ArchiveDowntimeReason;
  "downtime_reason.change": ChangeDowntimeReason;
  "downtime_reason.create": CreateDowntimeReason;
  "downtime_reason.restore": RestoreDowntimeReason;
  "equipment.archive": ArchiveEquipment;
  "equipment.change": ChangeEquipment;
  "equipment.create": CreateEquipment;
  "equipment.restore": RestoreEquipment;
  "hold_reason.archive": ArchiveHoldReason;
  "hold_reason.change": ChangeHoldReason;
  "hold_reason.create": CreateHoldReason;
  "hold_reason.restore": RestoreHoldReason;
  "inventory.accept_excess": AcceptExcess;
  "inventory.approve_count": ApproveCount;
  "inventory.change_owner": ChangeOwner;
  "inventory.change_purchase_line": ChangePurchaseLine;
  "inventory.change_status": ChangeStatus;
  "inventory.classify_materials": ClassifyMaterials;
  "inventory.close_purchase_line": ClosePurchaseLine;
  "inventory.count_material": CountMaterial;
  "inventory.create_purchase_order": CreatePurchaseOrder;
  "inventory.enter_count": EnterCount;
  "inventory.expire_reservations": ExpireReservations;
  "inventory.issue_material": IssueMaterial;
  "inventory.keep_loan": KeepLoan;
  "inventory.lend_material": LendMaterial;
  "inventory.make_reservation": MakeReservation;
  "inventory.merge_lots": MergeLots;
  "inventory.move_handling_unit": MoveHandlingUnit;
  "inventory.move_material": MoveMaterial;
  "inventory.pack": Pack;
  "inventory.plan_count": PlanCount;
  "inventory.post_invoice": PostInvoice;
  "inventory.receive_material": ReceiveMaterial;
  "inventory.regrade_lot": RegradeLot;
  "inventory.release_reservation": ReleaseReservation;
  "inventory.remake_goods": RemakeGoods;
  "inventory.repay_loan": RepayLoan;
  "inventory.return_material": ReturnMaterial;
  "inventory.return_to_supplier": ReturnToSupplier;
  "inventory.scrap_material": ScrapMaterial;
  "inventory.ship_material": ShipMaterial;
  "inventory.split_lot": SplitLot;
  "inventory.take_back_material": TakeBackMaterial;
  "inventory.transfer_material": TransferMaterial;
  "inventory.undo_booking": UndoBooking;
  "kernel.abort_job_order": AbortJobOrder;
  "kernel.acknowledge_change": AcknowledgeChange;
  "kernel.acknowledge_work_alert": AcknowledgeWorkAlert;
  "kernel.block_cavity": BlockCavity;
  "kernel.cancel_run": CancelRun;
  "kernel.cancel_work_order": CancelWorkOrder;
  "kernel.change_work_master": ChangeWorkMaster;
  "kernel.change_work_order": ChangeWorkOrder;
  "kernel.close_carton": CloseCarton;
  "kernel.close_opening": CloseOpening;
  "kernel.close_pay_period": ClosePayPeriod;
  "kernel.close_period": ClosePeriod;
  "kernel.close_work_order": CloseWorkOrder;
  "kernel.complete_job_order": CompleteJobOrder;
  "kernel.confirm_reports": ConfirmReports;
  "kernel.correct_chain": CorrectChain;
  "kernel.correct_report": CorrectReport;
  "kernel.correct_run": CorrectRun;
  "kernel.create_flow_cards": CreateFlowCards;
  "kernel.create_rework_order": CreateReworkOrder;
  "kernel.create_work_master": CreateWorkMaster;
  "kernel.create_work_order": CreateWorkOrder;
  "kernel.dispatch_job_order": DispatchJobOrder;
  "kernel.free_cavity": FreeCavity;
  "kernel.hand_over_shift": HandOverShift;
  "kernel.hold_job_order": HoldJobOrder;
  "kernel.judge_defective": JudgeDefective;
  "kernel.judge_first_article": JudgeFirstArticle;
  "kernel.keep_ledger_proof": KeepLedgerProof;
  "kernel.label_stop": LabelStop;
  "kernel.load_run": LoadRun;
  "kernel.merge_job_orders": MergeJobOrders;
  "kernel.merge_stops": MergeStops;
  "kernel.open_balance": OpenBalance;
  "kernel.open_carton": OpenCarton;
  "kernel.open_place": OpenPlace;
  "kernel.open_run": OpenRun;
  "kernel.open_work_order": OpenWorkOrder;
  "kernel.open_work_orders": OpenWorkOrders;
  "kernel.pack_carton": PackCarton;
  "kernel.pause_job_order": PauseJobOrder;
  "kernel.place_hold": PlaceHold;
  "kernel.raise_work_alert": RaiseWorkAlert;
  "kernel.record_states": RecordStates;
  "kernel.release_change": ReleaseChange;
  "kernel.release_held_job_order": ReleaseHeldJobOrder;
  "kernel.release_hold": ReleaseHold;
  "kernel.release_material_bill": ReleaseMaterialBill;
  "kernel.release_work_master": ReleaseWorkMaster;
  "kernel.release_work_order": ReleaseWorkOrder;
  "kernel.reopen_job_order": ReopenJobOrder;
  "kernel.reopen_period": ReopenPeriod;
  "kernel.report_operation": ReportOperation;
  "kernel.report_run": ReportRun;
  "kernel.reprint_flow_card": ReprintFlowCard;
  "kernel.require_first_article": RequireFirstArticle;
  "kernel.resolve_work_alert": ResolveWorkAlert;
  "kernel.resume_job_order": ResumeJobOrder;
  "kernel.retire_material_bill": RetireMaterialBill;
  "kernel.retire_work_master": RetireWorkMaster;
  "kernel.reverse_command": ReverseCommand;
  "kernel.revise_running_order": ReviseRunningOrder;
  "kernel.revise_work_master": ReviseWorkMaster;
  "kernel.revoke_job_order": RevokeJobOrder;
  "kernel.rework_defective": ReworkDefective;
  "kernel.send_out": SendOut;
  "kernel.sequence_queue": SequenceQueue;
  "kernel.sign_in": taktline_kernel_orders_people_SignIn;
  "kernel.sign_out": SignOut;
  "kernel.split_job_order": SplitJobOrder;
  "kernel.split_stop": SplitStop;
  "kernel.start_job_order": StartJobOrder;
  "kernel.start_run": StartRun;
  "kernel.stop_run": StopRun;
  "kernel.switch_stages": SwitchStages;
  "kernel.take_in": TakeIn;
  "kernel.take_over_shift": TakeOverShift;
  "kernel.unload_run": UnloadRun;
  "kernel.write_material_bill": WriteMaterialBill;
  "kernel.write_work_master": WriteWorkMaster;
  "material.archive": ArchiveMaterial;
  "material.change": ChangeMaterial;
  "material.create": CreateMaterial;
  "material.restore": RestoreMaterial;
  "material_bill.archive": ArchiveMaterialBill;
  "material_bill.change": ChangeMaterialBill;
  "material_bill.create": CreateMaterialBill;
  "material_bill.restore": RestoreMaterialBill;
  "material_bill_line.archive": ArchiveMaterialBillLine;
  "material_bill_line.change": ChangeMaterialBillLine;
  "material_bill_line.create": CreateMaterialBillLine;
  "material_bill_line.restore": RestoreMaterialBillLine;
  "material_class.archive": ArchiveMaterialClass;
  "material_class.change": ChangeMaterialClass;
  "material_class.create": CreateMaterialClass;
  "material_class.restore": RestoreMaterialClass;
  "nonconformity.archive": ArchiveNonconformity;
  "nonconformity.change": ChangeNonconformity;
  "nonconformity.create": CreateNonconformity;
  "nonconformity.restore": RestoreNonconformity;
  "partner.archive": ArchivePartner;
  "partner.change": ChangePartner;
  "partner.create": CreatePartner;
  "partner.restore": RestorePartner;
  "pay_rate.archive": ArchivePayRate;
  "pay_rate.change": ChangePayRate;
  "pay_rate.create": CreatePayRate;
  "pay_rate.restore": RestorePayRate;
  "person.archive": ArchivePerson;
  "person.change": ChangePerson;
  "person.create": CreatePerson;
  "person.restore": RestorePerson;
  "personnel_class.archive": ArchivePersonnelClass;
  "personnel_class.change": ChangePersonnelClass;
  "personnel_class.create": CreatePersonnelClass;
  "personnel_class.restore": RestorePersonnelClass;
  "personnel_class_member.archive": ArchivePersonnelClassMember;
  "personnel_class_member.change": ChangePersonnelClassMember;
  "personnel_class_member.create": CreatePersonnelClassMember;
  "personnel_class_member.restore": RestorePersonnelClassMember;
  "physical_asset.archive": ArchivePhysicalAsset;
  "physical_asset.change": ChangePhysicalAsset;
  "physical_asset.create": CreatePhysicalAsset;
  "physical_asset.restore": RestorePhysicalAsset;
  "platform.archive_webhook": ArchiveWebhook;
  "platform.assign_role": AssignRole;
  "platform.change_role": ChangeRole;
  "platform.change_user": ChangeUser;
  "platform.change_webhook": ChangeWebhook;
  "platform.create_api_key": CreateApiKey;
  "platform.create_role": CreateRole;
  "platform.create_user": CreateUser;
  "platform.create_webhook": CreateWebhook;
  "platform.disable_user": DisableUser;
  "platform.enable_user": EnableUser;
  "platform.pair_device": PairDevice;
  "platform.redeliver_webhook": RedeliverWebhook;
  "platform.require_second_signature": RequireSecondSignature;
  "platform.retry_parked_fact": RetryParkedFact;
  "platform.revoke_api_key": RevokeApiKey;
  "platform.revoke_device": RevokeDevice;
  "platform.revoke_role": RevokeRole;
  "platform.set_pin": SetPin;
  "platform.void_parked_fact": VoidParkedFact;
  "print_run.create": CreatePrintRun;
  "qualification.archive": ArchiveQualification;
  "qualification.change": ChangeQualification;
  "qualification.create": CreateQualification;
  "qualification.restore": RestoreQualification;
  "quality.decide_inspection": DecideInspection;
  "quality.import_inspection_plan": ImportInspectionPlan;
  "quality.plan_sample": PlanSample;
  "quality.record_results": RecordResults;
  "quality.request_inspection": RequestInspection;
  "quality.take_inspection": TakeInspection;
  "sales.cancel_order_line": CancelOrderLine;
  "sales.change_order_line": ChangeOrderLine;
  "sales.change_sales_order": ChangeSalesOrder;
  "sales.close_order_line": CloseOrderLine;
  "sales.create_customer_link": CreateCustomerLink;
  "sales.create_sales_order": CreateSalesOrder;
  "sales.link_work_order": LinkWorkOrder;
  "sales.open_customer_link": OpenCustomerLink;
  "sales.plan_order_line": PlanOrderLine;
  "sales.revoke_customer_link": RevokeCustomerLink;
  "sales.ship_sales_order": ShipSalesOrder;
  "sheet_heading.archive": ArchiveSheetHeading;
  "sheet_heading.change": ChangeSheetHeading;
  "sheet_heading.create": CreateSheetHeading;
  "sheet_heading.restore": RestoreSheetHeading;
  "shift.archive": ArchiveShift;
  "shift.change": ChangeShift;
  "shift.create": CreateShift;
  "shift.restore": RestoreShift;
  "site.archive": ArchiveSite;
  "site.change": ChangeSite;
  "site.create": CreateSite;
  "site.restore": RestoreSite;
  "unit.archive": ArchiveUnit;
  "unit.change": ChangeUnit;
  "unit.create": CreateUnit;
  "unit.restore": RestoreUnit;
  "unit_conversion.archive": ArchiveUnitConversion;
  "unit_conversion.change": ChangeUnitConversion;
  "unit_conversion.create": CreateUnitConversion;
  "unit_conversion.restore": RestoreUnitConversion;
  "work_instruction.archive": ArchiveWorkInstruction;
  "work_instruction.change": ChangeWorkInstruction;
  "work_instruction.create": CreateWorkInstruction;
  "work_instruction.restore": RestoreWorkInstruction;
}

export interface Queries {
  "catalog.saved_views": { readonly params: {
  readonly entity: string;
}; readonly row: ViewShown };
  "cockpit.calls": { readonly params: {
  readonly settled_since?: string | null;
  readonly within?: string | null;
  readonly limit?: number;
}; readonly row: CallRow };
  "cockpit.daily_output": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly material?: string | null;
  readonly work_order?: string | null;
  readonly sequence?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: DayRow };
  "cockpit.defects": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly material?: string | null;
  readonly work_order?: string | null;
  readonly sequence?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: DefectRow };
  "cockpit.line_hours": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly within?: string | null;
  readonly limit?: number;
}; readonly row: LineHourRow };
  "cockpit.line_output": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly within?: string | null;
  readonly limit?: number;
}; readonly row: LineOutputRow };
  "cockpit.lines": { readonly params: {
  readonly limit?: number;
}; readonly row: LineRow };
  "cockpit.oee": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly by?: "day" | "shift" | "window";
  readonly total?: boolean;
}; readonly row: OeeRow };
  "cockpit.open_orders": { readonly params: {
  readonly at: string;
  readonly limit?: number;
}; readonly row: OrderRow };
  "cockpit.output": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly material?: string | null;
  readonly work_order?: string | null;
  readonly sequence?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: OutputRow };
  "cockpit.reports": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly material?: string | null;
  readonly work_order?: string | null;
  readonly sequence?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: ReportRow };
  "cockpit.shift_windows": { readonly params: {
  readonly since: string;
  readonly until: string;
}; readonly row: ShiftRow };
  "cockpit.sites": { readonly params: {
  readonly limit?: number;
}; readonly row: SiteRow };
  "cockpit.stations": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly material?: string | null;
  readonly work_order?: string | null;
  readonly sequence?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: StationRow };
  "cockpit.stock_alarms": { readonly params: {
  readonly at: string;
  readonly soon_days?: number;
  readonly limit?: number;
}; readonly row: AlarmRow };
  "cockpit.stop_pareto": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly by?: "reason" | "said" | "work_unit";
  readonly work_unit?: string | null;
  readonly limit?: number;
}; readonly row: StopParetoRow };
  "cockpit.timeline": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly within?: string | null;
  readonly limit?: number;
}; readonly row: LaneRow };
  "cockpit.wall": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly within?: string | null;
  readonly limit?: number;
}; readonly row: WallRow };
  "cockpit.yields": { readonly params: {
  readonly since: string;
  readonly until: string;
  readonly work_unit?: string | null;
  readonly material?: string | null;
  readonly work_order?: string | null;
  readonly sequence?: number | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: YieldRow };
  "connect.machine_connections": { readonly params: {
  readonly work_unit?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: ConnectionListed };
  "inventory.count_accuracy": { readonly params: {
  readonly closed_from?: string | null;
  readonly closed_to?: string | null;
}; readonly row: AccuracyRow };
  "inventory.count_differences": { readonly params: {
  readonly count: string;
}; readonly row: DifferenceRow };
  "inventory.count_sheet": { readonly params: {
  readonly count: string;
}; readonly row: SheetRow };
  "inventory.counts_due": { readonly params: {
  readonly on?: string | null;
  readonly limit?: number;
}; readonly row: DueRow };
  "inventory.goods_of_others": { readonly params: {
  readonly owner?: string | null;
  readonly material?: string | null;
  readonly posted_from?: string | null;
  readonly posted_to?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: OwnedRow };
  "inventory.loans": { readonly params: {
  readonly site?: string | null;
  readonly party?: string | null;
  readonly material?: string | null;
  readonly overdue?: boolean;
  readonly settled?: boolean;
  readonly on?: string | null;
  readonly limit?: number;
}; readonly row: LoanListed };
  "inventory.pick_list": { readonly params: {
  readonly job_order: string;
}; readonly row: PickRow };
  "inventory.purchase_lines": { readonly params: {
  readonly site?: string | null;
  readonly supplier?: string | null;
  readonly material?: string | null;
  readonly order?: string | null;
  readonly late?: boolean;
  readonly ended?: boolean;
  readonly on?: string | null;
  readonly limit?: number;
}; readonly row: PurchaseListed };
  "inventory.readiness": { readonly params: {
  readonly site?: string | null;
  readonly work_order?: string | null;
  readonly limit?: number;
}; readonly row: ReadinessRow };
  "inventory.recall_list": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction?: "backward" | "forward";
  readonly depth?: number;
}; readonly row: RecallRow };
  "inventory.stock_summary": { readonly params: {
  readonly by?: "all" | "handling_unit" | "lot" | "material" | "owner" | "place" | "status";
  readonly material?: string | null;
  readonly lot?: string | null;
  readonly place?: string | null;
  readonly status?: string | null;
  readonly kind?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: SummaryRow };
  "inventory.supplier_deliveries": { readonly params: {
  readonly received_from?: string | null;
  readonly received_to?: string | null;
  readonly supplier?: string | null;
}; readonly row: SupplierListed };
  "inventory.trace_edges": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction?: "backward" | "forward";
  readonly depth?: number;
}; readonly row: EdgeRow };
  "inventory.trace_results": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction?: "backward" | "forward";
  readonly depth?: number;
}; readonly row: MeasuredRow };
  "inventory.trace_work": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction?: "backward" | "forward";
  readonly depth?: number;
}; readonly row: WorkRow };
  "inventory.what_is": { readonly params: {
  readonly code: string;
  readonly site?: string | null;
}; readonly row: ScannedRow };
  "kernel.bill_tree": { readonly params: {
  readonly material?: string | null;
  readonly material_bill?: string | null;
  readonly quantity?: string;
  readonly depth?: number;
  readonly limit?: number;
  readonly after?: string | null;
}; readonly row: BillTreeRow };
  "kernel.carton": { readonly params: {
  readonly carton: string;
  readonly limit?: number;
}; readonly row: CartonRow };
  "kernel.carton_history": { readonly params: {
  readonly carton: string;
  readonly limit?: number;
}; readonly row: HistoryRow };
  "kernel.change_notices": { readonly params: {
  readonly work_center?: string | null;
  readonly limit?: number;
}; readonly row: NoticeRow };
  "kernel.co_processed": { readonly params: {
  readonly material?: string | null;
  readonly lot?: string | null;
  readonly job_order?: string | null;
  readonly limit?: number;
}; readonly row: TogetherRow };
  "kernel.compare_bills": { readonly params: {
  readonly left: string;
  readonly right: string;
}; readonly row: CompareBillsRow };
  "kernel.component_check": { readonly params: {
  readonly job_order: string;
  readonly lot: string;
  readonly material?: string | null;
  readonly limit?: number;
}; readonly row: Fit };
  "kernel.correction_chain": { readonly params: {
  readonly report: string;
  readonly good: string;
}; readonly row: Link };
  "kernel.dispatch_queue": { readonly params: {
  readonly work_center?: string | null;
  readonly work_unit?: string | null;
  readonly below?: string | null;
  readonly released?: boolean;
  readonly crew?: string | null;
  readonly person?: string | null;
  readonly limit?: number;
  readonly after?: string | null;
}; readonly row: QueueRow };
  "kernel.dispatch_stations": { readonly params: {
  readonly below?: string | null;
}; readonly row: BoardStation };
  "kernel.flow_card": { readonly params: {
  readonly flow_card: string;
  readonly limit?: number;
}; readonly row: CardLine };
  "kernel.handling_unit_content": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly handling_unit: string;
}; readonly row: OnHandRow };
  "kernel.handover_draft": { readonly params: {
  readonly work_center: string;
  readonly business_date: string;
  readonly shift?: string | null;
}; readonly row: DraftRow };
  "kernel.imbalances": { readonly params: {
  readonly limit?: number;
}; readonly row: ImbalanceRow };
  "kernel.job_order": { readonly params: {
  readonly job_order: string;
  readonly limit?: number;
}; readonly row: JobDetail };
  "kernel.job_responses": { readonly params: {
  readonly job_order: string;
  readonly limit?: number;
}; readonly row: ResponseRow };
  "kernel.ledger_proof": { readonly params: {
  readonly live?: boolean;
}; readonly row: LedgerProofRow };
  "kernel.lot": { readonly params: {
  readonly material: string;
  readonly lot: string;
}; readonly row: LotRow };
  "kernel.lot_reports": { readonly params: {
  readonly material: string;
  readonly lot: string;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: LotReportRow };
  "kernel.machine_states": { readonly params: {
  readonly work_unit?: string | null;
  readonly since: string;
  readonly until: string;
  readonly unlabelled?: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: StateListed };
  "kernel.mass_balance": { readonly params: {
  readonly material: string;
  readonly lot: string;
}; readonly row: MassBalanceRow };
  "kernel.moves": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly cause?: string | null;
  readonly material?: string | null;
  readonly lot?: string | null;
  readonly place?: string | null;
  readonly posted_from?: string | null;
  readonly posted_to?: string | null;
}; readonly row: MoveRow };
  "kernel.my_pay": { readonly params: {
  readonly first: string;
  readonly last: string;
  readonly by?: "day" | "month";
}; readonly row: PayRow };
  "kernel.my_work": { readonly params: {
  readonly first?: string | null;
  readonly last?: string | null;
  readonly limit?: number;
}; readonly row: MyWorkRow };
  "kernel.offcuts": { readonly params: {
  readonly material?: string | null;
  readonly length_mm?: string | null;
  readonly width_mm?: string | null;
  readonly limit?: number;
}; readonly row: OffcutRow };
  "kernel.old_version_stock": { readonly params: {
  readonly engineering_change: string;
  readonly limit?: number;
}; readonly row: OldVersionRow };
  "kernel.on_hand": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly material?: string | null;
  readonly lot?: string | null;
  readonly place?: string | null;
  readonly status?: string | null;
  readonly kind?: string | null;
  readonly empty?: boolean;
}; readonly row: OnHandRow };
  "kernel.order_revisions": { readonly params: {
  readonly work_order: string;
  readonly limit?: number;
}; readonly row: RevisionRow };
  "kernel.outside_overdue": { readonly params: {
  readonly supplier?: string | null;
  readonly at?: string | null;
  readonly limit?: number;
}; readonly row: OverdueRow };
  "kernel.outside_statement": { readonly params: {
  readonly supplier: string;
  readonly month?: string | null;
  readonly since?: string | null;
  readonly until?: string | null;
  readonly limit?: number;
}; readonly row: StatementRow };
  "kernel.pay": { readonly params: {
  readonly first: string;
  readonly last: string;
  readonly person?: string | null;
  readonly by?: "day" | "month";
}; readonly row: PayRow };
  "kernel.period_checks": { readonly params: {
  readonly ends_on: string;
}; readonly row: PeriodCheckRow };
  "kernel.reports_to_confirm": { readonly params: {
  readonly work_center?: string | null;
  readonly first?: string | null;
  readonly last?: string | null;
  readonly limit?: number;
}; readonly row: ToConfirmRow };
  "kernel.rework_cost": { readonly params: {
  readonly work_order?: string | null;
  readonly limit?: number;
}; readonly row: ReworkRow };
  "kernel.routing_operations": { readonly params: {
  readonly work_master?: string | null;
  readonly limit?: number;
  readonly after?: string | null;
}; readonly row: OperationRow };
  "kernel.routing_values": { readonly params: {
  readonly work_master?: string | null;
  readonly limit?: number;
  readonly after?: string | null;
}; readonly row: ValueAskedRow };
  "kernel.run_members": { readonly params: {
  readonly run: string;
  readonly limit?: number;
}; readonly row: RunLineRow };
  "kernel.station_code": { readonly params: {
  readonly code: string;
}; readonly row: Meaning };
  "kernel.station_loads": { readonly params: {
  readonly below?: string | null;
  readonly since: string;
  readonly shifts?: number;
}; readonly row: StationLoad };
  "kernel.station_marks": { readonly params: {
  readonly work_center?: string | null;
  readonly work_unit?: string | null;
  readonly limit?: number;
}; readonly row: Marks };
  "kernel.stops": { readonly params: {
  readonly work_unit?: string | null;
  readonly since: string;
  readonly until: string;
  readonly unlabelled?: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: StopListed };
  "kernel.trace": { readonly params: {
  readonly limit?: number;
  readonly after?: string | null;
  readonly material: string;
  readonly lot: string;
  readonly direction?: "backward" | "forward";
  readonly depth?: number;
}; readonly row: TraceRow };
  "kernel.utilisation": { readonly params: {
  readonly work_unit?: string | null;
  readonly since: string;
  readonly until: string;
  readonly unlabelled?: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: Utilisation };
  "kernel.where_used": { readonly params: {
  readonly material: string;
  readonly depth?: number;
  readonly all_versions?: boolean;
  readonly limit?: number;
  readonly after?: string | null;
}; readonly row: WhereUsedRow };
  "kernel.work_alerts": { readonly params: {
  readonly limit?: number;
}; readonly row: AlertRow };
  "kernel.work_in_process": { readonly params: {
  readonly limit?: number;
}; readonly row: WipRow };
  "kernel.work_instructions": { readonly params: {
  readonly job_order: string;
  readonly limit?: number;
}; readonly row: Step };
  "kernel.work_order_cost": { readonly params: {
  readonly work_order: string;
}; readonly row: CostRow };
  "kernel.work_order_flow": { readonly params: {
  readonly work_order: string;
}; readonly row: FlowRow };
  "kernel.work_order_materials": { readonly params: {
  readonly work_order: string;
}; readonly row: OrderMaterialRow };
  "kernel.work_order_progress": { readonly params: {
  readonly work_order: string;
}; readonly row: ProgressRow };
  "kernel.work_order_story": { readonly params: {
  readonly work_order: string;
}; readonly row: StoryRow };
  "platform.api_keys": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: ApiKeyListed };
  "platform.audit_log": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
  readonly since?: string | null;
  readonly until?: string | null;
  readonly principal?: string | null;
  readonly entity?: string | null;
  readonly search?: string | null;
}; readonly row: Logged };
  "platform.dead_letters": { readonly params: {
  readonly subscriber?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: DeadLetter };
  "platform.devices": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: DeviceListed };
  "platform.parked_facts": { readonly params: {
  readonly waiting?: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: ParkedFact };
  "platform.role_assignments": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
  readonly user?: string | null;
  readonly role?: string | null;
  readonly revoked?: boolean;
}; readonly row: AssignmentListed };
  "platform.roles": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: RoleListed };
  "platform.second_signatures": { readonly params: {
  readonly topic?: string | null;
  readonly command?: string | null;
  readonly limit?: number;
}; readonly row: SignedRow };
  "platform.second_signers": { readonly params: {
  readonly topic: string;
  readonly limit?: number;
}; readonly row: SignerShown };
  "platform.security_log": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
  readonly since?: string | null;
  readonly principal?: string | null;
}; readonly row: DeniedListed };
  "platform.signature_rules": { readonly params: {
}; readonly row: RuleRow };
  "platform.users": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
  readonly state?: "active" | "disabled" | null;
  readonly search?: string | null;
}; readonly row: UserListed };
  "platform.webhook_deliveries": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
  readonly webhook?: string | null;
  readonly state?: "dead" | "delivered" | "waiting" | null;
}; readonly row: DeliveryListed };
  "platform.webhooks": { readonly params: {
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: WebhookListed };
  "quality.capability": { readonly params: {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly plan?: string | null;
  readonly characteristic?: string | null;
  readonly material?: string | null;
  readonly inspection?: string | null;
  readonly lot?: string | null;
  readonly failed?: boolean;
  readonly low?: string | null;
  readonly high?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: CapableRow };
  "quality.characteristics": { readonly params: {
  readonly plan?: string | null;
  readonly revision?: number | null;
  readonly inspection?: string | null;
  readonly limit?: number;
}; readonly row: CharacteristicRow };
  "quality.control_chart": { readonly params: {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly plan?: string | null;
  readonly characteristic?: string | null;
  readonly material?: string | null;
  readonly inspection?: string | null;
  readonly lot?: string | null;
  readonly failed?: boolean;
  readonly low?: string | null;
  readonly high?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
  readonly chart?: "c" | "i_mr" | "np" | "p" | "u" | "xbar_r" | "xbar_s" | null;
  readonly subgroup?: number | null;
  readonly rules?: "nelson" | "western_electric";
  readonly limits_until?: string | null;
}; readonly row: PointRow };
  "quality.defects": { readonly params: {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly material?: string | null;
  readonly work_unit?: string | null;
  readonly operation?: string | null;
  readonly defect_code?: string | null;
  readonly defect_class?: string | null;
  readonly caused_at?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: JudgedDefectRow };
  "quality.histogram": { readonly params: {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly plan?: string | null;
  readonly characteristic?: string | null;
  readonly material?: string | null;
  readonly inspection?: string | null;
  readonly lot?: string | null;
  readonly failed?: boolean;
  readonly low?: string | null;
  readonly high?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
  readonly bins?: number | null;
}; readonly row: BinRow };
  "quality.inspection_plans": { readonly params: {
  readonly material?: string | null;
  readonly inspection?: string | null;
  readonly every?: boolean;
  readonly limit?: number;
}; readonly row: PlanRow };
  "quality.inspection_results": { readonly params: {
  readonly inspection: string;
  readonly limit?: number;
}; readonly row: ResultRow };
  "quality.inspections": { readonly params: {
  readonly stand?: "all" | "decided" | "open";
  readonly kind?: "final" | "first_article" | "incoming" | "other" | "patrol" | null;
  readonly material?: string | null;
  readonly inspection?: string | null;
  readonly since?: string | null;
  readonly until?: string | null;
  readonly mine?: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: TaskRow };
  "quality.lot_results": { readonly params: {
  readonly material?: string | null;
  readonly lot?: string | null;
  readonly inspection?: string | null;
  readonly failed?: boolean;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: LotResultRow };
  "quality.measurements": { readonly params: {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly plan?: string | null;
  readonly characteristic?: string | null;
  readonly material?: string | null;
  readonly inspection?: string | null;
  readonly lot?: string | null;
  readonly failed?: boolean;
  readonly low?: string | null;
  readonly high?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: ValueRow };
  "quality.nonconforming_goods": { readonly params: {
  readonly nonconformity: string;
  readonly limit?: number;
}; readonly row: GoodsRow };
  "quality.pareto": { readonly params: {
  readonly since?: string | null;
  readonly until?: string | null;
  readonly material?: string | null;
  readonly work_unit?: string | null;
  readonly operation?: string | null;
  readonly defect_code?: string | null;
  readonly defect_class?: string | null;
  readonly caused_at?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
  readonly by?: "caused_at" | "characteristic" | "class" | "code" | "material" | "operation" | "work_unit";
  readonly plan?: string | null;
}; readonly row: ParetoRow };
  "quality.proposal": { readonly params: {
  readonly inspection: string;
}; readonly row: ProposalRow };
  "quality.sampling_plan": { readonly params: {
  readonly lot_size: number;
  readonly aql: string;
  readonly level?: "I" | "II" | "III" | "S-1" | "S-2" | "S-3" | "S-4";
  readonly severity?: "normal" | "reduced" | "tightened";
}; readonly row: SamplingRow };
  "quality.to_judge": { readonly params: {
  readonly material?: string | null;
  readonly job_order?: string | null;
  readonly limit?: number;
}; readonly row: JudgeRow };
  "quality.waiting": { readonly params: {
  readonly inspection: string;
  readonly limit?: number;
}; readonly row: WaitingRow };
  "sales.customer_links": { readonly params: {
  readonly sales_order: string;
}; readonly row: CustomerLinkRow };
  "sales.line_preview": { readonly params: {
  readonly sales_order: string;
  readonly line: number;
  readonly quantity?: string | null;
  readonly promised_on?: string | null;
  readonly at?: string | null;
}; readonly row: PreviewRow };
  "sales.order_operations": { readonly params: {
  readonly sales_order: string;
}; readonly row: OrderOperation };
  "sales.order_progress": { readonly params: {
  readonly site?: string | null;
  readonly sales_order?: string | null;
  readonly customer?: string | null;
  readonly salesperson?: string | null;
  readonly material?: string | null;
  readonly search?: string | null;
  readonly show?: "all" | "ended" | "late" | "open";
  readonly at?: string | null;
  readonly after?: string | null;
  readonly limit?: number;
}; readonly row: ProgressLine };
  "sales.order_shipments": { readonly params: {
  readonly sales_order: string;
}; readonly row: OrderShipped };
  "sales.order_story": { readonly params: {
  readonly sales_order: string;
}; readonly row: OrderTold };
  "sales.order_work": { readonly params: {
  readonly sales_order: string;
  readonly at?: string | null;
}; readonly row: OrderWork };
  "sales.rush_preview": { readonly params: {
  readonly sales_order: string;
  readonly line: number;
  readonly at?: string | null;
}; readonly row: RushRow };
}
