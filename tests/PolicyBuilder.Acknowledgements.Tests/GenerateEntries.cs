using CsCheck;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Ledger;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Tests;

/// <summary>Arbitrary entries of every type.</summary>
internal static class GenerateEntries
{
    internal static readonly Gen<EntryTime> Time =
        Gen.Long[0, DateTimeOffset.MaxValue.UtcTicks].Select(ticks => EntryTime.Of(new DateTimeOffset(ticks, TimeSpan.Zero)));

    internal static readonly Gen<ContentHash> Hash = Gen.Byte.Array[32].Select(bytes => new ContentHash(bytes));

    internal static readonly Gen<long> Index = Gen.Frequency((3, Gen.Long[0, 1000]), (1, Gen.Long[0, long.MaxValue]));

    internal static readonly Gen<PolicyName> Policy =
        Gen.Select(Gen.OneOf("mapleton", "st-mary-by-the-sea", "a", "x9"), Gen.OneOf("social-media", "internet-use"), (city, policy) => new PolicyName(city, policy));

    internal static readonly Gen<PolicyVersion> Version =
        Gen.Select(Gen.Int[0, 999_999], Gen.Int[0, 12], Gen.Int[0, 9], (major, minor, patch) => new PolicyVersion(major, minor, patch));

    internal static readonly Gen<PublishedText> Text = Gen.Select(Policy, Version, Hash, (policy, version, hash) => new PublishedText(policy, version, hash));

    internal static readonly Gen<Disposal> Disposal = Gen.Select(
        Gen.OneOf("LGRC 12.04", "§ 7(b): two years after separation", "E", "Artículo 9", "表九"),
        Gen.OneOf("City Clerk", "Secretaría Municipal", "Human Resources and Records", "書記官"),
        (schedule, approver) => new Disposal(schedule, approver));

    internal static readonly Gen<LedgerEntry> Entry = Gen.OneOf(
        Gen.Select(Time, Text, Gen.Dictionary(Gen.Char["abcz019"].Array[1, 5].Select(name => new string(name)), Hash)[0, 6])
            .Select(LedgerEntry (time, text, files) => new PolicyPublished(time, text, files.Select(file => new PublishedFile(file.Key, file.Value)))),
        Gen.Select(Time, Text, LedgerEntry (time, text) => new PolicyWithdrawn(time, text)),
        Gen.Select(Time, Text, Hash, LedgerEntry (time, text, hash) => new Acknowledged(time, text, hash)),
        Gen.Select(Time, Text, Hash, LedgerEntry (time, text, hash) => new AcknowledgedOnPaper(time, text, hash)),
        Gen.Select(Time, Text, Hash, LedgerEntry (time, text, hash) => new Declined(time, text, hash)),
        Gen.Select(Time, Text, Hash, Index, LedgerEntry (time, text, hash, index) => new Corrected(time, text, hash, index)),
        Gen.Select(Time, Index, Disposal, LedgerEntry (time, index, disposal) => new Disposed(time, index, disposal)),
        Gen.Select(Time, Gen.OneOf(Keys), LedgerEntry (time, keys) => new KeyChanged(time, keys.Old, keys.New)));

    private static (VerifierKey Old, VerifierKey New)[] Keys => [.. Enumerable.Range(0, 3).Select(_ => (NewKey(), NewKey()))];

    private static VerifierKey NewKey()
    {
        using var signer = SignerKey.Generate("mapleton.example/policies");
        return signer.Verifier;
    }
}
