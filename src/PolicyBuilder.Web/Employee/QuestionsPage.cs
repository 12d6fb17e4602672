using Microsoft.AspNetCore.Mvc;
using PolicyBuilder.Acknowledgements.Evidence;

namespace PolicyBuilder.Web.Employee;

/// <summary><c>/questions</c>: the person has questions or does not agree. Recorded, and no signature.</summary>
public sealed class QuestionsPage : SignerPage
{
    public const int LongestWords = 2000;
    public const string Asks = "asks";
    public const string Declines = "declines";

    /// <inheritdoc/>
    public override string Title => Words.QuestionsTitle;

    /// <inheritdoc/>
    public override string BackTo => "/read";

    /// <summary>Which of the two.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>What the person wrote.</summary>
    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Send.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var text = Text?.ReplaceLineEndings("\n").Trim();
        if (Reason is not (Asks or Declines))
            Problems.Add((Asks, Words.ChooseReason));
        if (text?.Length > LongestWords)
            Problems.Add((nameof(Text), Words.WordsTooLong(LongestWords)));
        if (Problems.Count > 0)
            return Page();
        var reason = Reason == Declines ? RefusalReason.DoesNotAgree : RefusalReason.HasQuestions;
        var recorded = await Site.Desk.RefuseAsync(Visit, reason, string.IsNullOrEmpty(text) ? null : text, Context, City.Contact?.Email, CancellationToken.None);
        if (!recorded.Existed)
            Measures.Count(reason == RefusalReason.DoesNotAgree ? "refusal" : "question");
        Site.MailIsWaiting();
        return SeeOther("/questions/sent");
    }
}

/// <summary><c>/questions/sent</c>.</summary>
public sealed class QuestionsSentPage : SignerPage
{
    /// <inheritdoc/>
    public override string Title => Words.QuestionsSentTitle;
}
