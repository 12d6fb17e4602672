using PolicyBuilder.Web.Employee;
using PolicyBuilder.Web.Staff;

namespace PolicyBuilder.Web.Pages;

/// <summary>A question with a few answers, of which one is chosen, and what is wrong with the choice.</summary>
/// <param name="Name">The name in the form.</param>
/// <param name="Question">What is asked.</param>
/// <param name="Chosen">The value that was chosen before; null for none.</param>
/// <param name="Answers">The answers. A problem is found under the first one's id, where the list of problems leads.</param>
/// <param name="Problem">What is wrong; null for nothing.</param>
public sealed record Choice(string Name, string Question, string? Chosen, IReadOnlyList<Answer> Answers, string? Problem)
{
    public Choice(StaffPage page, string name, string question, string? chosen, params IReadOnlyList<Answer> answers)
        : this(name, question, chosen, answers, page.ProblemOf(answers[0].Id))
    {
    }

    public Choice(EmployeePage page, string name, string question, string? chosen, params IReadOnlyList<Answer> answers)
        : this(name, question, chosen, answers, page.ProblemOf(answers[0].Id)) => Error = page.Words.Error;

    /// <summary>What is said before the problem to those who do not see its colour.</summary>
    public string Error { get; } = "Error";
}

/// <summary>An answer to a <see cref="Choice"/>.</summary>
/// <param name="Id">The element's id.</param>
/// <param name="Value">What the form sends.</param>
/// <param name="Label">What is shown.</param>
public sealed record Answer(string Id, string Value, string Label);
