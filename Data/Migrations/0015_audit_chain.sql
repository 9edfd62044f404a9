-- The audit log is sealed in a chain, so that a change to what was written shows, and is forgotten only from its beginning, so that the rest stays provable.

-- One seal for each row of the log, in the order in which they were sealed. It refers to no row: it must outlive the row to tell that it is gone.
create table audit_seals (
    position  bigint primary key check (position > 0),
    audit_id  bigint not null unique,
    hash      bytea not null check (length(hash) = 32),
    sealed_at timestamptz not null
);

-- Where the chain begins after its oldest rows were forgotten: the position and the hash of the last one of them.
create table audit_anchors (
    position     bigint primary key check (position > 0),
    hash         bytea not null check (length(hash) = 32),
    sealed_at    timestamptz not null,
    forgotten_at timestamptz not null
);

-- The list of the log is read by time, alone or behind one filter.
drop index audit_log_by_order, audit_log_by_dealer, audit_log_by_action;
create index audit_log_by_order on audit_log (order_id, created_at, id) where order_id is not null;
create index audit_log_by_dealer on audit_log (dealer_id, created_at, id) where dealer_id is not null;
create index audit_log_by_actor on audit_log (actor_id, created_at, id) where actor_id is not null;
create index audit_log_by_action on audit_log (action, created_at, id);

-- The last row of which is certain that every row before it that was ever to come has come: its seal is a day older than the newest one.
create function audit_log_settled() returns bigint language sql stable as $$
    select coalesce((select audit_id
                       from audit_seals
                      where sealed_at < (select sealed_at from audit_seals order by position desc limit 1) - interval '1 day'
                      order by position desc
                      limit 1), 0)
$$;

-- Seals up to so many rows, in the order of their ids: the hash of a seal is the SHA-256 of the hash before it (at first 32 zero bytes) and the row as text.
-- Rows come in another order than their ids, so what is not yet sealed is looked for behind the last settled row, not behind the last sealed one.
create function seal_audit_log(at timestamptz, most integer)
returns table (sealed integer, oldest_at timestamptz, head_position bigint, head_hash bytea) language plpgsql volatile as $$
declare
    entry audit_log;
    since timestamptz;
begin
    perform pg_advisory_xact_lock(4715207340118);
    select s.position, s.hash, s.sealed_at into head_position, head_hash, since from audit_seals s order by s.position desc limit 1;
    if not found then
        select a.position, a.hash, a.sealed_at into head_position, head_hash, since from audit_anchors a order by a.position desc limit 1;
    end if;
    head_position := coalesce(head_position, 0);
    head_hash := coalesce(head_hash, decode(repeat('00', 32), 'hex'));
    sealed := 0;
    for entry in select a.*
                   from audit_log a
                  where a.id > audit_log_settled()
                    and not exists (select from audit_seals s where s.audit_id = a.id)
                  order by a.id
                  limit most
    loop
        head_position := head_position + 1;
        head_hash := sha256(head_hash || convert_to(jsonb_build_array(
            head_position, entry.id, entry.action, entry.actor_id, entry.actor_role, entry.dealer_id, entry.order_id, entry.detail,
            (extract(epoch from entry.created_at) * 1000000)::bigint)::text, 'UTF8'));
        insert into audit_seals (position, audit_id, hash, sealed_at) values (head_position, entry.id, head_hash, greatest(at, since));
        sealed := sealed + 1;
        oldest_at := least(oldest_at, entry.created_at);
    end loop;
    return next;
end
$$;

-- Forgets up to so many rows from the beginning of the chain that were sealed before an instant, and says how many. The last of them becomes the anchor.
create function forget_audit_log(before timestamptz, at timestamptz, most integer) returns integer language plpgsql volatile as $$
declare
    last_one audit_seals;
    forgotten integer;
begin
    perform pg_advisory_xact_lock(4715207340118);
    select o.position, o.audit_id, o.hash, o.sealed_at into last_one
      from (select s.position, s.audit_id, s.hash, s.sealed_at from audit_seals s where s.sealed_at < before order by s.position limit most) o
     order by o.position desc
     limit 1;
    if not found then return 0; end if;
    insert into audit_anchors (position, hash, sealed_at, forgotten_at) values (last_one.position, last_one.hash, last_one.sealed_at, at);
    delete from audit_log where id in (select s.audit_id from audit_seals s where s.position <= last_one.position);
    delete from audit_seals s where s.position <= last_one.position;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;

-- An anchor is a place of the chain that is at least a year old, and lies behind the one before it.
create function keep_anchors_true() returns trigger language plpgsql as $$
begin
    if not exists (select from audit_seals s
                    where s.position = new.position and s.hash = new.hash and s.sealed_at = new.sealed_at and s.sealed_at < now() - interval '1 year')
       or exists (select from audit_anchors a where a.position >= new.position) then
        raise exception 'The audit log is not forgotten up to position %: only what was sealed more than a year ago is.', new.position using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
create trigger audit_anchors_stay_true before insert on audit_anchors for each row execute function keep_anchors_true();

-- Rows and seals are deleted by the transaction that makes an anchor, and only up to that anchor.
create function refuse_delete_behind_anchor() returns trigger language plpgsql as $$
declare
    reach bigint := (select max(a.position) from audit_anchors a where a.xmin = pg_current_xact_id()::xid);
begin
    if tg_level = 'STATEMENT' then
        if reach is not null then return null; end if;
    elsif tg_table_name = 'audit_seals' then
        if old.position <= reach then return old; end if;
    elsif exists (select from audit_seals s where s.audit_id = old.id and s.position <= reach) then
        return old;
    end if;
    raise exception '% is append-only: % is refused.', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;

drop trigger audit_log_is_append_only on audit_log;
create trigger audit_log_is_append_only before update or truncate on audit_log for each statement execute function refuse_change();
create trigger audit_log_keeps_its_rows before delete on audit_log for each statement execute function refuse_delete_behind_anchor();
create trigger audit_log_keeps_each_row before delete on audit_log for each row execute function refuse_delete_behind_anchor();
create trigger audit_seals_are_append_only before update or truncate on audit_seals for each statement execute function refuse_change();
create trigger audit_seals_keep_their_rows before delete on audit_seals for each statement execute function refuse_delete_behind_anchor();
create trigger audit_seals_keep_each_row before delete on audit_seals for each row execute function refuse_delete_behind_anchor();
create trigger audit_anchors_are_append_only before update or delete or truncate on audit_anchors for each statement execute function refuse_change();
