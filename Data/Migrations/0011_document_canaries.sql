-- Files of our own that go the way of every upload, to prove that it is whole. They belong to no order, and no list shows them.
create table document_canaries (
    id               uuid primary key,
    announced_bytes  bigint not null check (announced_bytes > 0),
    announced_sha256 bytea not null check (length(announced_sha256) = 32),
    state            document_state not null default 'AWAITING_UPLOAD',
    attempts         integer not null default 0,
    reasons          jsonb not null default '[]',
    checked_etag     text,
    created_at       timestamptz not null
);
