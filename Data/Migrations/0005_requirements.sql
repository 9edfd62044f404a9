-- What an order needs before it may enter a status: one template for a status in general, others for a dealer's workflow profile.
-- A template without documents and fields means that nothing is required; no template at all means the built-in defaults.

create table requirement_templates (
    id         uuid primary key default gen_random_uuid(),
    profile_id uuid references workflow_profiles on delete cascade,
    status     order_status not null check (status in ('IN_PRODUCTION', 'PRE_SHIPPING', 'COMPLETED', 'SERVICE_WARRANTY')),
    fields     text[] not null default '{}' check (fields <@ array['serialNumber', 'requestedShipDate', 'productionPriority']),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint requirement_templates_one_of_a_status unique nulls not distinct (profile_id, status)
);

create table requirement_template_documents (
    template_id   uuid not null references requirement_templates on delete cascade,
    document_kind text not null references document_definitions on update cascade on delete cascade,
    primary key (template_id, document_kind)
);
create index requirement_template_documents_by_kind on requirement_template_documents (document_kind);
