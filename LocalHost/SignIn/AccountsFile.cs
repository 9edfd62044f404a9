using System.Text.Json;

namespace Glimmerglass.LocalHost.SignIn;

/// <summary>Keeps accounts in one JSON file that is replaced as a whole, so a crash leaves the old or the new one.</summary>
internal sealed class AccountsFile(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public IReadOnlyList<LocalAccount> Read()
    {
        if (!File.Exists(path)) return [];

        try
        {
            return JsonSerializer.Deserialize<List<LocalAccount>>(File.ReadAllBytes(path), Json) ?? [];
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"The accounts in {path} cannot be read: {broken.Message} Hint: remove the file to begin anew.", broken);
        }
    }

    public void Write(IEnumerable<LocalAccount> accounts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var next = path + ".next";
        using (var stream = new FileStream(next, Private()))
        {
            JsonSerializer.Serialize(stream, accounts, Json);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
