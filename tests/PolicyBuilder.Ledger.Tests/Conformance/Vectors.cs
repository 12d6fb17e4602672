using System.Text.Json;
using Xunit;

namespace PolicyBuilder.Ledger.Tests.Conformance;

/// <summary>Other people's test vectors, which lie beside the repository and are read in place.</summary>
internal static class Vectors
{
    internal static string Folder
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "PolicyBuilder.sln")))
                root = root.Parent;
            var folder = root is null ? "" : Path.GetFullPath(Path.Combine(root.FullName, "..", "shared", "vectors"));
            Skip.IfNot(Directory.Exists(folder), "the folder ../shared/vectors beside the repository is absent");
            return folder;
        }
    }

    internal static string PathOf(string file) => Path.Combine(Folder, file);

    internal static string Text(string file) => File.ReadAllText(PathOf(file));

    internal static JsonElement Json(string file) => JsonDocument.Parse(Text(file)).RootElement;

    internal static IEnumerable<JsonElement> JsonLines(string file) =>
        File.ReadLines(PathOf(file)).Select(line => JsonDocument.Parse(line).RootElement);

    internal static string String(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    internal static long Number(this JsonElement element, string name) => element.GetProperty(name).GetInt64();

    internal static bool Flag(this JsonElement element, string name) => element.GetProperty(name).GetBoolean();

    internal static IEnumerable<string> Strings(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(item => item.GetString()!)
            : [];

    internal static VerifierKey Key(string vkey) =>
        VerifierKey.TryParse(vkey.Trim(), out var key, out var reason) ? key : throw new InvalidDataException(reason);

    internal static TreeHash Hash(string base64) => TreeHash.TryParse(base64, out var hash) ? hash : throw new InvalidDataException(base64);

    internal static TreeHash Hex(string hex) => new(Convert.FromHexString(hex));
}
