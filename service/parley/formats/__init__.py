"""Exchange formats of translation memories and glossaries: streams of records in and out."""
