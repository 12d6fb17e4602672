using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using PolicyBuilder.Acknowledgements.Entries;

namespace PolicyBuilder.Acknowledgements.Mailing;

/// <summary>
/// The secret in a link: 32 random bytes, in base64url (RFC 4648, section 5) without padding. Whoever has it can act as its person,
/// so it goes into one mail and nowhere else; stores keep its <see cref="Hash"/>.
/// </summary>
public sealed class LinkToken
{
    /// <summary>The number of random bytes.</summary>
    public const int Length = 32;

    private readonly byte[] bytes;

    private LinkToken(byte[] bytes) => this.bytes = bytes;

    /// <summary>The SHA-256 of the 32 bytes.</summary>
    public ContentHash Hash => ContentHash.Of(bytes);

    /// <summary>A new one, from the system's source of random bytes.</summary>
    public static LinkToken Fresh() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads what follows <c>/a/</c> in a link: exactly 43 characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LinkToken? token)
    {
        token = null;
        var bytes = new byte[Length];
        // Of the last character's six bits only four are used: one token is written in one way.
        if (text?.Length != 43 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Length || Base64Url.EncodeToString(bytes) != text)
            return false;
        token = new LinkToken(bytes);
        return true;
    }

    /// <summary>The address for one person's mail. It must not be stored, logged or shown anywhere else.</summary>
    /// <param name="site">Where the pages are, ending in <c>/</c>.</param>
    public Uri Link(Uri site) => new(site, "a/" + Base64Url.EncodeToString(bytes));

    /// <summary>Shows nothing of the secret.</summary>
    public override string ToString() => nameof(LinkToken);
}
