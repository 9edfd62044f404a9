-- What makes a change safe to repeat, possible to prove, and certain to be told.

create table idempotency_keys (
    caller_id   uuid not null,
    door        text not null,
    key         text not null check (length(key) between 1 and 255),
    fingerprint bytea not null,
    status      integer not null,
    location    text,
    etag        text,
    answer      text not null,
    created_at  timestamptz not null,
    primary key (caller_id, door, key)
);
create index idempotency_keys_by_age on idempotency_keys (created_at);

create table audit_log (
    id         bigint generated always as identity primary key,
    action     text not null,
    actor_id   uuid,
    actor_role user_role,
    dealer_id  uuid,
    order_id   uuid,
    detail     jsonb not null default '{}',
    created_at timestamptz not null
);
create index audit_log_by_time on audit_log (created_at, id);
create index audit_log_by_order on audit_log (order_id, id);
create index audit_log_by_dealer on audit_log (dealer_id, id);
create index audit_log_by_action on audit_log (action, id);
create trigger audit_log_is_append_only before update or delete or truncate on audit_log for each statement execute function refuse_change();

create table outbox (
    id         bigint generated always as identity primary key,
    kind       text not null,
    dealer_id  uuid not null references dealers on delete restrict,
    order_id   uuid not null references orders on delete restrict,
    payload    jsonb not null,
    created_at timestamptz not null,
    sent_at    timestamptz
);
create index outbox_unsent on outbox (order_id, id) where sent_at is null;
create index outbox_by_dealer on outbox (dealer_id);
create index outbox_by_order on outbox (order_id);

-- Claims a key for one change, as the first act of the statement that makes it. CLEAR: go on (also without a key). TAKEN: answered before.
-- IN_FLIGHT: another request holds the key right now. A key is forgotten after 24 hours.
create function claim_idempotency_key(caller uuid, at_door text, with_key text, of_body bytea, answer_status integer, answer_location text,
                                      answer_etag text, answer_text text, at timestamptz)
returns text language plpgsql volatile as $$
begin
    if with_key is null then return 'CLEAR'; end if;
    if not pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', caller, at_door, with_key), 0)) then return 'IN_FLIGHT'; end if;
    insert into idempotency_keys as k (caller_id, door, key, fingerprint, status, location, etag, answer, created_at)
    values (caller, at_door, with_key, of_body, answer_status, answer_location, answer_etag, answer_text, at)
    on conflict (caller_id, door, key) do update
       set fingerprint = excluded.fingerprint, status = excluded.status, location = excluded.location,
           etag = excluded.etag, answer = excluded.answer, created_at = excluded.created_at
     where k.created_at <= excluded.created_at - interval '24 hours';
    return case when found then 'CLEAR' else 'TAKEN' end;
end
$$;
