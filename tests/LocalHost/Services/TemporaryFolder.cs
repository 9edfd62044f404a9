namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>A folder of one test, gone afterwards. Its name has spaces, as the names of folders have.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string home = TestServices.NewFolder("local services");

    public TemporaryFolder() => Directory.CreateDirectory(home);

    /// <summary>A path in it that does not exist yet.</summary>
    public string this[string name] => Path.Combine(home, name);

    public void Dispose()
    {
        // A keeper may still be writing its last lines.
        for (var attempt = 1; Directory.Exists(home); attempt++)
        {
            try
            {
                Directory.Delete(home, recursive: true);
            }
            catch (IOException) when (attempt < 5)
            {
            }
        }
    }
}
