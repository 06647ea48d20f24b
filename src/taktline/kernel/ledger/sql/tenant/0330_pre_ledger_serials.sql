-- Where the pieces of a serial stand, without a look at every place that ever held a lot.

CREATE INDEX balance_serial ON balance (lot) WHERE is_serial;
