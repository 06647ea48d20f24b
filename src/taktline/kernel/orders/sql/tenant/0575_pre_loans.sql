-- Goods one order or department lent to another: who owes whom how much, until when.

CREATE TABLE loan (
    id uuid NOT NULL,
    site uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    line integer NOT NULL,
    material uuid NOT NULL,
    lender_place uuid NOT NULL,
    lender_job uuid,
    borrower_place uuid NOT NULL,
    borrower_job uuid,
    lent numeric(20, 6) NOT NULL,
    returned numeric(20, 6) NOT NULL DEFAULT 0,
    kept numeric(20, 6) NOT NULL DEFAULT 0,
    due_on date NOT NULL,
    status text NOT NULL DEFAULT 'open',
    reason text NOT NULL DEFAULT '',
    close_reason text NOT NULL DEFAULT '',
    lent_at timestamptz NOT NULL,
    closed_at timestamptz,
    cause uuid NOT NULL,
    version integer NOT NULL DEFAULT 1,
    CONSTRAINT loan_pkey PRIMARY KEY (id),
    CONSTRAINT loan_code_line_key UNIQUE (code, line),
    CONSTRAINT loan_site_fkey FOREIGN KEY (site) REFERENCES site (id),
    CONSTRAINT loan_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT loan_lender_place_fkey FOREIGN KEY (lender_place) REFERENCES place (id),
    CONSTRAINT loan_borrower_place_fkey FOREIGN KEY (borrower_place) REFERENCES place (id),
    CONSTRAINT loan_lender_job_fkey FOREIGN KEY (lender_job) REFERENCES job_order (id),
    CONSTRAINT loan_borrower_job_fkey FOREIGN KEY (borrower_job) REFERENCES job_order (id),
    CONSTRAINT loan_status_known CHECK (status IN ('open', 'returned', 'kept')),
    CONSTRAINT loan_between_two CHECK (lender_place <> borrower_place),
    CONSTRAINT loan_lent_above_zero CHECK (lent > 0),
    CONSTRAINT loan_parts_not_below_zero CHECK (returned >= 0 AND kept >= 0),
    CONSTRAINT loan_no_more_than_lent CHECK (returned + kept <= lent),
    CONSTRAINT loan_open_while_owed CHECK ((status = 'open') = (returned + kept < lent))
);

CREATE INDEX loan_due ON loan (due_on) WHERE status = 'open';

CREATE INDEX loan_lender_job ON loan (lender_job) WHERE lender_job IS NOT NULL;

CREATE INDEX loan_borrower_job ON loan (borrower_job) WHERE borrower_job IS NOT NULL;
