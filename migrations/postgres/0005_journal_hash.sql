-- A hash that was kept elsewhere is looked up.
CREATE INDEX journal_blocks_hash ON journal_blocks (hash);
