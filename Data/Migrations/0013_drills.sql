-- Drills: each time a backup was restored to see whether it can be, with what was measured and what was found.

create table backup_drills (
    id             bigint generated always as identity primary key,
    backup         text check (length(backup) between 1 and 100),
    started_at     timestamptz not null,
    finished_at    timestamptz not null,
    passed         boolean not null,
    proven         boolean not null,
    rpo_seconds    bigint check (rpo_seconds >= 0),
    rto_seconds    bigint check (rto_seconds >= 0),
    tables         integer not null default 0 check (tables >= 0),
    rows           bigint not null default 0 check (rows >= 0),
    bytes          bigint not null default 0 check (bytes >= 0),
    documents      integer not null default 0 check (documents >= 0),
    document_bytes bigint not null default 0 check (document_bytes >= 0),
    sample_end     uuid,
    findings       jsonb not null default '[]' check (jsonb_typeof(findings) = 'array'),
    constraint backup_drills_end_after_they_begin check (finished_at >= started_at),
    constraint backup_drills_prove_a_backup check (not proven or backup is not null),
    constraint backup_drills_pass_with_a_proof check (not passed or (proven and rpo_seconds is not null and rto_seconds is not null and tables > 0))
);
create index backup_drills_by_backup on backup_drills (backup, id desc);
create index backup_drills_with_a_sample on backup_drills (id desc) where sample_end is not null;
