-- A result may carry a photo of the piece; a nonconformity may be repaired.

ALTER TABLE test_result ADD COLUMN photo uuid;

ALTER TABLE nonconformity DROP CONSTRAINT nonconformity_disposition_known;

ALTER TABLE nonconformity ADD CONSTRAINT nonconformity_disposition_known CHECK (
    disposition IN ('scrap', 'rework', 'return', 'use_as_is', 'sort', 'repair'));
