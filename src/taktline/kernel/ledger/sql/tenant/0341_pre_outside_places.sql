-- The few places outside among the many that jobs bring.

CREATE INDEX place_outside ON place (kind, id) WHERE kind IN ('customer', 'supplier', 'scrap');
