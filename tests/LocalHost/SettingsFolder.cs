namespace Glimmerglass.Tests.LocalHost;

/// <summary>A content root of a test's own.</summary>
internal sealed class SettingsFolder
{
    private static readonly string Root = NewRoot();

    public string Path { get; } = Directory.CreateDirectory(System.IO.Path.Combine(Root, Guid.NewGuid().ToString("n"))).FullName;

    public SettingsFolder With(string file, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), text);
        return this;
    }

    public SettingsFolder WithHostJson(string text) => With("host.json", text);

    public SettingsFolder WithLocalSettings(string text) => With("local.settings.json", text);

    private static string NewRoot()
    {
        var root = Directory.CreateTempSubdirectory("local-host-tests-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
