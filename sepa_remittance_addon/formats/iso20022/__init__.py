"""Messages of ISO 20022: pain.008 and pain.001 written, pain.002, camt.053 and camt.054 read."""
