-- Where a parked fact would have been booked, so that only who has a say there settles it. Beside
-- the fact and not in it: what people may see is no evidence.

CREATE TABLE parked_fact_place (
    parked_fact uuid NOT NULL,
    node uuid NOT NULL,
    CONSTRAINT parked_fact_place_pkey PRIMARY KEY (parked_fact, node),
    CONSTRAINT parked_fact_place_of FOREIGN KEY (parked_fact) REFERENCES parked_fact (id)
);
