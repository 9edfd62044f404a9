using System.Reflection;
using System.Reflection.Emit;
using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Audit;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Access;
using Glimmerglass.Tests.LocalHost;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Http.Access;

public sealed class UndeclaredDoorTests
{
    public static class Forgotten
    {
        [Function(nameof(Forgotten))]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "forgotten")] HttpRequest request) => Results.Ok(request.Path.Value);
    }

    [Fact]
    public async Task A_door_that_declares_nothing_is_refused_to_everyone()
    {
        await using var db = Database.Open("Host=nowhere.invalid");
        await using var host = await HostUnderTest.Start(
            builder =>
            {
                builder.UseMiddleware<AccessMiddleware>();
                builder.Services.AddSingleton(DoorsOf(null, typeof(OpenAttribute)));
                builder.Services.AddSingleton(new KnownCallers(new UserStore(db), TimeProvider.System));
                builder.Services.AddSingleton(new RefusalAudit(new AuditStore(db), TimeProvider.System, NullLogger<RefusalAudit>.Instance));
            },
            typeof(Forgotten));

        var answer = await host.Http.Get("/api/forgotten");

        Assert.Equal((403, "NOT_ALLOWED"), (answer.Status, answer.Code));
    }

    [Fact]
    public void A_door_that_declares_nothing_has_no_entry()
    {
        var doors = DoorsOf(null, typeof(OpenAttribute));

        Assert.Null(doors.Of("Door0"));
        Assert.True(doors.Of("Door1")!.Open);
        Assert.Null(doors.Of("NoSuchDoor"));
    }

    /// <summary>Doors of an assembly that is made up for the purpose, one for each attribute.</summary>
    private static Doors DoorsOf(params Type?[] declarations)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("MadeUp"), AssemblyBuilderAccess.Run);
        var module = assembly.DefineDynamicModule("MadeUp");
        foreach (var (declaration, number) in declarations.Select((declaration, number) => (declaration, number)))
        {
            var type = module.DefineType($"Door{number}", TypeAttributes.Public);
            var run = type.DefineMethod("Run", MethodAttributes.Public, typeof(void), []);
            run.GetILGenerator().Emit(OpCodes.Ret);
            run.SetCustomAttribute(new CustomAttributeBuilder(typeof(FunctionAttribute).GetConstructor([typeof(string)])!, [$"Door{number}"]));
            if (declaration == typeof(OpenAttribute)) run.SetCustomAttribute(new CustomAttributeBuilder(declaration.GetConstructor([])!, []));
            type.CreateType();
        }
        return new Doors(assembly);
    }
}
