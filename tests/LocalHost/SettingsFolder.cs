namespace Glimmerglass.Tests.LocalHost;

/// <summary>A content root of a test's own.</summary>
internal sealed class SettingsFolder
{
    public string Path { get; } = Directory.CreateTempSubdirectory("local-host-").FullName;

    public SettingsFolder With(string file, string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, file), text);
        return this;
    }

    public SettingsFolder WithHostJson(string text) => With("host.json", text);

    public SettingsFolder WithLocalSettings(string text) => With("local.settings.json", text);
}
