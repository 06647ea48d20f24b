-- Edges and periods get an id, so that they can be read as records like everything else.

ALTER TABLE lot_edge ADD COLUMN id uuid;

UPDATE lot_edge
SET id = md5(input_lot::text || output_lot::text || transform::text || cause::text)::uuid
WHERE id IS NULL;

ALTER TABLE lot_edge ALTER COLUMN id SET NOT NULL;

ALTER TABLE period ADD COLUMN id uuid;

UPDATE period SET id = md5(starts_on::text || cause::text)::uuid WHERE id IS NULL;

ALTER TABLE period ALTER COLUMN id SET NOT NULL;
