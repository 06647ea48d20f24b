-- Finds the comments that speak to somebody.

CREATE INDEX record_comment_mentions ON record_comment USING gin (mentions);
