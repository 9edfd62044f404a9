using System.Reflection;
using System.Runtime.CompilerServices;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Begins a functions app: its functions are those of the assembly that calls.</summary>
public static class FunctionsApplication
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);

        return new FunctionsApplicationBuilder(args, Assembly.GetCallingAssembly());
    }
}
