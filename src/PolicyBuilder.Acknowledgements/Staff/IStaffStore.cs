using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Staff;

/// <summary>Keeps, for one city, who may sign in to its own pages, what they did there, and what waits for a second person. Beside the campaigns, in the same transactions' reach.</summary>
public interface IStaffStore
{
    /// <summary>All accounts, closed ones too, by name.</summary>
    Task<IReadOnlyList<Account>> ReadAccountsAsync(CancellationToken cancel = default);

    /// <summary>The account of an id; null if there is none.</summary>
    Task<Account?> FindAccountAsync(string id, CancellationToken cancel = default);

    /// <summary>Keeps an account: a new one if its revision is 0, else in place of that revision.</summary>
    /// <returns>The account with its new revision; null if it was changed by somebody else since it was read, or its key is taken.</returns>
    Task<Account?> SaveAccountAsync(Account account, CancellationToken cancel = default);

    /// <summary>Notes what somebody did. Every export and every change goes here.</summary>
    Task NoteAsync(StaffAct act, CancellationToken cancel = default);

    /// <summary>What was done, the newest first.</summary>
    /// <param name="most">How many.</param>
    /// <param name="before">Only those before this place; null for the newest.</param>
    /// <param name="cancel">Ends the reading.</param>
    Task<IReadOnlyList<StaffAct>> ReadActsAsync(int most, long? before = null, CancellationToken cancel = default);

    /// <summary>Keeps a file that somebody is looking at before it counts, and forgets older ones: those of the account, and all that were kept before <paramref name="forgetBefore"/>.</summary>
    Task KeepUploadAsync(string id, string account, string name, ReadOnlyMemory<byte> content, DateTimeOffset now, DateTimeOffset forgetBefore, CancellationToken cancel = default);

    /// <summary>A file that was kept; null if it is not, or is another account's.</summary>
    Task<(string Name, ReadOnlyMemory<byte> Content)?> FindUploadAsync(string id, string account, CancellationToken cancel = default);

    /// <summary>Forgets a file that was kept.</summary>
    Task ForgetUploadAsync(string id, CancellationToken cancel = default);

    /// <summary>Keeps a signature on paper until a second person has compared it. The same person's for the same version is replaced.</summary>
    Task KeepPaperAsync(PaperEntry paper, CancellationToken cancel = default);

    /// <summary>The signatures on paper that wait for a second person, the oldest first.</summary>
    Task<IReadOnlyList<PaperEntry>> ReadPapersAsync(CancellationToken cancel = default);

    /// <summary>Forgets a signature on paper that was recorded or sent back.</summary>
    Task ForgetPaperAsync(string id, CancellationToken cancel = default);

    /// <summary>Notes that a question or refusal was dealt with; a second note replaces the first.</summary>
    Task AnswerAsync(Answered answer, CancellationToken cancel = default);

    /// <summary>What was dealt with, by the id of its <see cref="Act"/>.</summary>
    Task<IReadOnlyDictionary<string, Answered>> ReadAnswersAsync(CancellationToken cancel = default);

    /// <summary>
    /// The mails that were refused for good or given up and about which something can still be done, the newest first: not those of invitations that
    /// ended, to former addresses of their person, or after which another took their place.
    /// </summary>
    Task<IReadOnlyList<Mail>> ReadFailedMailsAsync(int most, CancellationToken cancel = default);

    /// <summary>
    /// Decides anew whether a version must be signed by those who signed an earlier one. If so, open invitations to earlier versions end,
    /// as they do when a version that opens a round is published.
    /// </summary>
    Task DecideAsync(string policy, PolicyVersion version, bool signAgain, string decision, DateTimeOffset now, CancellationToken cancel = default);
}

/// <summary>Something that somebody did in the city's own pages.</summary>
/// <param name="Place">Where it stands among all; given by the store.</param>
/// <param name="Time">When.</param>
/// <param name="Account">The account's id.</param>
/// <param name="By">The account's name at the time.</param>
/// <param name="What">What was done, in words; it names no employee.</param>
/// <param name="Person">The employee's id; null if it is about none, or they were forgotten.</param>
public sealed record StaffAct(long Place, DateTimeOffset Time, string Account, string By, string What, string? Person);

/// <summary>A signature on paper that one person typed in and a second has to compare with the paper.</summary>
public sealed record PaperEntry
{
    /// <summary>Random: 32 lower-case hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The employee's id.</summary>
    public required string Person { get; init; }

    public required string Policy { get; init; }

    public required PolicyVersion Version { get; init; }

    /// <summary>The day written beside the signature.</summary>
    public required DateOnly SignedOn { get; init; }

    /// <summary>The SHA-256 of the scan; null without one.</summary>
    public ContentHash? Scan { get; init; }

    /// <summary>Where the paper is kept; null when not told.</summary>
    public string? KeptAt { get; init; }

    /// <summary>The id of the account that typed it in.</summary>
    public required string EnteredBy { get; init; }

    /// <summary>The name of whoever typed it in.</summary>
    public required string EnteredByName { get; init; }

    public required DateTimeOffset Entered { get; init; }
}

/// <summary>How a question or a refusal was dealt with.</summary>
/// <param name="Act">The id of the act.</param>
/// <param name="By">The name of whoever dealt with it.</param>
/// <param name="Time">When.</param>
/// <param name="Words">What was done or answered.</param>
public sealed record Answered(string Act, string By, DateTimeOffset Time, string Words);
