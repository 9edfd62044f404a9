-- Every check of drift with what it found, so that the newest can be read at any time, and when something began can be looked up.

create table drift_checks (
    id              bigint generated always as identity primary key,
    started_at      timestamptz not null,
    finished_at     timestamptz not null,
    outcome         text not null check (outcome in ('CLEAN', 'DRIFTED', 'INCOMPLETE')),
    applied_version integer,
    build_version   integer not null,
    not_compared    jsonb not null default '[]',
    remarks         text[] not null default '{}',
    constraint drift_checks_end_after_they_begin check (finished_at >= started_at)
);
create index drift_checks_by_age on drift_checks (started_at);

create table drift_findings (
    id              bigint generated always as identity primary key,
    check_id        bigint not null references drift_checks on delete cascade,
    kind            text not null check (kind ~ '^[A-Z_]{1,40}$'),
    subject         text not null,
    name            text not null,
    expected        text not null,
    found           text not null,
    severity        text not null check (severity in ('CRITICAL', 'WARNING', 'NOTICE')),
    mend            text not null,
    allowed_because text,
    allowed_until   date,
    constraint drift_findings_are_allowed_with_an_end check ((allowed_because is null) = (allowed_until is null))
);
create index drift_findings_by_check on drift_findings (check_id, id);
