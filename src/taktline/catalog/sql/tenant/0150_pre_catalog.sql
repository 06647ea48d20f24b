-- What people designed in this tenant, every version of it, and who changed which field when.

-- A document in force; its text stands in document_version.
CREATE TABLE document (
    id uuid NOT NULL,
    app text NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    removed boolean NOT NULL DEFAULT false,
    CONSTRAINT document_pkey PRIMARY KEY (id),
    CONSTRAINT document_name_key UNIQUE (app, kind, name),
    CONSTRAINT document_version_positive CHECK (version > 0)
);

-- Every text a document ever had; a fact, never changed. No text: the document was taken out.
CREATE TABLE document_version (
    document uuid NOT NULL,
    version integer NOT NULL,
    text text,
    digest text NOT NULL,
    cause uuid NOT NULL,
    published_by uuid NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT document_version_pkey PRIMARY KEY (document, version),
    CONSTRAINT document_version_document_fkey FOREIGN KEY (document) REFERENCES document (id)
);

CREATE INDEX document_version_cause ON document_version (cause);

-- A field of a record before and after; a fact, never changed.
CREATE TABLE record_history (
    id uuid NOT NULL,
    entity text NOT NULL,
    record uuid NOT NULL,
    field text NOT NULL,
    old json NOT NULL,
    new json NOT NULL,
    cause uuid NOT NULL,
    changed_by uuid NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT record_history_pkey PRIMARY KEY (id)
);

CREATE INDEX record_history_record ON record_history (record, changed_at);

CREATE INDEX record_history_cause ON record_history (cause);
