-- Who may sign in, for which dealer, and which modules and factories an admin is limited to.

create extension if not exists pg_trgm;

create type user_role as enum ('DEALER', 'ADMIN', 'SUPERADMIN');
create type admin_module as enum ('DASHBOARD', 'ORDER_LIST', 'NEW_ORDER', 'PRODUCTION_SCHEDULE', 'SHIP_SCHEDULE', 'POOL_STOCK',
                                  'POOL_CATALOG', 'WORKFLOW_REQUIREMENTS', 'INVENTORY', 'DEALERS', 'USERS');
create type module_access_level as enum ('VIEW', 'EDIT');

create table factories (
    id         uuid primary key default gen_random_uuid(),
    name       text not null unique check (btrim(name) <> ''),
    address    text,
    city       text,
    state      text,
    active     boolean not null default true,
    created_at timestamptz not null default now()
);

create table workflow_profiles (
    id         uuid primary key default gen_random_uuid(),
    slug       text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 50),
    name       text not null unique check (btrim(name) <> ''),
    active     boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table dealers (
    id                  uuid primary key default gen_random_uuid(),
    name                text not null check (btrim(name) <> ''),
    email               text not null,
    phone               text,
    address             text,
    city                text,
    state               text,
    country             text not null default 'US' check (country in ('US', 'CA')),
    approved            boolean not null default false,
    agreement_signed_at timestamptz,
    workflow_profile_id uuid references workflow_profiles on delete set null,
    created_at          timestamptz not null default now()
);
create unique index dealers_email_once on dealers (lower(email));
create index dealers_by_workflow_profile on dealers (workflow_profile_id);

-- A user's id is the object id of its account in the identity provider, so a token finds its user without a detour.
create table users (
    id           uuid primary key,
    email        text not null,
    display_name text,
    role         user_role not null,
    approved     boolean not null default false,
    disabled_at  timestamptz,
    dealer_id    uuid unique references dealers on delete set null,
    created_at   timestamptz not null default now(),
    constraint users_only_dealers_have_a_dealer check (dealer_id is null or role = 'DEALER')
);
create unique index users_email_once on users (lower(email));

create table user_module_access (
    user_id      uuid not null references users on delete cascade,
    module       admin_module not null,
    access_level module_access_level not null default 'VIEW',
    created_at   timestamptz not null default now(),
    primary key (user_id, module)
);

create table user_factory_access (
    user_id    uuid not null references users on delete cascade,
    factory_id uuid not null references factories on delete restrict,
    created_at timestamptz not null default now(),
    primary key (user_id, factory_id)
);
create index user_factory_access_by_factory on user_factory_access (factory_id);
