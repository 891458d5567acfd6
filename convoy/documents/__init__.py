"""Papers that travel with the goods: everything a paper says goes in, PDF bytes come out."""
