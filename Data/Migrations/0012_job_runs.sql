-- The ledger of jobs: every run of a timer, whoever started it, once for each scheduled time and never twice at once.

create type job_origin as enum ('SCHEDULE', 'DOOR', 'COMMAND');
create type job_outcome as enum ('SUCCEEDED', 'FAILED', 'ABANDONED');

create table job_runs (
    id            bigint generated always as identity primary key,
    job           text not null check (job ~ '^[A-Za-z]{1,60}$'),
    origin        job_origin not null,
    scheduled_for timestamptz,
    started_by    uuid references users on delete restrict,
    request_key   text check (length(request_key) between 1 and 255),
    started_at    timestamptz not null,
    heartbeat_at  timestamptz not null,
    finished_at   timestamptz,
    outcome       job_outcome,
    summary       text,
    error         text,
    constraint job_runs_scheduled_or_asked_for check ((origin = 'SCHEDULE') = (scheduled_for is not null)),
    constraint job_runs_finished_with_an_outcome check ((finished_at is null) = (outcome is null))
);
-- A run that was abandoned does not count: its time is caught up by another.
create unique index job_runs_once_for_each_time on job_runs (job, scheduled_for) where outcome is distinct from 'ABANDONED';
create unique index job_runs_one_at_once on job_runs (job) where finished_at is null;
create unique index job_runs_once_for_each_request on job_runs (job, started_by, request_key) where request_key is not null;
create index job_runs_newest on job_runs (job, id desc);
create index job_runs_newest_success on job_runs (job, id desc) where outcome = 'SUCCEEDED';
