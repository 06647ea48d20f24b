"""Work beyond the database: files, background jobs, webhooks, throwing old things away."""
