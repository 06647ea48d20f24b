-- Pay in its simple form: rates with dates, closed periods, what was paid for each day.

CREATE TABLE pay_rate (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    operation text,
    material uuid,
    person uuid,
    rate numeric(20, 6) NOT NULL,
    valid_from date NOT NULL,
    valid_to date,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT pay_rate_pkey PRIMARY KEY (id),
    CONSTRAINT pay_rate_code_key UNIQUE (code),
    CONSTRAINT pay_rate_kind_known CHECK (kind IN ('piece', 'hour')),
    CONSTRAINT pay_rate_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT pay_rate_person_fkey FOREIGN KEY (person) REFERENCES person (id),
    CONSTRAINT pay_rate_not_negative CHECK (rate >= 0),
    CONSTRAINT pay_rate_days CHECK (valid_from <= valid_to),
    CONSTRAINT pay_rate_piece_for_all CHECK (kind <> 'piece' OR person IS NULL)
);

CREATE TABLE pay_period (
    id uuid NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    cause uuid NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by uuid NOT NULL,
    CONSTRAINT pay_period_pkey PRIMARY KEY (id),
    CONSTRAINT pay_period_start_key UNIQUE (starts_on),
    CONSTRAINT pay_period_end_key UNIQUE (ends_on),
    CONSTRAINT pay_period_days CHECK (starts_on <= ends_on)
);

CREATE INDEX pay_period_cause ON pay_period (cause);

CREATE TABLE pay_line (
    id uuid NOT NULL,
    pay_period uuid NOT NULL,
    cause uuid NOT NULL,
    person uuid NOT NULL,
    day date NOT NULL,
    is_difference boolean NOT NULL,
    pieces numeric(20, 6) NOT NULL,
    labor_s numeric(20, 6) NOT NULL,
    amount numeric(20, 6) NOT NULL,
    currency text NOT NULL,
    CONSTRAINT pay_line_pkey PRIMARY KEY (id),
    CONSTRAINT pay_line_key UNIQUE (pay_period, person, day),
    CONSTRAINT pay_line_period_fkey FOREIGN KEY (pay_period) REFERENCES pay_period (id),
    CONSTRAINT pay_line_person_fkey FOREIGN KEY (person) REFERENCES person (id)
);

CREATE INDEX pay_line_cause ON pay_line (cause);

CREATE INDEX pay_line_day ON pay_line (person, day);
