-- A small catalogue, one dealer, and one user of each role. Ids are fixed, so that it can be loaded any number of times.

insert into factories (id, name, city, state) values
    ('0f000000-0000-4000-8000-000000000001', 'Fort Plain', 'Fort Plain', 'New York'),
    ('0f000000-0000-4000-8000-000000000002', 'Ashburn', 'Ashburn', 'Georgia')
on conflict do nothing;

insert into colors (id, name) values
    ('0c000000-0000-4000-8000-000000000001', 'Arctic White'),
    ('0c000000-0000-4000-8000-000000000002', 'Lake Blue'),
    ('0c000000-0000-4000-8000-000000000003', 'Granite Grey')
on conflict do nothing;

insert into pool_models (id, name, product_type, length_ft, width_ft, depth_ft, shape, max_skimmers, max_returns, max_main_drains, default_factory_id) values
    ('0a000000-0000-4000-8000-000000000001', 'Otsego 30', 'POOL', 30, 14, 6, 'Rectangle', 2, 4, 2, '0f000000-0000-4000-8000-000000000001'),
    ('0a000000-0000-4000-8000-000000000002', 'Canadarago 35', 'POOL', 35, 15.5, 6.5, 'Freeform', 2, 6, 2, '0f000000-0000-4000-8000-000000000002'),
    ('0a000000-0000-4000-8000-000000000003', 'Cooper Spa', 'SPA', 8, 8, 3, 'Square', null, null, null, '0f000000-0000-4000-8000-000000000001')
on conflict do nothing;

insert into dealers (id, name, email, city, state, approved, agreement_signed_at) values
    ('0d000000-0000-4000-8000-000000000001', 'Blue Lagoon Pools', 'office@bluelagoon.example', 'Albany', 'New York', true, '2026-01-05T09:00:00Z')
on conflict do nothing;

insert into users (id, email, display_name, role, approved, dealer_id) values
    ('01000000-0000-4000-8000-000000000001', 'dealer@example.com', 'Dana Dealer', 'DEALER', true, '0d000000-0000-4000-8000-000000000001'),
    ('01000000-0000-4000-8000-000000000002', 'admin@example.com', 'Ada Admin', 'ADMIN', true, null),
    ('01000000-0000-4000-8000-000000000003', 'superadmin@example.com', 'Sam Superadmin', 'SUPERADMIN', true, null)
on conflict do nothing;
