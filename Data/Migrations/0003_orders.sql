-- Orders, the jobs that tie a pool and its spa together, and what happened to them.

-- APPROVED is a word of old imports. It is stored as IN_PRODUCTION, which it always meant.
create type order_status as enum ('PENDING_PAYMENT_APPROVAL', 'APPROVED', 'IN_PRODUCTION', 'PRE_SHIPPING', 'COMPLETED', 'SERVICE_WARRANTY', 'CANCELED');
create type shipping_method as enum ('PICK_UP', 'QUOTE');
create type penetration_mode as enum ('PENETRATIONS_WITH_INSTALL', 'PENETRATIONS_WITHOUT_INSTALL', 'NO_PENETRATIONS', 'OTHER');
create type order_job_role as enum ('PRIMARY', 'LINKED');
create type history_kind as enum ('CREATED', 'STATUS_CHANGED', 'FIELDS_CHANGED', 'COMMENT', 'DOCUMENT_ANNOUNCED', 'DOCUMENT_CHECKED',
                                  'DOCUMENT_CHANGED', 'DOCUMENT_REMOVED');

create sequence order_numbers;

create table order_jobs (
    id         uuid primary key,
    notes      text,
    created_at timestamptz not null
);

create table orders (
    id                      uuid primary key,
    number                  text not null unique check (number ~ '^GG-[0-9]{4}-[0-9]{6,}$'),
    version                 integer not null default 1 check (version >= 1),
    status                  order_status not null,
    canceled_from           order_status,
    dealer_id               uuid not null references dealers on delete restrict,
    pool_model_id           uuid not null references pool_models on delete restrict,
    color_id                uuid not null references colors on delete restrict,
    factory_id              uuid references factories on delete set null,
    job_id                  uuid references order_jobs on delete set null,
    job_role                order_job_role,
    job_item_type           product_type,
    allocated_pool_stock_id uuid,
    delivery_address        text not null check (btrim(delivery_address) <> ''),
    notes                   text,
    shipping_method         shipping_method,
    penetration_mode        penetration_mode not null default 'PENETRATIONS_WITHOUT_INSTALL',
    penetration_notes       text,
    blueprint_markers       jsonb,
    hardware_skimmer        boolean not null default false,
    hardware_returns        boolean not null default false,
    hardware_main_drains    boolean not null default false,
    hardware_autocover      boolean not null default false,
    requested_ship_on       date,
    requested_ship_asap     boolean not null default false,
    scheduled_ship_on       date,
    scheduled_production_on date,
    production_priority     integer check (production_priority between 1 and 9999),
    serial_number           text check (btrim(serial_number) <> '' and length(serial_number) <= 100),
    invoice_number          text,
    search                  text not null,
    created_by              uuid not null references users on delete restrict,
    created_at              timestamptz not null,
    updated_at              timestamptz not null,
    status_changed_at       timestamptz not null,
    constraint orders_canceled_knows_from_where check ((status = 'CANCELED') = (canceled_from is not null)),
    constraint orders_canceled_from_where_it_may check (canceled_from in ('PENDING_PAYMENT_APPROVAL', 'IN_PRODUCTION', 'PRE_SHIPPING')),
    constraint orders_job_is_whole check (num_nulls(job_role, job_item_type) = 0 or (num_nonnulls(job_role, job_item_type) = 0 and job_id is null)),
    constraint orders_other_penetrations_are_explained check (penetration_mode <> 'OTHER' or btrim(coalesce(penetration_notes, '')) <> ''),
    constraint orders_no_markers_without_penetrations check (penetration_mode <> 'NO_PENETRATIONS' or blueprint_markers is null)
);

-- One serial, one owner, whatever the letter case.
create unique index orders_serial_number_once on orders (lower(serial_number)) where serial_number is not null;
create unique index orders_one_of_each_role_in_a_job on orders (job_id, job_role) where job_id is not null;

-- The list walks an index that begins with its one filter and goes on in the order of its sort: with the rows of another dealer, factory or
-- status in between, a page would cost what the table holds, not what the page holds.
create index orders_by_created on orders (created_at, id);
create index orders_by_status_and_id on orders (status, id);
create index orders_by_requested_ship on orders (requested_ship_on, id);
create index orders_by_scheduled_ship on orders (scheduled_ship_on, id);
create index orders_by_scheduled_production on orders (scheduled_production_on, id);
create index orders_by_production_priority on orders (production_priority, id);

create index orders_of_dealer on orders (dealer_id, created_at, id);
create index orders_of_dealer_by_status on orders (dealer_id, status, id);
create index orders_of_dealer_by_requested_ship on orders (dealer_id, requested_ship_on, id);
create index orders_of_dealer_by_scheduled_ship on orders (dealer_id, scheduled_ship_on, id);
create index orders_of_dealer_by_scheduled_production on orders (dealer_id, scheduled_production_on, id);
create index orders_of_dealer_by_production_priority on orders (dealer_id, production_priority, id);

create index orders_of_factory on orders (factory_id, created_at, id);
create index orders_of_factory_by_status on orders (factory_id, status, id);
create index orders_of_factory_by_requested_ship on orders (factory_id, requested_ship_on, id);
create index orders_of_factory_by_scheduled_ship on orders (factory_id, scheduled_ship_on, id);
create index orders_of_factory_by_scheduled_production on orders (factory_id, scheduled_production_on, id);
create index orders_of_factory_by_production_priority on orders (factory_id, production_priority, id);

create index orders_in_status on orders (status, created_at, id);
create index orders_in_status_by_requested_ship on orders (status, requested_ship_on, id);
create index orders_in_status_by_scheduled_ship on orders (status, scheduled_ship_on, id);
create index orders_in_status_by_scheduled_production on orders (status, scheduled_production_on, id);
create index orders_in_status_by_production_priority on orders (status, production_priority, id);

-- One small index for each signal: only the orders that show it are in it.
create index orders_missing_serial on orders (created_at, id)
    where serial_number is null and status in ('IN_PRODUCTION', 'PRE_SHIPPING', 'COMPLETED', 'SERVICE_WARRANTY');
create index orders_unscheduled_production on orders (created_at, id) where scheduled_production_on is null and status = 'IN_PRODUCTION';
create index orders_unscheduled_shipping on orders (created_at, id) where scheduled_ship_on is null and status = 'PRE_SHIPPING';
create index orders_open_with_requested_ship on orders (requested_ship_on, id)
    where requested_ship_on is not null and status in ('PENDING_PAYMENT_APPROVAL', 'IN_PRODUCTION', 'PRE_SHIPPING');
create index orders_open_asap on orders (created_at, id)
    where requested_ship_asap and status in ('PENDING_PAYMENT_APPROVAL', 'IN_PRODUCTION', 'PRE_SHIPPING');
create index orders_allocated_stock on orders (created_at, id) where allocated_pool_stock_id is not null;

create index orders_by_text on orders using gin (search gin_trgm_ops);

-- For the deletes and renames of what an order points at.
create index orders_by_pool_model on orders (pool_model_id);
create index orders_by_color on orders (color_id);

create table order_history (
    id                bigint generated always as identity primary key,
    order_id          uuid not null references orders on delete restrict,
    kind              history_kind not null,
    status            order_status not null,
    comment           text,
    changes           jsonb,
    document_id       uuid,
    visible_to_dealer boolean not null,
    user_id           uuid references users on delete restrict,
    user_role         user_role,
    created_at        timestamptz not null
);
create index order_history_by_order on order_history (order_id, id);
create index order_history_of_removed_documents on order_history (document_id) where kind = 'DOCUMENT_REMOVED';

create function order_search_text(number text, address text, serial text, invoice text, dealer uuid, model uuid, color uuid, factory uuid)
returns text language sql stable as $$
    select lower(concat_ws(E'\n', number, address, serial, invoice,
                           (select name from dealers where id = dealer), (select name from pool_models where id = model),
                           (select name from colors where id = color), (select name from factories where id = factory)))
$$;

create function keep_order_true() returns trigger language plpgsql as $$
begin
    if new.status = 'APPROVED' then new.status := 'IN_PRODUCTION'; end if;
    if new.canceled_from = 'APPROVED' then new.canceled_from := 'IN_PRODUCTION'; end if;
    if tg_op = 'UPDATE' and new.version < old.version then
        raise exception 'The version of order % cannot go down from % to %.', old.id, old.version, new.version using errcode = 'check_violation';
    end if;
    if tg_op = 'INSERT'
       or (new.number, new.delivery_address, new.serial_number, new.invoice_number, new.dealer_id, new.pool_model_id, new.color_id, new.factory_id)
          is distinct from
          (old.number, old.delivery_address, old.serial_number, old.invoice_number, old.dealer_id, old.pool_model_id, old.color_id, old.factory_id)
       or new.search is null then
        new.search := order_search_text(new.number, new.delivery_address, new.serial_number, new.invoice_number,
                                        new.dealer_id, new.pool_model_id, new.color_id, new.factory_id);
    end if;
    return new;
end
$$;
create trigger orders_stay_true before insert or update on orders for each row execute function keep_order_true();

-- A new name of a dealer, model, colour or factory is found at once. Setting search to null makes the trigger above write it again.
create function find_orders_by_new_name() returns trigger language plpgsql as $$
begin
    case tg_table_name
        when 'dealers' then update orders set search = null where dealer_id = new.id;
        when 'pool_models' then update orders set search = null where pool_model_id = new.id;
        when 'colors' then update orders set search = null where color_id = new.id;
        when 'factories' then update orders set search = null where factory_id = new.id;
    end case;
    return null;
end
$$;
create trigger dealers_renamed after update of name on dealers for each row when (old.name <> new.name) execute function find_orders_by_new_name();
create trigger pool_models_renamed after update of name on pool_models for each row when (old.name <> new.name) execute function find_orders_by_new_name();
create trigger colors_renamed after update of name on colors for each row when (old.name <> new.name) execute function find_orders_by_new_name();
create trigger factories_renamed after update of name on factories for each row when (old.name <> new.name) execute function find_orders_by_new_name();

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused.', tg_table_name, tg_op using errcode = 'restrict_violation';
end
$$;
create trigger order_history_is_append_only before update or delete or truncate on order_history for each statement execute function refuse_change();

create function keep_history_true() returns trigger language plpgsql as $$
begin
    if new.status = 'APPROVED' then new.status := 'IN_PRODUCTION'; end if;
    return new;
end
$$;
create trigger order_history_stays_true before insert on order_history for each row execute function keep_history_true();

-- The number people use. Numbers rise; a refused order leaves a gap.
create function next_order_number(at timestamptz) returns text language sql volatile as $$
    select 'GG-' || to_char(at at time zone 'UTC', 'YYYY') || '-' || case when n < 1000000 then lpad(n::text, 6, '0') else n::text end
      from nextval('order_numbers') as n
$$;
