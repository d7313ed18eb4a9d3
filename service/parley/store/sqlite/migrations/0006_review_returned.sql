-- Who gave an item back, so that they are offered others first.
ALTER TABLE review_items ADD COLUMN returned_by TEXT NOT NULL DEFAULT '';
