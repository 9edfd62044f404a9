-- What can be ordered.

create type product_type as enum ('POOL', 'SPA');

create table colors (
    id         uuid primary key default gen_random_uuid(),
    name       text not null unique check (btrim(name) <> ''),
    swatch_url text,
    active     boolean not null default true,
    created_at timestamptz not null default now()
);

create table pool_models (
    id                 uuid primary key default gen_random_uuid(),
    name               text not null check (btrim(name) <> ''),
    product_type       product_type not null default 'POOL',
    length_ft          double precision not null check (length_ft >= 0),
    width_ft           double precision not null check (width_ft >= 0),
    depth_ft           double precision not null check (depth_ft >= 0),
    shape              text,
    image_url          text,
    blueprint_url      text,
    has_integrated_spa boolean not null default false,
    max_skimmers       integer check (max_skimmers >= 0),
    max_returns        integer check (max_returns >= 0),
    max_main_drains    integer check (max_main_drains >= 0),
    default_factory_id uuid references factories on delete set null,
    active             boolean not null default true,
    created_at         timestamptz not null default now()
);
create index pool_models_by_name on pool_models (name, id);
create index pool_models_by_default_factory on pool_models (default_factory_id);
