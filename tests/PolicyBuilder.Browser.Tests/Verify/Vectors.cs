using System.Text;
using System.Text.Json;
using PolicyBuilder.Ledger;

namespace PolicyBuilder.Browser.Tests.Verify;

/// <summary>Other people's test vectors, which lie beside the repository and are read in place.</summary>
internal static class Vectors
{
    /// <summary>Ed25519 signatures on which implementations differ (C2SP CCTV, Wycheproof).</summary>
    public static IReadOnlyList<(byte[] Key, byte[] Message, byte[] Signature)> Signatures { get; } =
    [
        .. Json("ed25519/cctv-ed25519vectors.json").EnumerateArray()
            .Select(vector => (Hex(vector, "key"), Encoding.UTF8.GetBytes(Text(vector, "msg")), Hex(vector, "sig"))),
        .. Json("ed25519/wycheproof-ed25519.json").GetProperty("testGroups").EnumerateArray()
            .SelectMany(group => group.GetProperty("tests").EnumerateArray()
                .Select(vector => (Hex(group.GetProperty("publicKey"), "pk"), Hex(vector, "msg"), Hex(vector, "sig")))),
    ];

    /// <summary>Notes and the keys to check them with.</summary>
    public static IReadOnlyList<(byte[] Note, string[] Keys)> Notes { get; } =
    [
        .. Json("notes/notes.json").EnumerateArray()
            .Select(vector => (Convert.FromBase64String(Text(vector, "noteB64")), vector.TryGetProperty("vkeys", out var keys) && keys.ValueKind == JsonValueKind.Array ? keys.EnumerateArray().Select(key => key.GetString()!).ToArray() : [])),
    ];

    public static IReadOnlyList<string> Keys { get; } = [.. Json("notes/vkeys.json").GetProperty("keys").EnumerateArray().Select(vector => Text(vector, "vkey"))];

    public static IReadOnlyList<string> Checkpoints { get; } = [.. Json("notes/checkpoint-bodies.json").EnumerateArray().Select(vector => Text(vector, "body"))];

    /// <summary>Proofs with the entry and the key that they are about.</summary>
    public static IReadOnlyList<(string Text, string Entry, string Key)> Proofs { get; } =
    [
        .. Json("proofs/cases.json").GetProperty("positive").EnumerateArray()
            .Select(vector => (File.ReadAllText(Path.Combine(VerifyPage.VectorFolder, "proofs", Text(vector, "file"))), Text(vector, "leafUtf8"), Text(vector, "key"))),
        .. Json("proofs/cases.json").GetProperty("malformed").EnumerateArray()
            .Select(vector => (Text(vector, "text"), "", Keys[0])),
    ];

    /// <summary>All of them, in the form that <c>verify.mjs</c> reads.</summary>
    public static object Asked() => new
    {
        signatures = Signatures.Select(vector => new { key = vector.Key, message = vector.Message, signature = vector.Signature }),
        notes = Notes.Select(vector => new { note = vector.Note, keys = vector.Keys }),
        keys = Keys,
        checkpoints = Checkpoints,
        proofs = Proofs.Select(vector => new { text = vector.Text, entry = vector.Entry, key = vector.Key }),
    };

    /// <summary>The library's verdicts on the same.</summary>
    public static VectorVerdicts Verdicts() => new(
        [.. Signatures.Select(vector => vector.Key.Length == 32 && VerifierKey.FromEd25519("vectors.example", SignatureType.Ed25519, vector.Key).Verify(vector.Message, vector.Signature, out _))],
        [.. Notes.Select(vector => SignedNote.TryParse(vector.Note, out var note, out _) && note.Verify([.. vector.Keys.Select(Key)], out _, out _))],
        [.. Keys.Select(text => VerifierKey.TryParse(text, out _, out _))],
        [.. Checkpoints.Select(text => Checkpoint.TryParse(text, out _, out _))],
        [.. Proofs.Select(vector => TlogProof.TryParse(vector.Text, out var proof, out _) && proof.Verify(Encoding.UTF8.GetBytes(vector.Entry), [Key(vector.Key)], out _, out _))]);

    private static VerifierKey Key(string text) => VerifierKey.TryParse(text.Trim(), out var key, out var reason) ? key : throw new InvalidDataException(reason);

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(Path.Combine(VerifyPage.VectorFolder, file))).RootElement;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static byte[] Hex(JsonElement element, string name) => Convert.FromHexString(Text(element, name));
}
