using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Campaigns;
using PolicyBuilder.Acknowledgements.Evidence;
using PolicyBuilder.Acknowledgements.Roster;
using PolicyBuilder.Acknowledgements.Staff;

namespace PolicyBuilder.Web.Staff;

/// <summary>A question or a refusal.</summary>
/// <param name="Act">What is stored of it.</param>
/// <param name="Person">Whose it is; null if they are no longer on the roster.</param>
/// <param name="Words">What they wrote; null if nothing, or it cannot be opened.</param>
/// <param name="Answer">How it was dealt with; null if it was not.</param>
public sealed record AskedQuestion(Act Act, Person? Person, string? Words, Answered? Answer);

/// <summary><c>/hr/questions</c>: what people asked or did not agree with, in their words, and how it was dealt with.</summary>
public sealed class InboxPage : StaffPage
{
    /// <summary>How many are shown, those that are not dealt with first.</summary>
    public const int Most = 200;

    private const int LongestWords = 2000;

    /// <inheritdoc/>
    public override string Title => "Questions and refusals";

    /// <inheritdoc/>
    public override string Place => "/hr/questions";

    /// <summary>Those shown, the newest first.</summary>
    public IReadOnlyList<AskedQuestion> Questions { get; private set; } = [];

    [BindProperty]
    public string? Words { get; set; }

    /// <summary>Shows them.</summary>
    public Task OnGetAsync() => ReadAsync();

    /// <summary>Notes how one was dealt with.</summary>
    public async Task<IActionResult> OnPostAsync(string act)
    {
        await ReadAsync();
        if (Questions.FirstOrDefault(question => question.Act.Id == act) is not { } question)
            return NotFound();
        if (string.IsNullOrWhiteSpace(Words) || Words.Length > LongestWords)
            Problems.Add(("words-" + act, $"Say how it was dealt with, in at most {LongestWords} characters"));
        if (Problems.Count > 0)
            return Page();
        await Site.Staff.AnswerAsync(new Answered(act, Account.Name, Site.Clock.GetUtcNow(), Words!.Trim()));
        await NoteAsync($"dealt with a {(question.Act.Kind == ActKind.Question ? "question" : "refusal")} about {question.Act.Policy} {question.Act.Version}", question.Act.Person);
        return Then("/hr/questions", "Noted. If the person is ready to sign, send them a new link from their page.");
    }

    private async Task ReadAsync()
    {
        var cancel = HttpContext.RequestAborted;
        var campaign = await Site.Campaigns.ReadAsync(cancel);
        var answers = await Site.Staff.ReadAnswersAsync(cancel);
        var people = campaign.People.ToDictionary(person => person.Id, StringComparer.Ordinal);
        var questions = new List<AskedQuestion>();
        foreach (var act in campaign.Acts.Where(act => act is { Entry: not null, Kind: ActKind.Question or ActKind.Refusal }).Reverse().OrderBy(act => answers.ContainsKey(act.Id)).Take(Most))
        {
            var words = Site.Open.Keys.Disclosures.Exist && await Site.Ledger.ReadAsync(act.Entry!.Value, cancel) is { Evidence: Refusal refusal } ? refusal.Words : null;
            questions.Add(new AskedQuestion(act, people.GetValueOrDefault(act.Person), words, answers.GetValueOrDefault(act.Id)));
        }
        Questions = questions;
    }
}
