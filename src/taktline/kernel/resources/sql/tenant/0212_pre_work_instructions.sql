-- How an operation is done, step by step, with a picture for each.

CREATE TABLE work_instruction (
    id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    operation text NOT NULL,
    material uuid,
    step numeric NOT NULL DEFAULT 1,
    text text NOT NULL,
    text_en text,
    picture uuid,
    archived boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by uuid NOT NULL,
    CONSTRAINT work_instruction_pkey PRIMARY KEY (id),
    CONSTRAINT work_instruction_code_key UNIQUE (code),
    CONSTRAINT work_instruction_material_fkey FOREIGN KEY (material) REFERENCES material (id),
    CONSTRAINT work_instruction_step_counts CHECK (step >= 1)
);

CREATE INDEX work_instruction_operation_idx ON work_instruction (operation, step);
