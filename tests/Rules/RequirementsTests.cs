using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Workflow;
using Glimmerglass.Functions.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class RequirementsTests
{
    [Theory]
    [InlineData(OrderStatus.PendingPaymentApproval, "", "")]
    [InlineData(OrderStatus.InProduction, "PROOF_OF_PAYMENT QUOTE INVOICE", "")]
    [InlineData(OrderStatus.PreShipping, "BUILD_SHEET POST_PRODUCTION_MEDIA", "serialNumber")]
    [InlineData(OrderStatus.Completed, "SHIPPING_CHECKLIST PRE_SHIPPING_MEDIA BILL_OF_LADING PROOF_OF_FINAL_PAYMENT PAID_INVOICE", "serialNumber")]
    [InlineData(OrderStatus.ServiceWarranty, "", "")]
    [InlineData(OrderStatus.Canceled, "", "")]
    public void Without_templates_the_built_in_defaults_hold(OrderStatus status, string docs, string fields)
    {
        var required = Requirements.Of(status, Some.Facts());

        Assert.Equal(Words(docs), required.Docs);
        Assert.Equal(Words(fields), required.Fields);
    }

    [Fact]
    public void The_general_template_replaces_the_defaults_of_its_status_alone()
    {
        var facts = Some.Facts() with { Templates = [Template(OrderStatus.InProduction, ofProfile: false, "OTHER", "requestedShipDate")] };

        Assert.Equal(["OTHER"], Requirements.Of(OrderStatus.InProduction, facts).Docs);
        Assert.Equal(["requestedShipDate"], Requirements.Of(OrderStatus.InProduction, facts).Fields);
        Assert.Equal(["BUILD_SHEET", "POST_PRODUCTION_MEDIA"], Requirements.Of(OrderStatus.PreShipping, facts).Docs);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_template_of_the_profile_goes_before_the_general_one(bool profileFirst)
    {
        RequirementTemplate[] both = [Template(OrderStatus.InProduction, ofProfile: true, "QUOTE", ""), Template(OrderStatus.InProduction, ofProfile: false, "OTHER", "serialNumber")];
        var facts = Some.Facts() with { Templates = profileFirst ? both : [.. both.Reverse()] };

        var required = Requirements.Of(OrderStatus.InProduction, facts);

        Assert.Equal(["QUOTE"], required.Docs);
        Assert.Empty(required.Fields);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void An_empty_template_requires_nothing(bool ofProfile)
    {
        var facts = Some.Facts() with { Templates = [Template(OrderStatus.Completed, ofProfile, "", "")] };

        var required = Requirements.Of(OrderStatus.Completed, facts);

        Assert.Empty(required.Docs);
        Assert.Empty(required.Fields);
    }

    [Fact]
    public void A_kind_that_is_not_active_or_not_there_is_never_required()
    {
        var facts = Some.Facts();
        var inactive = facts with { Definitions = [.. facts.Definitions.Select(definition => definition with { Active = definition.Key != "QUOTE" })] };
        var gone = facts with { Definitions = [.. facts.Definitions.Where(definition => definition.Key != "QUOTE")] };

        Assert.All([inactive, gone], changed => Assert.Equal(["PROOF_OF_PAYMENT", "INVOICE"], Requirements.Of(OrderStatus.InProduction, changed).Docs));
    }

    private static RequirementTemplate Template(OrderStatus status, bool ofProfile, string docs, string fields) => new(status, ofProfile, Words(docs), Words(fields));

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
