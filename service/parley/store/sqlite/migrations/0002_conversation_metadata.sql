-- What the channel says of the customer, as a JSON object of strings.
ALTER TABLE conversations ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
