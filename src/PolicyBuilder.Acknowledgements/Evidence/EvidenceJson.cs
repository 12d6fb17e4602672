using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Acknowledgements.Signing;
using PolicyBuilder.Model;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>
/// Evidence as UTF-8 JSON, indented for a person to read. The ledger commits to the bytes, which are kept as they were written, so
/// later programs may write differently; what they read must have every member that is needed and none that is unknown.
/// </summary>
public static class EvidenceJson
{
    /// <summary>The most bytes that evidence may have.</summary>
    public const int LongestRecord = 1024 * 1024;

    internal static readonly EvidenceJsonContext Context = new(new JsonSerializerOptions
    {
        // Names in any script stay readable; < > & and quotation marks are escaped, in case the text is shown in a page.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
        WriteIndented = true,
        NewLine = "\n",
        MaxDepth = 8,
        Converters =
        {
            new TextConverter<EntryTime>(EntryTime.TryParse),
            new TextConverter<PolicyName>(PolicyName.TryParse),
            new TextConverter<PolicyVersion>(PolicyVersion.TryParse),
            new MomentsConverter(),
            new WordConverter<EvidenceFormat>(),
            new WordConverter<RefusalReason>(),
            new WordConverter<AttributionMethod>(),
            new WordConverter<MomentKind>(),
        },
    });

    /// <summary>The JSON Schema (draft 7) of evidence.</summary>
    public static string Schema
    {
        get
        {
            using var stream = typeof(EvidenceJson).Assembly.GetManifestResourceStream("evidence.schema.json")!;
            using var text = new StreamReader(stream, Encoding.UTF8);
            return text.ReadToEnd();
        }
    }

    /// <summary>The bytes to keep and to commit to.</summary>
    /// <exception cref="ArgumentException">A text holds half a surrogate pair, or the record is too long.</exception>
    public static byte[] Write(EvidenceRecord record)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(record, Context.EvidenceRecord);
        if (!TryRead(bytes, out var read, out var reason))
            throw new ArgumentException($"The evidence would not be readable: {reason}.", nameof(record));
        return record.Equals(read) ? bytes : throw new ArgumentException("The evidence holds text that is not Unicode.", nameof(record));
    }

    /// <summary>Reads evidence.</summary>
    /// <param name="bytes">The bytes as kept.</param>
    /// <param name="record">The facts, if the bytes are evidence.</param>
    /// <param name="reason">What is wrong otherwise. It names members and places, never their contents, for those are personal.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EvidenceRecord? record, [NotNullWhen(false)] out string? reason)
    {
        record = null;
        reason = bytes.Length > LongestRecord ? $"it has {bytes.Length} bytes, more than {LongestRecord}" : null;
        if (reason is not null)
            return false;
        try
        {
            record = JsonSerializer.Deserialize(bytes, Context.EvidenceRecord);
            reason = record switch
            {
                null => "it is null",
                ElectronicSignature signature when !signature.Intent.HashFits() => "the hash of the words that were signed does not fit them",
                ElectronicSignature signature when !signature.Consent.HashFits() => "the hash of the consent's disclosure does not fit it",
                _ => null,
            };
            if (reason is not null)
                record = null;
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException)
        {
            var at = error as JsonException;
            reason = string.Create(CultureInfo.InvariantCulture, $"it does not have the form of evidence (line {at?.LineNumber + 1 ?? 1}, byte {at?.BytePositionInLine + 1 ?? 1})");
        }

        return record is not null;
    }

    internal class TextConverter<T>(TryParse<T> parse) : JsonConverter<T>
        where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            parse(reader.GetString(), out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }

    internal sealed class HashConverter() : TextConverter<ContentHash>(ContentHash.TryParse);

    internal sealed class MomentsConverter : JsonConverter<Sequence<Moment>>
    {
        public override Sequence<Moment> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize(ref reader, Context.MomentArray) is { } moments && !moments.AsSpan().Contains(null) ? moments.ToSequence() : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, Sequence<Moment> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, [.. value], Context.MomentArray);
    }

    /// <summary>An enumeration by its words alone; the framework's converter also takes numbers, and blanks around a word.</summary>
    internal sealed class WordConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly JsonConverter<T> words = (JsonConverter<T>)new JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false).CreateConverter(typeof(T), new JsonSerializerOptions());

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && text.Trim().Length == text.Length ? words.Read(ref reader, typeToConvert, options) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => words.Write(writer, value, options);
    }

    internal delegate bool TryParse<T>(string? text, [NotNullWhen(true)] out T value);
}

[JsonSerializable(typeof(EvidenceRecord))]
[JsonSerializable(typeof(Moment[]))]
[JsonSerializable(typeof(SigningSession))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class EvidenceJsonContext : JsonSerializerContext;
