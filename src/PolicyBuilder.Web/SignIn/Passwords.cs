using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.SignIn;

/// <summary>
/// Passwords: long, whatever signs, and none that is tried first (NIST SP 800-63B-4, section 3.1.1.2). Hashed by ASP.NET Core Identity:
/// PBKDF2 with HMAC-SHA-512, a salt of its own for each.
/// </summary>
internal sealed class Passwords
{
    /// <summary>The fewest characters.</summary>
    public const int Shortest = 12;

    /// <summary>The most characters: none hashes a novel.</summary>
    public const int Longest = 256;

    // OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA512.
    private const int Iterations = 210_000;

    private static readonly Account Nobody = new() { Id = "", Key = "", Name = "", Role = StaffRole.HumanResources, Created = default };

    // Of those in lists of stolen passwords, the ones that are long enough to be taken here.
    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "password1234", "password12345", "password123456", "password123!", "passwordpassword", "password2025", "password2026", "password2027", "passw0rd1234", "p@ssw0rd1234",
        "mypassword123", "newpassword1", "changeme1234", "changemenow1", "letmein12345", "letmeinplease", "welcome12345", "welcome123456", "welcome2025!", "welcome2026!", "welcome2027!",
        "administrator", "administrator1", "admin1234567", "adminadmin12", "adminadminadmin", "superuser1234", "iloveyou1234", "iloveyouforever", "sunshine1234", "princess1234",
        "football1234", "baseball1234", "basketball12", "trustno1trustno1", "correcthorsebatterystaple", "correct horse battery staple", "qwertyuiop12", "qwertyuiop123", "qwertyuiopasdf",
        "qwertyqwerty", "qwerty123456", "qwerty1234567", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "zaq12wsxcde3", "q1w2e3r4t5y6", "1q2w3e4r5t6y", "asdfghjkl123", "zxcvbnm12345",
        "123456789012", "1234567890123", "12345678901234", "0123456789012", "012345678910", "123456654321", "123123123123", "987654321098", "abcdefghijkl", "abcdefghijklm", "abc123abc123",
        "a1b2c3d4e5f6", "summer202612", "winter202612", "policybuilder", "policybuilder1", "cityhallcityhall", "humanresources", "humanresources1",
    };

    private readonly IPasswordHasher<Account> hasher;

    // Looked at when there is no such name, so that the answer takes as long.
    private readonly string nobodys;

    public Passwords()
        : this(Hasher)
    {
    }

    public Passwords(IPasswordHasher<Account> hasher) => (this.hasher, nobodys) = (hasher, hasher.HashPassword(Nobody, "nobody has this password"));

    /// <summary>The hasher that counts.</summary>
    public static PasswordHasher<Account> Hasher => new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    /// <summary>What is wrong with a new password; null if it will do.</summary>
    public static string? ProblemOf(string password, string signInName)
    {
        var length = new StringInfo(password).LengthInTextElements;
        if (length == 0)
            return "Choose a password";
        if (length < Shortest)
            return $"The password is too short: use at least {Shortest} characters. A few words in a row are easy to remember.";
        if (password.Length > Longest)
            return $"The password is too long: use at most {Longest} characters";
        if (signInName.Length > 0 && password.Contains(signInName, StringComparison.OrdinalIgnoreCase))
            return "The password contains the sign-in name. Choose one that does not.";
        if (Common.Contains(password) || password.Distinct().Count() < 5)
            return "That password is one of the first that others would try. Choose another.";
        return null;
    }

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>Whether a password is the one that was hashed; without a hash it takes as long and is wrong.</summary>
    public bool IsRight(string? hash, string password) =>
        password.Length <= Longest && hasher.VerifyHashedPassword(Nobody, hash ?? nobodys, password) != PasswordVerificationResult.Failed && hash is not null;
}
