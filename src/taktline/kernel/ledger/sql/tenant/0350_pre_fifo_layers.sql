-- First in, first out needs no lots any more: the layers of untraced goods are their newest deliveries.

ALTER TABLE material DROP CONSTRAINT material_fifo_needs_lots;
