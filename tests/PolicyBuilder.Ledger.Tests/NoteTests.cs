using System.Text;
using CsCheck;
using Xunit;

namespace PolicyBuilder.Ledger.Tests;

public class NoteTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_signed_note_is_read_back_and_verified()
    {
        using var first = SignerKey.Generate("mapleton.example/policies");
        using var second = SignerKey.Generate("pool.example");
        var note = SignedNote.Sign("Text\n\nwith an empty line, é.\n", first, second);
        Assert.True(SignedNote.TryParse(note.ToBytes(), out var read, out var reason), reason);
        Assert.Equal(note.ToString(), read.ToString());
        Assert.True(read.Verify([second.Verifier, first.Verifier], out var verified, out reason), reason);
        Assert.Equal([first.Verifier, second.Verifier], verified.Select(signature => signature.Key));
    }

    [Fact]
    public void A_changed_text_is_refused_even_if_another_known_key_signed_it()
    {
        using var first = SignerKey.Generate("mapleton.example");
        using var second = SignerKey.Generate("pool.example");
        var genuine = SignedNote.Sign("One\n", first);
        var forged = SignedNote.Sign("Two\n", second).With([.. genuine.Signatures]);
        Assert.False(forged.Verify([first.Verifier, second.Verifier], out var verified, out var reason));
        Assert.Empty(verified);
        Assert.Contains("mapleton.example", reason, StringComparison.Ordinal);
        Assert.True(forged.Verify([second.Verifier], out _, out _));
    }

    [Fact]
    public void A_cosignature_states_its_time_and_covers_it()
    {
        using var log = SignerKey.Generate("mapleton.example");
        using var witness = SignerKey.Generate("elmford.example/witness", SignatureType.Cosignature);
        var note = new Checkpoint("mapleton.example", 0, MerkleTree.EmptyRoot).Sign(log);
        var cosigned = note.With(witness.Sign(note.Text.Span, Noon));
        Assert.True(cosigned.Verify([witness.Verifier], out var verified, out var reason), reason);
        Assert.Equal(Noon, verified[0].Time);
        var stamped = cosigned.Signatures[1].Signature.ToArray();
        stamped[7]++;
        Assert.False(note.With(cosigned.Signatures[1] with { Signature = stamped }).Verify([witness.Verifier], out _, out _));
    }

    [Fact]
    public void A_cosignature_does_not_make_a_checkpoint_the_logs_own()
    {
        using var impostor = SignerKey.Generate("mapleton.example", SignatureType.Cosignature);
        using var log = SignerKey.Generate("mapleton.example");
        var checkpoint = new Checkpoint("mapleton.example", 0, MerkleTree.EmptyRoot);
        var unsigned = SignedNote.Sign(checkpoint.ToString());
        var cosigned = unsigned.With(impostor.Sign(unsigned.Text.Span, Noon));
        Assert.False(Checkpoint.TryOpen(cosigned.ToBytes(), [impostor.Verifier, log.Verifier], out _, out _));
        Assert.True(Checkpoint.TryOpen(checkpoint.Sign(log).ToBytes(), [impostor.Verifier, log.Verifier], out _, out _));
    }

    [Fact]
    public void A_checkpoint_of_another_log_is_refused_though_a_known_key_signed_it()
    {
        using var log = SignerKey.Generate("mapleton.example");
        var note = new Checkpoint("elmford.example", 0, MerkleTree.EmptyRoot).Sign(log);
        Assert.False(Checkpoint.TryOpen(note.ToBytes(), [log.Verifier], out _, out var reason));
        Assert.Contains("elmford.example", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_survives_PEM_and_signer_text()
    {
        using var key = SignerKey.Generate("mapleton.example");
        using var fromPem = SignerKey.FromPem("mapleton.example", key.ToPem());
        using var fromText = SignerKey.Parse(key.ToSignerText());
        Assert.Equal(key.Verifier, fromPem.Verifier);
        Assert.Equal(key.Verifier, fromText.Verifier);
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", key.ToPem(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PRIVATE+KEY+mapleton.example+00000000+")]
    [InlineData("PRIVATE+KEY+mapleton.example+00000000+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6")]
    [InlineData("mapleton.example+00000000+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6")]
    public void A_damaged_signer_key_is_refused(string text) => Assert.Throws<FormatException>(() => SignerKey.Parse(text));

    [Fact]
    public void A_damaged_PEM_is_refused() =>
        Assert.Throws<FormatException>(() => SignerKey.FromPem("mapleton.example", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a+b")]
    [InlineData("no\u00a0break")]
    [InlineData("wide\u3000space")]
    public void A_name_without_letters_or_with_spaces_or_plus_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => SignerKey.Generate(name));

    [Fact]
    public void The_fingerprint_is_the_whole_hash_of_the_key() =>
        Assert.Equal(
            "4d6d8825 a6bb689d 45962831 2889dfbb 0bcd41b5 211d9e1c e768b0ff 0309e562",
            VerifierKey.FromEd25519("a.example", SignatureType.Ed25519, Convert.FromHexString("ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f")).Fingerprint);

    [Fact]
    public void A_signature_has_only_one_text()
    {
        using var key = SignerKey.Generate("mapleton.example");
        var good = SignedNote.Sign("Text\n", key).ToString();
        // 68 bytes end in one padding sign: two bits of the last character are unused and must be zero.
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var last = good.Length - 3;
        var other = good[..last] + Alphabet[Alphabet.IndexOf(good[last], StringComparison.Ordinal) + 1] + good[(last + 1)..];
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(other), out _, out _));
        Assert.False(SignedNote.TryParse(Encoding.UTF8.GetBytes(good.Replace("=", "", StringComparison.Ordinal)), out _, out _));
    }

    [Theory]
    [InlineData("3", true)]
    [InlineData("9223372036854775807", true)]
    [InlineData("9223372036854775808", false)]
    [InlineData("3\0", false)]
    [InlineData("03", false)]
    [InlineData("+3", false)]
    [InlineData(" 3", false)]
    [InlineData("٣", false)]
    [InlineData("", false)]
    public void A_size_has_only_one_text(string size, bool good) =>
        Assert.Equal(good, Checkpoint.TryParse($"mapleton.example\n{size}\n{MerkleTree.HashLeaf("x"u8)}\n", out _, out _));

    [Fact]
    public void Any_flipped_bit_in_a_checkpoint_is_noticed()
    {
        using var key = SignerKey.Generate("mapleton.example");
        var good = new Checkpoint("mapleton.example", 3, MerkleTree.HashLeaf("x"u8)).Sign(key).ToBytes();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Int[0, 7]).Sample((at, bit) =>
        {
            var bytes = (byte[])good.Clone();
            bytes[at] ^= (byte)(1 << bit);
            return !Checkpoint.TryOpen(bytes, [key.Verifier], out _, out _);
        });
    }

    [Fact]
    public void Rubbish_is_refused_without_an_exception() =>
        Gen.Char["a—+= \n0123\0é"].Array[0, 60].Sample(characters =>
        {
            var text = new string(characters);
            _ = SignedNote.TryParse(Encoding.UTF8.GetBytes(text), out _, out _);
            _ = VerifierKey.TryParse(text, out _, out _);
            _ = Checkpoint.TryParse(text, out _, out _);
            _ = TlogProof.TryParse(text, out _, out _);
            _ = WitnessRequest.TryParse(text, out _);
            _ = Tile.TryParse(text, out _);
        });
}
