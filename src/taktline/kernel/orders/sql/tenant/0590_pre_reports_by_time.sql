-- Reports in order of their time: what stands behind a figure is read newest first, page by page.

CREATE INDEX job_response_said ON job_response (occurred_at, id) WHERE kind = 'report';
