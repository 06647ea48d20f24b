"""The rows a query answers, looked at like records: filtered, sorted, grouped, kept as views."""
