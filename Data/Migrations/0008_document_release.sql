-- A superadmin may release a rejected document: who did, when and why, and the word for it in the history of its order.

alter type history_kind add value 'DOCUMENT_RELEASED';

alter table documents
    add column released_by    uuid references users on delete restrict,
    add column released_at    timestamptz,
    add column release_reason text check (btrim(release_reason) <> '' and length(release_reason) <= 1000),
    add constraint documents_release_is_whole check (num_nulls(released_by, released_at, release_reason) in (0, 3));
