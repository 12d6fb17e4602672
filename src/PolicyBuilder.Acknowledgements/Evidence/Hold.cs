using System.Text.Json;
using System.Text.Json.Serialization;
using PolicyBuilder.Acknowledgements.Entries;

namespace PolicyBuilder.Acknowledgements.Evidence;

/// <summary>A legal hold: evidence that must not be disposed of, whatever the retention schedule says. Kept encrypted beside the evidence.</summary>
public sealed record Hold
{
    /// <summary>Why: a claim, a request, an investigation.</summary>
    public required string Reason { get; init; }

    public required string PlacedBy { get; init; }

    public required EntryTime Placed { get; init; }

    /// <summary>True if all records of the person are held, later ones too; false for this record alone.</summary>
    public required bool OnPerson { get; init; }

    /// <summary>When it was lifted; null while it is in force.</summary>
    public EntryTime? Lifted { get; init; }

    public string? LiftedBy { get; init; }

    /// <summary>True until it is lifted.</summary>
    [JsonIgnore]
    public bool InForce => Lifted is null;

    /// <summary>Names no one.</summary>
    public override string ToString() => nameof(Hold);
}

/// <summary>What may stand in the way of disposing of a record.</summary>
/// <param name="Disposing">True once its disposal has begun: from then on no hold can be placed, until the disposal is done or called off.</param>
/// <param name="Holds">The holds, lifted ones included, the oldest first.</param>
internal sealed record HoldState(bool Disposing, Hold[] Holds)
{
    internal static HoldState None { get; } = new(false, []);
}

internal static class HoldJson
{
    private static readonly HoldJsonContext Context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new EvidenceJson.TextConverter<EntryTime>(EntryTime.TryParse) },
    });

    internal static byte[] Write(HoldState state) => JsonSerializer.SerializeToUtf8Bytes(state, Context.HoldState);

    internal static HoldState? Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, Context.HoldState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(HoldState))]
internal sealed partial class HoldJsonContext : JsonSerializerContext;
