-- How orders are read: one shape for a single order and for lists, and one place for the filters of the list.

create view order_details as
select o.id, o.number, o.version, o.status, o.canceled_from,
       o.dealer_id, d.name as dealer_name,
       o.pool_model_id, m.name as pool_model_name, m.product_type,
       o.color_id, c.name as color_name,
       o.factory_id, f.name as factory_name,
       o.job_id, o.job_role, o.job_item_type, l.id as linked_order_id, l.number as linked_order_number,
       o.allocated_pool_stock_id, o.delivery_address, o.notes, o.shipping_method, o.penetration_mode, o.penetration_notes, o.blueprint_markers,
       o.hardware_skimmer, o.hardware_returns, o.hardware_main_drains, o.hardware_autocover,
       o.requested_ship_on, o.requested_ship_asap, o.scheduled_ship_on, o.scheduled_production_on, o.production_priority,
       o.serial_number, o.invoice_number, o.created_at, o.updated_at, o.status_changed_at
  from orders o
  join dealers d on d.id = o.dealer_id
  join pool_models m on m.id = o.pool_model_id
  join colors c on c.id = o.color_id
  left join factories f on f.id = o.factory_id
  left join orders l on l.job_id = o.job_id and l.id <> o.id;

-- Simple enough for the planner to merge into the query around it, so that each filter that is not null can use its index. The filters arrive
-- in types that need no cast before they are compared with null: a cast of text to an enum or a day is only stable, and then the planner would
-- keep every alternative. The deposit is looked for by a subquery of each row, because a join would read every document first.
create function orders_matching(seen_by_dealer uuid, seen_from_factories uuid[], of_dealer uuid, of_factory uuid,
                                with_status text, with_text text, with_signal text, today date)
returns setof orders language sql stable as $$
    select o.*
      from orders o
     where (seen_by_dealer is null or o.dealer_id = seen_by_dealer)
       and (seen_from_factories is null or o.factory_id = any (seen_from_factories))
       and (of_dealer is null or o.dealer_id = of_dealer)
       and (of_factory is null or o.factory_id = of_factory)
       and (with_status is null or o.status = with_status::order_status)
       and (with_text is null or o.search like with_text)
       and (with_signal is distinct from 'MISSING_SERIAL'
            or (o.serial_number is null and o.status in ('IN_PRODUCTION', 'PRE_SHIPPING', 'COMPLETED', 'SERVICE_WARRANTY')))
       and (with_signal is distinct from 'UNSCHEDULED_PRODUCTION' or (o.scheduled_production_on is null and o.status = 'IN_PRODUCTION'))
       and (with_signal is distinct from 'UNSCHEDULED_SHIPPING' or (o.scheduled_ship_on is null and o.status = 'PRE_SHIPPING'))
       and (with_signal is distinct from 'NEEDS_DEPOSIT_FILE'
            or (o.status = 'PENDING_PAYMENT_APPROVAL'
                and (select p.id
                       from documents p
                      where p.order_id = o.id and p.kind = 'PROOF_OF_PAYMENT' and p.state in ('CHECKING', 'ACCEPTED')
                      limit 1) is null))
       and (with_signal is distinct from 'OVERDUE_REQUESTED_SHIP'
            or (o.requested_ship_on < today and o.requested_ship_on is not null
                and o.status in ('PENDING_PAYMENT_APPROVAL', 'IN_PRODUCTION', 'PRE_SHIPPING')))
       and (with_signal is distinct from 'ASAP_REQUESTS'
            or (o.requested_ship_asap and o.status in ('PENDING_PAYMENT_APPROVAL', 'IN_PRODUCTION', 'PRE_SHIPPING')))
       and (with_signal is distinct from 'ALLOCATED_STOCK' or o.allocated_pool_stock_id is not null)
       and (with_signal is distinct from 'ALLOCATED_STOCK_NO_SHIP' or (o.allocated_pool_stock_id is not null and o.scheduled_ship_on is null))
$$;
