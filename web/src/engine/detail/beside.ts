/** What stands beside a record: words, files and what happened, as the server tells them. */

import { request } from "@/shared/api/http";
import type { Text } from "../metadata";

export interface Person {
  readonly id: string;
  readonly name: string | null;
}

export interface Comment {
  readonly id: string;
  readonly text: string | null;
  readonly written_by: Person;
  readonly written_at: string;
  readonly changed_at: string | null;
  readonly mentions: readonly Person[];
}

export interface Attachment {
  readonly file: string;
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly attached_by: Person;
  readonly attached_at: string;
}

export interface Happening {
  readonly event: string;
  readonly label: Text;
  readonly by: Person;
  readonly occurred_at: string;
  readonly changes: readonly {
    readonly field: string;
    readonly old: unknown;
    readonly new: unknown;
  }[];
  readonly told: Readonly<Record<string, unknown>>;
}

export interface HistoryPage {
  readonly rows: readonly Happening[];
  readonly after: string | null;
}

/** Which record is meant. */
export interface About {
  readonly entity: string;
  readonly record: string;
}

const at = ({ entity, record }: About, what: string) =>
  `/api/v1/records/${encodeURIComponent(entity)}/${encodeURIComponent(record)}/${what}`;

export const commentsQuery = (about: About) => ({
  queryKey: ["record", "comments", about] as const,
  queryFn: async () =>
    (await request<{ comments: Comment[] }>("GET", at(about, "comments"))).comments,
});

/** A comment that speaks to the reader. */
export interface Mention extends About {
  readonly comment: string;
  readonly text: string;
  readonly by: string | null;
  readonly written_at: string;
  readonly is_read: boolean;
}

export const mentionsQuery = {
  queryKey: ["record", "mentions"] as const,
  queryFn: async () => (await request<{ mentions: Mention[] }>("GET", "/api/v1/mentions")).mentions,
};

export const attachmentsQuery = (about: About) => ({
  queryKey: ["record", "attachments", about] as const,
  queryFn: async () =>
    (await request<{ files: Attachment[] }>("GET", at(about, "attachments"))).files,
});

export const readHistory = (about: About, after: string | null) =>
  request<HistoryPage>("GET", at(about, "history") + (after === null ? "" : `?after=${after}`));

const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
export const isPicture = (file: Attachment) => PICTURES.has(file.media_type);

/** Where a file's content lies. */
export const fileAddress = (file: string) => `/api/v1/files/${encodeURIComponent(file)}`;
