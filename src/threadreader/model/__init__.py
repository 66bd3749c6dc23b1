"""Domain model: frozen records of threads, quotations and saves, without input, output, HTML or colour."""
