-- When the latest check of a document began: what never ended is told from what is at it right now.
alter table documents add column check_begun_at timestamptz;
