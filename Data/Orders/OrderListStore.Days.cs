namespace Glimmerglass.Data.Orders;

/// <content>The sorts by a day: many orders have none yet.</content>
public sealed partial class OrderListStore
{
    private const string RequestedShipDescending = """
        with valued as (
            select id, requested_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where requested_ship_on is not null
               and (@AfterId::uuid is null or (requested_ship_on, id) < (@AfterValue::date, @AfterId))
             order by requested_ship_on desc, id desc
             limit @Limit
        ), unvalued as (
            select id, requested_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where requested_ship_on is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id < @AfterId)
             order by requested_ship_on desc, id desc
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value desc nulls last, id desc
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value desc nulls last, page.id desc
        """;

    private const string RequestedShipAscending = """
        with valued as (
            select id, requested_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where requested_ship_on is not null
               and (@AfterId::uuid is null or (requested_ship_on, id) > (@AfterValue::date, @AfterId))
             order by requested_ship_on, id
             limit @Limit
        ), unvalued as (
            select id, requested_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where requested_ship_on is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id > @AfterId)
             order by requested_ship_on, id
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value nulls last, id
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value nulls last, page.id
        """;

    private const string ScheduledShipDescending = """
        with valued as (
            select id, scheduled_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_ship_on is not null
               and (@AfterId::uuid is null or (scheduled_ship_on, id) < (@AfterValue::date, @AfterId))
             order by scheduled_ship_on desc, id desc
             limit @Limit
        ), unvalued as (
            select id, scheduled_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_ship_on is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id < @AfterId)
             order by scheduled_ship_on desc, id desc
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value desc nulls last, id desc
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value desc nulls last, page.id desc
        """;

    private const string ScheduledShipAscending = """
        with valued as (
            select id, scheduled_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_ship_on is not null
               and (@AfterId::uuid is null or (scheduled_ship_on, id) > (@AfterValue::date, @AfterId))
             order by scheduled_ship_on, id
             limit @Limit
        ), unvalued as (
            select id, scheduled_ship_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_ship_on is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id > @AfterId)
             order by scheduled_ship_on, id
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value nulls last, id
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value nulls last, page.id
        """;

    private const string ScheduledProductionDescending = """
        with valued as (
            select id, scheduled_production_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_production_on is not null
               and (@AfterId::uuid is null or (scheduled_production_on, id) < (@AfterValue::date, @AfterId))
             order by scheduled_production_on desc, id desc
             limit @Limit
        ), unvalued as (
            select id, scheduled_production_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_production_on is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id < @AfterId)
             order by scheduled_production_on desc, id desc
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value desc nulls last, id desc
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value desc nulls last, page.id desc
        """;

    private const string ScheduledProductionAscending = """
        with valued as (
            select id, scheduled_production_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_production_on is not null
               and (@AfterId::uuid is null or (scheduled_production_on, id) > (@AfterValue::date, @AfterId))
             order by scheduled_production_on, id
             limit @Limit
        ), unvalued as (
            select id, scheduled_production_on as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where scheduled_production_on is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id > @AfterId)
             order by scheduled_production_on, id
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value nulls last, id
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value nulls last, page.id
        """;
}
