-- What people say about a record of any kind, and which views of lists they keep.

-- A comment as it was said, said again in other words, or taken back (no text); a fact, never
-- changed. `comment` is the id of the first wording.
CREATE TABLE record_comment (
    id uuid NOT NULL,
    comment uuid NOT NULL,
    entity text COLLATE "C" NOT NULL,
    record uuid NOT NULL,
    text text,
    mentions uuid[] NOT NULL,
    cause uuid NOT NULL,
    written_by uuid NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT record_comment_pkey PRIMARY KEY (id)
);

CREATE INDEX record_comment_record ON record_comment (entity, record, comment, id);

CREATE INDEX record_comment_cause ON record_comment (cause);

CREATE INDEX record_comment_said ON record_comment (comment, id);

-- How somebody looks at the records of one kind; for themselves, for a role or for everybody.
CREATE TABLE saved_view (
    id uuid NOT NULL,
    entity text COLLATE "C" NOT NULL,
    name text NOT NULL,
    content json NOT NULL,
    shared_with text NOT NULL,
    role text,
    is_default boolean NOT NULL,
    owner uuid NOT NULL,
    removed boolean NOT NULL DEFAULT false,
    version integer NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT saved_view_pkey PRIMARY KEY (id),
    CONSTRAINT saved_view_shared CHECK (shared_with IN ('nobody', 'role', 'everybody')),
    CONSTRAINT saved_view_role CHECK ((shared_with = 'role') = (role IS NOT NULL)),
    CONSTRAINT saved_view_version CHECK (version > 0)
);

CREATE INDEX saved_view_entity ON saved_view (entity, owner) WHERE NOT removed;
