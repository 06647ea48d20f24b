-- What is on hand is found by material and by place without what is empty or virtual: goods leave
-- many empty rows behind, and every job leaves rows of what it used.

CREATE INDEX balance_on_hand ON balance (material, place, id) WHERE quantity <> 0 AND is_physical;

CREATE INDEX balance_filled_place ON balance (place, material, lot) WHERE quantity <> 0;

DROP INDEX balance_material;

DROP INDEX balance_place_material;
