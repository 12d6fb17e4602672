using PolicyBuilder.Acknowledgements.Entries;
using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Acknowledgements.Campaigns;

/// <summary>A published version of one of the city's policies, as campaigns know it.</summary>
/// <param name="Policy">The policy's folder: <c>social-media</c>.</param>
/// <param name="Version">The version.</param>
/// <param name="Title">The policy's title.</param>
/// <param name="Effective">The first day on which it is in force.</param>
/// <param name="Document">The SHA-256 of its canonical Markdown, as the ledger has it.</param>
/// <param name="Page">The SHA-256 of its published HTML, which employees are shown.</param>
/// <param name="SignAgain">Whether it opened a new round: those who signed an earlier version must sign it. True for the first version.</param>
/// <param name="Decision">Why, in a sentence, as <c>publish</c> recorded it.</param>
/// <param name="Entry">The index of its <c>policy-published</c> entry.</param>
/// <param name="Published">The time that this entry states.</param>
public sealed record AskedVersion(
    string Policy, PolicyVersion Version, string Title, DateOnly Effective, ContentHash Document, ContentHash Page, bool SignAgain, string Decision, long Entry, DateTimeOffset Published);
