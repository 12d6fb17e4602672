using PolicyBuilder.Model.Configuration;

namespace PolicyBuilder.Formats.Interviews;

/// <summary>One question of an interview.</summary>
/// <param name="Key">Its name among all questions: <c>city.name</c>, <c>effective</c>, <c>answers.channels</c>.</param>
/// <param name="Label">A few words for it, such as "Final authority".</param>
/// <param name="Blank">What is asked, what it takes and what holds without an answer. Its name is the one used in scripts.</param>
/// <param name="IsAsked">Whether a person is asked; if not, only a script can answer it.</param>
public sealed record Question(string Key, string Label, Blank Blank, bool IsAsked = true)
{
    internal const string Answers = "answers.";

    internal static Question Of(Blank blank) =>
        new(Answers + blank.Name, English.Capitalize(blank.Name.Replace('_', ' ')), blank);
}
