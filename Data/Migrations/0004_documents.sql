-- The kinds of documents, and the documents of an order with the verdict on their content.

create type document_state as enum ('AWAITING_UPLOAD', 'CHECKING', 'ACCEPTED', 'REJECTED', 'INFECTED', 'EXPIRED', 'FAILED');

create table document_definitions (
    key                       text primary key check (key ~ '^[A-Za-z0-9_]{1,60}$'),
    label                     text not null check (btrim(label) <> '' and length(label) <= 120),
    active                    boolean not null default true,
    built_in                  boolean not null default false,
    sort_order                integer not null check (sort_order >= 0),
    visible_to_dealer_default boolean not null default true,
    dealer_may_upload         boolean not null default false,
    created_at                timestamptz not null default now()
);
create unique index document_definitions_label_once on document_definitions (lower(label)) where active;

create table documents (
    id                       uuid primary key,
    order_id                 uuid not null references orders on delete restrict,
    kind                     text not null references document_definitions on update cascade on delete restrict,
    file_name                text not null check (length(file_name) between 1 and 200),
    content_type             text not null,
    announced_bytes          bigint not null check (announced_bytes > 0),
    announced_sha256         bytea check (length(announced_sha256) = 32),
    state                    document_state not null default 'AWAITING_UPLOAD',
    attempts                 integer not null default 0,
    reasons                  jsonb not null default '[]',
    warnings                 jsonb not null default '[]',
    size_bytes               bigint,
    sha256                   bytea check (length(sha256) = 32),
    found_content_type       text,
    checked_etag             text,
    checked_at               timestamptz,
    visible_to_dealer        boolean not null,
    version                  integer not null default 1 check (version >= 1),
    uploaded_by              uuid not null references users on delete restrict,
    uploaded_by_role         user_role not null,
    upload_expires_at        timestamptz not null,
    created_at               timestamptz not null,
    constraint documents_accepted_is_known_content check (state <> 'ACCEPTED' or (coalesce(size_bytes, 0) > 0 and sha256 is not null and checked_etag is not null)),
    constraint documents_refused_has_reasons check (state not in ('REJECTED', 'INFECTED', 'FAILED') or jsonb_array_length(reasons) > 0)
);
create index documents_by_order on documents (order_id, created_at, id);
create index documents_by_kind on documents (kind);
create index documents_by_content on documents (sha256) where state = 'ACCEPTED';
create index documents_unfinished on documents (created_at) where state in ('AWAITING_UPLOAD', 'CHECKING');

create function refuse_lower_version() returns trigger language plpgsql as $$
begin
    raise exception 'The version of %.% cannot go down from % to %.', tg_table_name, old.id, old.version, new.version using errcode = 'check_violation';
end
$$;
create trigger documents_version_rises before update on documents for each row when (new.version < old.version) execute function refuse_lower_version();

insert into document_definitions (key, label, built_in, sort_order, dealer_may_upload) values
    ('OTHER', 'Other', true, 0, true),
    ('PROOF_OF_PAYMENT', 'Proof of Deposit', true, 1, true),
    ('QUOTE', 'Order Form', true, 2, true),
    ('INVOICE', 'Invoice with deposit applied', true, 3, false),
    ('BUILD_SHEET', 'Build Sheet', true, 4, false),
    ('POST_PRODUCTION_MEDIA', 'Post-production Photos/Video', true, 5, false),
    ('SHIPPING_CHECKLIST', 'Shipping Checklist', true, 6, false),
    ('PRE_SHIPPING_MEDIA', 'Pre-shipping Photos/Video', true, 7, false),
    ('BILL_OF_LADING', 'Bill of Lading', true, 8, false),
    ('PROOF_OF_FINAL_PAYMENT', 'Proof of Final Payment', true, 9, true),
    ('PAID_INVOICE', 'Paid Invoice', true, 10, false),
    ('WARRANTY', 'Warranty', true, 11, false),
    ('MANUAL', 'Manual', true, 12, false);
